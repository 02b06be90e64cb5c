// Public files behind plain https: a store lists them in pages, and each has a url to look at.

import { type Asking, newDispatcher } from './ask-url.ts';
import { lookAtUrl } from './look-at-url.ts';
import { addressOf, encodePath, type RemoteAddress } from './remote-address.ts';
import type { StoredFile, StoreLister } from './store-lister.ts';

export interface ListPage {
  readonly files: readonly {
    readonly path: string;
    readonly sizeBytes: number;
    readonly version: string;
  }[];
  /** Names the next page; empty or undefined on the last one. */
  readonly next: string | undefined;
}

/** What is asked for: the files below a folder, from a page on; '' is the first. */
export interface PageRequest {
  readonly folder: string;
  readonly page: string;
}

export interface PublicStore {
  readonly store: 'az' | 'gs';
  /** The url below which its files are. */
  readonly base: string;
  readonly askPage: (request: PageRequest, asking: Asking) => Promise<ListPage>;
}

/** Throws `access_denied`, `input_not_found` and `transfer_failed`. */
export function openPublic(
  address: RemoteAddress,
  { store, base, askPage }: PublicStore,
  options: Omit<Asking, 'dispatcher'>,
): StoreLister {
  const dispatcher = newDispatcher();
  const asking = { ...options, dispatcher };
  const place = (path: string) => ({
    store,
    address: addressOf(address, path),
    url: `${base}/${encodePath(path)}`,
  });
  return {
    async list(folder) {
      const found: StoredFile[] = [];
      let page: string | undefined = '';
      do {
        const { files, next }: ListPage = await askPage({ folder, page }, asking);
        for (const { path, sizeBytes, version } of files) {
          found.push({ path, file: { ...place(path), sizeBytes, version } });
        }
        page = next;
      } while (page);
      return found;
    },
    async look(path) {
      const file = await lookAtUrl({ ...place(path), name: address.typed }, asking);
      return { path, file };
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}
