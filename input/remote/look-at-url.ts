// A file behind an http url, looked at by its first byte: size, version, and whether ranges are sent.
//
// Not by HEAD, which a signed url does not allow.

import { IndexError } from '../../errors.ts';
import { type Asking, askText, type Headers, headerOf } from './ask-url.ts';
import type { Asked } from './refuse-answer.ts';
import type { RemoteFile, StoreName } from './remote-file.ts';
import { versionOf } from './url-versions.ts';

interface Place {
  readonly store: Exclude<StoreName, 'hf' | 's3'>;
  /** As it was named. */
  readonly name: string;
  readonly address: string;
  readonly url: string;
}

/** Throws `access_denied`, `input_not_found` and `transfer_failed`. */
export async function lookAtUrl(place: Place, asking: Asking): Promise<RemoteFile> {
  const { store, name, address, url } = place;
  const asked: Asked = { store, name, what: 'its first byte', host: new URL(url).host };
  const headers = { range: 'bytes=0-0', ...storeHeaders[store] };
  // 200 comes of a server that would send all of it, which is refused below.
  const request = { url, asked, headers, accepts: [200, 206, 416], ignoresBody: true };
  const answer = await askText(request, asking);
  const sizeBytes = readSize(answer.status, answer.headers);
  if (sizeBytes === undefined) {
    throw unusable(name, `${asked.host} sends no ranges of it`, answer.status);
  }
  const version = versionOf(store, answer.headers);
  // An empty file is refused as a range, with or without its version.
  if (version === undefined && sizeBytes > 0) {
    throw unusable(name, `${asked.host} gives neither a strong ETag nor Last-Modified`);
  }
  return { store, address, url, sizeBytes, version: version ?? 'empty' };
}

/** What each store's own interface wants of every request. */
export const storeHeaders: Readonly<Record<StoreName, Readonly<Record<string, string>>>> = {
  hf: {},
  s3: {},
  // Without it, what is stored compressed comes decompressed, in another size.
  gs: { 'accept-encoding': 'gzip' },
  az: { 'x-ms-version': '2021-08-06' },
  https: {},
};

function readSize(status: number, headers: Headers): number | undefined {
  const range = headerOf(headers, 'content-range') ?? '';
  const total = status === 206 ? /^bytes 0-0\/(\d+)$/.exec(range) : /^bytes \*\/(0)$/.exec(range);
  if (total !== null) return Number(total[1]);
  const isEmpty = status === 200 && headerOf(headers, 'content-length') === '0';
  return isEmpty || (status === 416 && range === '') ? 0 : undefined;
}

function unusable(name: string, found: string, status?: number): IndexError {
  return new IndexError(
    'transfer_failed',
    `${name} cannot be read by ranges: ${found}, so a change during the read would not be seen or the whole file would have to come. Download it and name the file.`,
    { source: name, ...(status !== undefined && { status }) },
  );
}
