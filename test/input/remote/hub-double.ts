// A Hub of datasets on this machine: revisions, the tree in pages, files behind a redirect to another
// origin, as huggingface.co has them. hub-double.test.ts holds it against the library huggingface_hub.

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Test } from 'tap';
import { listen, newSending, type Sending, sendBytes } from './serve-bytes.ts';

type Files = Readonly<Record<string, Buffer | string>>;

export interface HubDouble {
  readonly endpoint: string;
  /** By commit. */
  readonly commits: Map<string, ReadonlyMap<string, Buffer>>;
  /** Branches and tags. */
  readonly revisions: Map<string, string>;
  readonly sending: Sending;
  /** What the server was asked, as METHOD path; and where the token came. */
  readonly asked: string[];
  /** Origins that got the token. */
  readonly tokensAt: Set<string>;
  /** Wanted of every request; undefined: all is public. */
  token: string | undefined;
  pageEntries: number;
  /** It says the hash of other bytes. */
  saysOtherHash: boolean;
  /** The next answers of the Hub itself. */
  failures: number[];
  /** Adds a commit with these files, and moves `main` to it. */
  commit(files: Files): string;
}

const dataset = 'our/corpus';

export async function startHub(t: Test, files: Files): Promise<HubDouble> {
  const sending = newSending();
  const tokensAt = new Set<string>();
  const note = (where: string, request: IncomingMessage) => {
    if (request.headers.authorization !== undefined) tokensAt.add(where);
  };
  const cdn = await listen(t, (request, response) => {
    note('cdn', request);
    const url = new URL(String(request.url), 'http://cdn');
    const [, commit = '', path = ''] = /^\/([0-9a-f]+)\/(.*)$/.exec(url.pathname) ?? [];
    const bytes = hub.commits.get(commit)?.get(decodeURIComponent(path));
    if (bytes === undefined || url.searchParams.get('Signature') !== 'secret') {
      response.writeHead(403).end();
      return;
    }
    const version = { headers: { etag: `"${sha256(bytes).slice(0, 32)}"` } };
    sendBytes(request, response, { bytes, version, sending });
  });
  const endpoint = await listen(t, (request, response) => {
    note('hub', request);
    hub.asked.push(`${request.method} ${request.url}`);
    const failure = hub.failures.shift();
    if (failure !== undefined) response.writeHead(failure).end();
    else answer(hub, { request, response, cdn });
  });
  const hub: HubDouble = {
    ...{ endpoint, sending, tokensAt, asked: [], failures: [], token: undefined },
    ...{ pageEntries: 3, saysOtherHash: false },
    commits: new Map(),
    revisions: new Map(),
    commit(some) {
      const all = Object.entries(some).map(([path, data]) => [path, Buffer.from(data)] as const);
      const sha = createHash('sha1').update(String(hub.commits.size)).digest('hex');
      hub.commits.set(sha, new Map(all));
      hub.revisions.set('main', sha);
      return sha;
    },
  };
  hub.commit(files);
  return hub;
}

interface Asking {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly cdn: string;
}

function answer(hub: HubDouble, { request, response, cdn }: Asking): void {
  const url = new URL(String(request.url), hub.endpoint);
  const refuse = (status: number, code: string) => {
    response.writeHead(status, { 'x-error-code': code }).end(JSON.stringify({ error: code }));
  };
  const asked = decodeURIComponent(url.pathname);
  const path = asked === `/api/datasets/${dataset}` ? `${asked}/revision/main` : asked;
  const isOurs =
    path.startsWith(`/api/datasets/${dataset}/`) || path.startsWith(`/datasets/${dataset}/`);
  const isKnown =
    hub.token === undefined || request.headers.authorization === `Bearer ${hub.token}`;
  if (!isOurs || !isKnown) {
    refuse(401, 'RepoNotFound');
    return;
  }
  const [, verb = '', rest = ''] = /\/our\/corpus\/(revision|tree|resolve)\/(.*)$/.exec(path) ?? [];
  if (verb === 'revision') {
    const sha = findCommit(hub, rest);
    if (sha === undefined) {
      refuse(404, 'RevisionNotFound');
      return;
    }
    const siblings = [...(hub.commits.get(sha)?.keys() ?? [])].map((rfilename) => ({ rfilename }));
    response.end(JSON.stringify({ id: dataset, sha, siblings, private: false, tags: [] }));
    return;
  }
  const [, revision = '', inside = ''] = /^([^/]+)\/?(.*)$/.exec(rest) ?? [];
  const sha = findCommit(hub, revision);
  if (sha === undefined) {
    refuse(404, 'RevisionNotFound');
    return;
  }
  const files = hub.commits.get(sha) ?? new Map<string, Buffer>();
  if (verb === 'tree') {
    sendTree(hub, { url, files, folder: inside, refuse, response });
    return;
  }
  const bytes = files.get(inside);
  if (bytes === undefined) {
    refuse(404, 'EntryNotFound');
    return;
  }
  response.writeHead(302, {
    location: `${cdn}/${sha}/${encodeURIComponent(inside)}?Signature=secret`,
    'x-repo-commit': sha,
    'x-linked-size': bytes.length,
    'x-linked-etag': `"${sha256(bytes)}"`,
    'accept-ranges': 'bytes',
  });
  response.end();
}

function findCommit(hub: HubDouble, revision: string): string | undefined {
  return hub.revisions.get(revision) ?? (hub.commits.has(revision) ? revision : undefined);
}

interface Tree {
  readonly url: URL;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly folder: string;
  readonly refuse: (status: number, code: string) => void;
  readonly response: ServerResponse;
}

/** The entries of a folder: files and folders, those below them too with `recursive`; in pages. */
function sendTree(hub: HubDouble, { url, files, folder, refuse, response }: Tree): void {
  const before = folder === '' ? '' : `${folder}/`;
  const entries = new Map<string, object>();
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!path.startsWith(before)) continue;
    for (let at = path.indexOf('/', before.length); at >= 0; at = path.indexOf('/', at + 1)) {
      const oid = sha256(path).slice(0, 40);
      entries.set(path.slice(0, at), { type: 'directory', oid, size: 0, path: path.slice(0, at) });
    }
    const oid = sha256(bytes);
    const said = hub.saysOtherHash ? sha256(oid) : oid;
    const lfs = { oid: said, size: bytes.length, pointerSize: 130 };
    const isLarge = !path.endsWith('.md');
    entries.set(path, {
      ...{ type: 'file', oid: oid.slice(0, 40), size: bytes.length, path },
      ...(isLarge && { lfs }),
    });
  }
  if (entries.size === 0) {
    refuse(404, 'EntryNotFound');
    return;
  }
  const isDeep = url.searchParams.get('recursive')?.toLowerCase() === 'true';
  const shown = [...entries].filter(([path]) => isDeep || !path.slice(before.length).includes('/'));
  const start = Number(url.searchParams.get('cursor') ?? 0);
  const end = start + hub.pageEntries;
  if (end < shown.length) {
    url.searchParams.set('cursor', String(end));
    response.setHeader('link', `<${url.href}>; rel="next"`);
  }
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(shown.slice(start, end).map(([, entry]) => entry)));
}

export function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}
