// From an address on the net to the files that it names, as plans.

import { IndexError } from '../../errors.ts';
import { newDispatcher } from '../remote/ask-url.ts';
import { findRemote, type NamedRemote } from '../remote/find-remote.ts';
import { lookAtUrl } from '../remote/look-at-url.ts';
import { storeOf } from '../remote/remote-address.ts';
import { compareNaturally } from './compare-naturally.ts';
import type { NamedPath } from './named-path.ts';

/** As `PathPlan`, of an address. */
interface AddressPlan extends NamedPath {
  readonly kind: 'https' | 'remote';
  readonly sizeBytes: number | undefined;
}

interface AddressOptions {
  readonly byPosition?: boolean;
  readonly onFolders?:
    | ((left: { pattern: string; folders: number; first: string }) => void)
    | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Throws `bad_argument`, `input_not_found`, `access_denied` and `transfer_failed`. */
export async function planAddress(
  path: string,
  { byPosition = false, onFolders, signal = new AbortController().signal }: AddressOptions,
): Promise<AddressPlan[]> {
  if (storeOf(path) !== undefined) {
    const { files, folders } = await findRemote(path, { signal });
    const [first] = folders;
    // With ** the files of folders are asked for by themselves.
    if (first !== undefined && !/(^|\/)\*\*\//.test(path)) {
      onFolders?.({ pattern: path, folders: folders.length, first });
    }
    return files.map(planRemote).sort((a, b) => compareNaturally(a.name, b.name));
  }
  requireUrl(path);
  if (!byPosition) return [{ name: path, kind: 'https', path, sizeBytes: undefined }];
  const dispatcher = newDispatcher();
  try {
    const place = { store: 'https', name: path, address: path, url: path } as const;
    const file = await lookAtUrl(place, { dispatcher, signal });
    return [planRemote({ name: path, file })];
  } finally {
    await dispatcher.destroy();
  }
}

function planRemote({ name, file }: NamedRemote): AddressPlan {
  const { address, sizeBytes } = file;
  return { name, kind: 'remote', path: address, sizeBytes, remote: file };
}

/** The address stays in the index and in messages, so a password must not be in it. */
function requireUrl(path: string): void {
  if (!URL.canParse(path)) {
    throw new IndexError(
      'bad_argument',
      `${path} is not a valid url: expected https://host/path, with spaces written as %20`,
      { found: path },
    );
  }
  const { username, password, host } = new URL(path);
  if (username === '' && password === '') return;
  throw new IndexError(
    'bad_argument',
    `the address at ${host} has a user name or a password in it, which would stay in the index: expected an address without; download the file first`,
    { host },
  );
}
