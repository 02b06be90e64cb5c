// Public buckets of Google Cloud Storage, without credentials: its JSON interface for lists, its XML
// interface for bytes. STORAGE_EMULATOR_HOST names another server, as for Google's own libraries.

import { IndexError } from '../../errors.ts';
import { type Asking, askText } from './ask-url.ts';
import { openPublic, type PageRequest, type PublicStore } from './public-lister.ts';
import type { RemoteAddress } from './remote-address.ts';
import type { StoreLister } from './store-lister.ts';

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
  const base = `${endpoint()}/${address.container}`;
  const askPage: PublicStore['askPage'] = async (request, asking) => {
    const { items = [], nextPageToken } = await askObjects(address, request, asking);
    const files = items.map(({ name, size, generation }) => ({
      path: name,
      sizeBytes: Number(size),
      version: generation,
    }));
    return { files, next: nextPageToken };
  };
  return openPublic(address, { store: 'gs', base, askPage }, options);
}

async function askObjects(
  { typed, container }: RemoteAddress,
  { folder, page }: PageRequest,
  asking: Asking,
): Promise<ObjectList> {
  const query = new URLSearchParams({
    prefix: folder,
    fields: 'items(name,size,generation),nextPageToken',
    ...(page !== '' && { pageToken: page }),
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
