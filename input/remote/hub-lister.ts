// Datasets of the Hugging Face Hub: the revision becomes a commit first, and all that follows is of
// that commit, so a branch that moves meanwhile changes nothing.
//
// HF_ENDPOINT names another Hub. HF_TOKEN is sent to its origin and to no other.

import { IndexError } from '../../errors.ts';
import { type Asking, askText, headerOf, newDispatcher } from './ask-url.ts';
import type { Asked } from './refuse-answer.ts';
import { addressOf, encodePath, type RemoteAddress } from './remote-address.ts';
import type { StoredFile, StoreLister } from './store-lister.ts';

interface TreeEntry {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string; readonly size: number };
}

export function hubEndpoint(): string {
  return (process.env['HF_ENDPOINT'] || 'https://huggingface.co').replace(/\/+$/, '');
}

export function hubSecrets(): Record<string, string> {
  const token = process.env['HF_TOKEN']?.trim();
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** Throws `access_denied`, `input_not_found` and `transfer_failed`. */
export async function openHub(
  address: RemoteAddress,
  options: Omit<Asking, 'dispatcher'>,
): Promise<StoreLister> {
  const dispatcher = newDispatcher();
  const asking = { ...options, dispatcher };
  try {
    const commit = await resolveRevision(address, asking);
    const find = async (folder: string, isDeep: boolean) => {
      const found: StoredFile[] = [];
      for await (const entry of walkTree({ address, commit, folder, isDeep }, asking)) {
        if (entry.type === 'file') found.push(describe(address, commit, entry));
      }
      return found;
    };
    return {
      list: (folder) => find(folder, true),
      async look(path) {
        const all = await find(path.slice(0, path.lastIndexOf('/') + 1), false);
        const found = all.find((one) => one.path === path);
        if (found !== undefined) return found;
        throw new IndexError(
          'input_not_found',
          `${address.typed}: no such file in ${address.container} at commit ${commit}. Check the path; a glob such as ${path}/** names the files of a folder.`,
          { source: address.typed },
        );
      },
      [Symbol.asyncDispose]: () => dispatcher.destroy(),
    };
  } catch (error) {
    await dispatcher.destroy();
    throw error;
  }
}

async function resolveRevision(address: RemoteAddress, asking: Asking): Promise<string> {
  const { container, revision = 'main' } = address;
  const asked = askedOf(address, `the commit of revision "${revision}" of ${container}`);
  const url = `${hubEndpoint()}/api/datasets/${container}/revision/${encodeURIComponent(revision)}`;
  const { text } = await askText({ url, asked, secrets: hubSecrets() }, asking);
  const { sha } = parse<{ sha?: string }>(text, asked);
  if (typeof sha === 'string' && /^[0-9a-f]{7,64}$/.test(sha)) return sha;
  throw unexpected(asked, 'an object with the commit as "sha"');
}

interface Walk {
  readonly address: RemoteAddress;
  readonly commit: string;
  readonly folder: string;
  readonly isDeep: boolean;
}

/** All entries of the tree, page by page. */
async function* walkTree(
  { address, commit, folder, isDeep }: Walk,
  asking: Asking,
): AsyncGenerator<TreeEntry> {
  const asked = askedOf(address, `the list of ${folder === '' ? 'all files' : folder}`);
  const endpoint = hubEndpoint();
  const path = folder === '' ? '' : `/${encodePath(folder.replace(/\/$/, ''))}`;
  const query = isDeep ? '?recursive=true' : '';
  let url: string | undefined =
    `${endpoint}/api/datasets/${address.container}/tree/${commit}${path}${query}`;
  const visited = new Set<string>();
  while (url !== undefined) {
    if (visited.has(url)) throw unexpected(asked, 'another page after each, and no page twice');
    visited.add(url);
    // A page elsewhere is followed, but gets no token.
    const isHome = new URL(url).origin === new URL(endpoint).origin;
    const page = await askText({ url, asked, ...(isHome && { secrets: hubSecrets() }) }, asking);
    const entries = parse<unknown>(page.text, asked);
    if (!Array.isArray(entries)) throw unexpected(asked, 'an array of files');
    for (const entry of entries) {
      if (!isEntry(entry)) throw unexpected(asked, 'files with type, path and size');
      yield entry;
    }
    url = nextPage(headerOf(page.headers, 'link'), url);
  }
}

function isEntry(entry: unknown): entry is TreeEntry {
  if (typeof entry !== 'object' || entry === null) return false;
  const { type, path, size } = entry as Partial<TreeEntry>;
  return typeof type === 'string' && typeof path === 'string' && (type !== 'file' || isSize(size));
}

function isSize(size: unknown): boolean {
  return Number.isSafeInteger(size) && Number(size) >= 0;
}

/** `<url>; rel="next"`, among others. */
function nextPage(link: string | undefined, at: string): string | undefined {
  const next = /<([^>]*)>\s*;[^<]*\brel="?next"?/.exec(link ?? '')?.[1];
  return next === undefined ? undefined : new URL(next, at).href;
}

function describe(
  address: RemoteAddress,
  commit: string,
  { path, size, lfs }: TreeEntry,
): StoredFile {
  const { container } = address;
  return {
    path,
    file: {
      store: 'hf',
      address: addressOf({ ...address, revision: undefined }, path),
      url: `${hubEndpoint()}/datasets/${container}/resolve/${commit}/${encodePath(path)}`,
      sizeBytes: lfs?.size ?? size,
      version: commit,
      ...(lfs !== undefined && /^[0-9a-f]{64}$/.test(lfs.oid) && { sha256: lfs.oid }),
    },
  };
}

function askedOf({ typed }: RemoteAddress, what: string): Asked {
  return { store: 'hf', name: typed, what, host: new URL(hubEndpoint()).host };
}

function parse<T>(text: string, asked: Asked): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw unexpected(asked, 'JSON');
  }
}

function unexpected({ name, host, what }: Asked, expected: string): IndexError {
  return new IndexError(
    'transfer_failed',
    `${name}: ${host} answered the request for ${what} with something else: expected ${expected}. Check HF_ENDPOINT.`,
    { source: name, expected },
  );
}
