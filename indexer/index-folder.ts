// The folder of an index under construction: made, refused where it holds other files, cleaned.

import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileError } from '../errors/file-error.ts';
import { IndexError } from '../errors.ts';
import { catalogueFile, ingestFolder, segmentsFolder } from '../store/catalogue/file-names.ts';
import type { CatalogueSnapshot } from '../store/catalogue/tables.ts';
import { describeWriteError, type FileOperations } from '../store/files.ts';

/** Makes the folders; refuses a folder that holds something else. */
export function prepareDirectory(directory: string, files: FileOperations): void {
  if (!existsSync(join(directory, catalogueFile)) && existsSync(directory)) {
    const ours = /^(segments|watches|writer\.lock.*|catalogue\.sqlite.*)$/;
    const other = listDirectory(directory).find((name) => !ours.test(name));
    if (other !== undefined) {
      throw new IndexError(
        'not_an_index',
        `${directory} is not an index and not empty: it holds "${other}". Name a new or empty folder, or the folder of an index.`,
        { path: directory },
      );
    }
  }
  try {
    makeFolders(join(directory, segmentsFolder));
    files.makeDirectory(join(directory, segmentsFolder));
  } catch (error) {
    throw describeWriteError(error, directory);
  }
}

type NotWritable = 'index_not_writable' | 'output_not_writable' | 'watches_not_writable';

/**
 * Makes `path` and the folders on the way to it, one after the other: Node's recursive mkdir never
 * ends where a folder is there and yet answers ENOENT (/proc, a link that leads nowhere).
 */
export function makeFolders(path: string, notWritable: NotWritable = 'index_not_writable'): void {
  for (const folder of missingFolders(path).toReversed()) {
    try {
      mkdirSync(folder);
    } catch (error) {
      if (!isFolder(folder)) throw describeFolderError(error, folder, notWritable);
      // Somebody else has made it meanwhile.
    }
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function describeFolderError(error: unknown, folder: string, notWritable: NotWritable): unknown {
  const inTheWay = {
    found: 'a file, or a link that leads nowhere, is in its place or on the way to it',
    solve: 'Remove it, or name another folder.',
  };
  const solve = 'Check that the folder above it may be written to, or name another folder.';
  return fileError(error, {
    path: folder,
    doing: 'make the folder',
    code: notWritable,
    special: {
      ...{ taken: inTheWay, 'below-file': inTheWay },
      ...{ missing: { solve }, denied: { solve }, 'read-only': { solve }, other: { solve } },
    },
    details: { path: folder },
  });
}

function listDirectory(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    throw fileError(error, {
      path: directory,
      doing: 'read the folder',
      special: {
        'below-file': {
          code: 'not_an_index',
          found: 'it is a file, not the folder of an index',
          solve: 'Name a new or empty folder.',
        },
      },
      details: { path: directory },
    });
  }
}

/**
 * Throws `records_pending` where a server has taken records that no commit has: they come before those of
 * any other command. The caller holds the lock, so that no server is at work.
 */
export function requireIngested(directory: string, files: FileOperations): void {
  const folder = join(directory, ingestFolder);
  if (!existsSync(folder) || !files.list(folder).some((name) => name.endsWith('.jsonl'))) return;
  throw new IndexError(
    'records_pending',
    `${directory} holds records that a server has taken and not committed: expected none. Start \`firstseen serve ${directory} --ingest\` and stop it again, then run the command again.`,
    { path: directory },
  );
}

/** Removes segment files that the catalogue does not name: an earlier writer's leavings. */
export function removeUnnamed(
  directory: string,
  snapshot: CatalogueSnapshot | undefined,
  files: FileOperations,
): void {
  const named = new Set<string>();
  for (const { index, text } of snapshot?.segments ?? []) {
    named.add(index.name);
    if (text !== null) named.add(text.name);
  }
  for (const name of files.list(join(directory, segmentsFolder))) {
    if (!named.has(`${segmentsFolder}/${name}`))
      files.remove(join(directory, segmentsFolder, name));
  }
}

/** The folders on the way to `directory`, itself first, that are not there. */
export function missingFolders(directory: string): string[] {
  const missing: string[] = [];
  for (let path = resolve(directory); !existsSync(path); path = dirname(path)) missing.push(path);
  return missing;
}

export function removeEmptyFolders(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {
      return; // it is in use
    }
  }
}
