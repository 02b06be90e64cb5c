// Public buckets and containers on this machine, as Google Cloud Storage and Azure Blob Storage have
// them: lists in pages, bytes by ranges, preconditions.

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Test } from 'tap';
import { listen, newSending, type Sending, sendBytes } from './serve-bytes.ts';

export interface PublicStore {
  readonly endpoint: string;
  readonly files: Map<string, Buffer>;
  readonly sending: Sending;
  /** How many lists were asked for. */
  lists: number;
  /** Nobody may read or list it. */
  isPrivate: boolean;
}

type Files = Readonly<Record<string, Buffer | string>>;
type Answer = (store: PublicStore, url: URL, answering: Answering) => void;

interface Answering {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const pageEntries = 2;

async function start(t: Test, files: Files, answer: Answer): Promise<PublicStore> {
  const sending = newSending();
  const endpoint = await listen(t, (request, response) => {
    if (store.isPrivate) response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
    else answer(store, new URL(String(request.url), endpoint), { request, response });
  });
  const all = Object.entries(files).map(([path, data]) => [path, Buffer.from(data)] as const);
  const store = { endpoint, sending, files: new Map(all), lists: 0, isPrivate: false };
  return store;
}

/** Paths that begin so, in order; from `token` on, and where the next page begins. */
function pageOf({ files }: PublicStore, prefix: string, token: string) {
  const all = [...files.keys()].filter((path) => path.startsWith(prefix)).sort();
  const from = Number(token || 0);
  const end = from + pageEntries;
  return { paths: all.slice(from, end), next: end < all.length ? String(end) : undefined };
}

const hashOf = (bytes: Buffer | undefined) =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
const generationOf = (bytes: Buffer | undefined) =>
  String(Number.parseInt(hashOf(bytes).slice(0, 12), 16));
const etagOf = (bytes: Buffer | undefined) => `0x${hashOf(bytes).slice(0, 16).toUpperCase()}`;

/** The bucket `ours`; its bytes come compressed where that is not refused. */
export function startGoogle(t: Test, files: Files): Promise<PublicStore> {
  return start(t, files, (store, url, { request, response }) => {
    if (url.pathname === '/storage/v1/b/ours/o') {
      store.lists++;
      const { searchParams } = url;
      const prefix = searchParams.get('prefix') ?? '';
      const { paths, next } = pageOf(store, prefix, searchParams.get('pageToken') ?? '');
      const items = paths.map((name) => {
        const bytes = store.files.get(name);
        return { name, size: String(bytes?.length), generation: generationOf(bytes) };
      });
      const list = { ...(items.length > 0 && { items }), ...(next && { nextPageToken: next }) };
      response.end(JSON.stringify(list));
      return;
    }
    const bytes = store.files.get(decodeURIComponent(url.pathname).replace(/^\/ours\//, ''));
    if (bytes === undefined) {
      response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      return;
    }
    const generation = generationOf(bytes);
    const version = {
      headers: { 'x-goog-generation': generation, etag: `"${hashOf(bytes)}"` },
      condition: ['x-goog-if-generation-match', generation] as const,
    };
    if (request.headers['accept-encoding'] === 'gzip') {
      sendBytes(request, response, { bytes, version, sending: store.sending });
    } else response.end('decompressed on the way');
  });
}

const escapeXml = (text: string) =>
  text.replace(/[&<>]/g, (one) => `&#x${one.charCodeAt(0).toString(16)};`);

/** The container `ours` of `account`. */
export function startAzure(t: Test, files: Files): Promise<PublicStore> {
  return start(t, files, (store, url, { request, response }) => {
    const { searchParams } = url;
    if (request.headers['x-ms-version'] === undefined) {
      response.writeHead(400).end();
      return;
    }
    if (searchParams.get('comp') === 'list' && url.pathname === '/account/ours') {
      store.lists++;
      const prefix = searchParams.get('prefix') ?? '';
      const { paths, next = '' } = pageOf(store, prefix, searchParams.get('marker') ?? '');
      const blobs = paths.map((name) => {
        const bytes = store.files.get(name);
        return `<Blob><Name>${escapeXml(name)}</Name><Properties><Last-Modified>x</Last-Modified><Etag>${etagOf(bytes)}</Etag><Content-Length>${bytes?.length}</Content-Length></Properties></Blob>`;
      });
      response.end(
        `\uFEFF<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="ours"><Blobs>${blobs.join('')}</Blobs>${next === '' ? '<NextMarker />' : `<NextMarker>${next}</NextMarker>`}</EnumerationResults>`,
      );
      return;
    }
    const bytes = store.files.get(decodeURIComponent(url.pathname).replace('/account/ours/', ''));
    if (bytes === undefined) {
      response.writeHead(404, { 'x-ms-error-code': 'BlobNotFound' }).end();
      return;
    }
    const etag = `"${etagOf(bytes)}"`;
    const version = { headers: { etag }, condition: ['if-match', etag] as const };
    sendBytes(request, response, { bytes, version, sending: store.sending });
  });
}

/** Files of a plain server, by their path; with etags, or with dates only. */
export function startPlain(t: Test, files: Files, by: 'etag' | 'date' | 'none') {
  const date = (bytes: Buffer) =>
    new Date(1e12 + Number.parseInt(hashOf(bytes).slice(0, 6), 16) * 1000).toUTCString();
  return start(t, files, (store, url, { request, response }) => {
    const bytes = store.files.get(url.pathname.slice(1));
    if (bytes === undefined) {
      response.writeHead(404).end();
      return;
    }
    const etag = `"${hashOf(bytes)}"`;
    const versions = {
      etag: { headers: { etag }, condition: ['if-match', etag] as const },
      date: {
        headers: { 'last-modified': date(bytes) },
        condition: ['if-unmodified-since', date(bytes)] as const,
      },
      none: { headers: {} },
    };
    sendBytes(request, response, { bytes, version: versions[by], sending: store.sending });
  });
}
