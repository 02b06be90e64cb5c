// Public containers of Azure Blob Storage, without credentials. AZURE_STORAGE_ENDPOINT names another
// server, where the account is the first part of the path, as with Azurite.
//
// Lists come as XML of one fixed shape, so its elements are found by name and no XML library is there.

import { IndexError } from '../../errors.ts';
import { type Asking, askText } from './ask-url.ts';
import { storeHeaders } from './look-at-url.ts';
import { type ListPage, openPublic, type PageRequest, type PublicStore } from './public-lister.ts';
import type { RemoteAddress } from './remote-address.ts';
import type { StoreLister } from './store-lister.ts';

/** Throws `access_denied`, `input_not_found` and `transfer_failed`. */
export async function openAzure(
  address: RemoteAddress,
  options: Omit<Asking, 'dispatcher'>,
): Promise<StoreLister> {
  const base = containerUrl(address);
  const askPage: PublicStore['askPage'] = (request, asking) =>
    askBlobs({ name: address.typed, base, ...request }, asking);
  return openPublic(address, { store: 'az', base, askPage }, options);
}

function containerUrl({ container }: RemoteAddress): string {
  const [account = '', name = ''] = container.split('/');
  const endpoint = process.env['AZURE_STORAGE_ENDPOINT']?.replace(/\/+$/, '');
  const host = endpoint ? `${endpoint}/${account}` : `https://${account}.blob.core.windows.net`;
  return `${host}/${encodeURIComponent(name)}`;
}

interface BlobRequest extends PageRequest {
  /** The address, as it was typed. */
  readonly name: string;
  readonly base: string;
}

async function askBlobs(
  { name, base, folder, page }: BlobRequest,
  asking: Asking,
): Promise<ListPage> {
  const query = new URLSearchParams({
    ...{ restype: 'container', comp: 'list', prefix: folder },
    ...(page !== '' && { marker: page }),
  });
  const what = `the list of ${folder === '' ? 'all files' : folder}`;
  const asked = { store: 'az' as const, name, what, host: new URL(base).host };
  const request = { url: `${base}?${query}`, asked, headers: storeHeaders.az };
  const { text } = await askText(request, asking);
  const refuse = (expected: string) =>
    new IndexError(
      'transfer_failed',
      `${name}: ${asked.host} answered the request for ${what} with something else: expected ${expected}. Check AZURE_STORAGE_ENDPOINT.`,
      { source: name, expected },
    );
  if (!text.includes('<EnumerationResults')) throw refuse('a list of blobs');
  const files = Array.from(text.matchAll(/<Blob>(.*?)<\/Blob>/gs), ([, blob = '']) => {
    const path = elementOf(blob, 'Name');
    const sizeBytes = Number(elementOf(blob, 'Content-Length') ?? Number.NaN);
    const etag = elementOf(blob, 'Etag');
    if (path === undefined || etag === undefined || !Number.isSafeInteger(sizeBytes)) {
      throw refuse('blobs with name, length and etag');
    }
    return { path, sizeBytes, version: etag.startsWith('"') ? etag : `"${etag}"` };
  });
  return { files, next: elementOf(text, 'NextMarker') };
}

const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" },
};

/** The text of the first element of that name. */
function elementOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, entity) => {
    if (entity !== undefined) return entities[entity] ?? whole;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });
}
