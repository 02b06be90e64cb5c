// From an address of a store, which may be a glob, to the files that it names.

import { IndexError } from '../../errors.ts';
import type { Asking } from './ask-url.ts';
import { folderBefore, isGlob, matchPaths } from './match-paths.ts';
import { addressOf, parseAddress, type RemoteAddress } from './remote-address.ts';
import type { RemoteFile } from './remote-file.ts';
import type { StoreLister } from './store-lister.ts';

/** A file with the address by which it was named, or by which its glob found it. */
export interface NamedRemote {
  readonly name: string;
  readonly file: RemoteFile;
}

export interface FoundRemote {
  readonly files: readonly NamedRemote[];
  /** Folders that the glob matches, whose files it does not name. */
  readonly folders: readonly string[];
}

/**
 * The files of the address in the order of its store. Throws `input_not_found` (nothing there, or
 * nothing that matches), `bad_argument`, `access_denied` and `transfer_failed`.
 */
export async function findRemote(
  typed: string,
  asking: Omit<Asking, 'dispatcher'>,
): Promise<FoundRemote> {
  const address = parseAddress(typed);
  const { path } = address;
  await using lister = await openLister(address, asking);
  if (!isGlob(path)) {
    const { file } = await lister.look(path);
    return { files: [{ name: typed, file }], folders: [] };
  }
  const listed = await lister.list(folderBefore(path));
  const { files, folders } = matchPaths(path, listed);
  if (files.length === 0) throw nothingMatches(address, listed.length, folders.length);
  const named = files.map((one) => ({ name: addressOf(address, one.path), file: one.file }));
  return { files: named, folders: folders.map((folder) => addressOf(address, folder)) };
}

/** The client of each store is loaded where a corpus names it. */
async function openLister(
  address: RemoteAddress,
  asking: Omit<Asking, 'dispatcher'>,
): Promise<StoreLister> {
  switch (address.store) {
    case 'hf':
      return (await import('./hub-lister.ts')).openHub(address, asking);
    case 's3':
      return (await import('./s3-lister.ts')).openS3(address, asking);
    case 'gs':
      return (await import('./google-lister.ts')).openGoogle(address, asking);
    case 'az':
      return (await import('./azure-lister.ts')).openAzure(address, asking);
  }
}

function nothingMatches({ typed, path }: RemoteAddress, listed: number, folders: number) {
  const folder = folderBefore(path);
  const where = folder === '' ? 'there' : `below ${folder}`;
  const found =
    folders > 0
      ? 'only folders do, whose files a pattern with **/ finds'
      : `${listed} files lie ${where}, and none has such a name`;
  return new IndexError(
    'input_not_found',
    `no file matches ${typed}: ${found}. Check the pattern: * does not go over a slash, and ** does.`,
    { found: typed },
  );
}
