// Public buckets of Google Cloud Storage, without credentials: its JSON interface for lists, its XML
// interface for bytes. STORAGE_EMULATOR_HOST names another server, as for Google's own libraries.

import { IndexError } from '../../errors.ts';
import { type Asking, askText, newDispatcher } from './ask-url.ts';
import { lookAtUrl } from './look-at-url.ts';
import { addressOf, encodePath, type RemoteAddress } from './remote-address.ts';
import type { StoredFile, StoreLister } from './store-lister.ts';

interface ObjectList {
  readonly items?: readonly { name: string; size: string; generation: string }[];
  readonly nextPageToken?: string;
}

function endpoint(): string {
  const host = process.env['STORAGE_EMULATOR_HOST'];
  if (!host) return 'https://storage.googleapis.com';
  return (/^https?:/.test(host) ? host : `http://${host}`).replace(/\/+$/, '');
}

/** Throws `access_denied`, `input_not_found` and `transfer_failed`. */
export async function openGoogle(
  address: RemoteAddress,
  options: Omit<Asking, 'dispatcher'>,
): Promise<StoreLister> {
  const dispatcher = newDispatcher();
  const asking = { ...options, dispatcher };
  const place = (path: string) => ({
    store: 'gs' as const,
    address: addressOf(address, path),
    url: `${endpoint()}/${address.container}/${encodePath(path)}`,
  });
  return {
    async list(folder) {
      const found: StoredFile[] = [];
      for (let token: string | undefined = ''; token !== undefined; ) {
        const page = await askPage(address, { folder, token }, asking);
        for (const { name: path, size, generation } of page.items ?? []) {
          const file = { ...place(path), sizeBytes: Number(size), version: generation };
          found.push({ path, file });
        }
        token = page.nextPageToken;
      }
      return found;
    },
    async look(path) {
      const file = await lookAtUrl({ ...place(path), name: address.typed }, asking);
      return { path, file };
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

async function askPage(
  { typed, container }: RemoteAddress,
  { folder, token }: { readonly folder: string; readonly token: string },
  asking: Asking,
): Promise<ObjectList> {
  const query = new URLSearchParams({
    prefix: folder,
    fields: 'items(name,size,generation),nextPageToken',
    ...(token !== '' && { pageToken: token }),
  });
  const url = `${endpoint()}/storage/v1/b/${encodeURIComponent(container)}/o?${query}`;
  const asked = {
    store: 'gs' as const,
    name: typed,
    what: `the list of ${folder === '' ? 'all files' : folder}`,
    host: new URL(url).host,
  };
  const { text } = await askText({ url, asked }, asking);
  try {
    return JSON.parse(text) as ObjectList;
  } catch (cause) {
    const found = `${asked.host} answered the request for ${asked.what} with something else`;
    throw new IndexError(
      'transfer_failed',
      `${typed}: ${found}: expected JSON. Check STORAGE_EMULATOR_HOST.`,
      { source: typed },
      cause,
    );
  }
}
