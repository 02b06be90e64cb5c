// The file operations that make an index durable, in one place.
//
// Everything the engine writes goes through a FileOperations value, so that tests can fail or kill
// the process at each operation in turn. SQLite writes and syncs its own files: the catalogue with
// its journals. Reading is not here: readers open files themselves.

import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type FileTask, fileError, fileFault } from '../errors/file-error.ts';

export interface FileOperations {
  makeDirectory(path: string): void;
  /** Opens a new file for writing; an existing one of that name is emptied. */
  create(path: string): number;
  /** Writes all bytes at the file's end. */
  write(fd: number, bytes: Uint8Array): void;
  fsync(fd: number): void;
  close(fd: number): void;
  /** Cuts a file off behind so many bytes. */
  truncate(path: string, bytes: number): void;
  rename(from: string, to: string): void;
  /** Makes renames inside a directory durable. */
  fsyncDirectory(path: string): void;
  /** Removes a file; one that is not there is not an error. */
  remove(path: string): void;
  list(path: string): string[];
}

export const checkFolder =
  'Check that its folder exists and may be written to, and that the file system is not read-only.';

/** The task of `fileError` where the index at `path` cannot be written. */
export function writeTask(path: string): FileTask {
  return {
    path,
    doing: 'write',
    code: 'index_not_writable',
    details: { path },
    special: {
      full: {
        solve:
          'The index stays at its last commit. Free space, or choose another disk, then run the same command again.',
      },
      // Node says ENOENT where it cannot make folders on a read-only file system.
      missing: { solve: checkFolder },
      denied: { solve: checkFolder },
      'read-only': { solve: checkFolder },
    },
  };
}

/** Turns errors that a user can fix into an IndexError that says how. Other errors pass unchanged. */
export function describeWriteError(error: unknown, path: string): unknown {
  const task = writeTask(path);
  const fault = fileFault(error);
  const isKnown = fault !== undefined && task.special?.[fault] !== undefined;
  return isKnown ? fileError(error, task) : error;
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) {
    done += writeSync(fd, bytes, done, Math.min(bytes.length - done, 1 << 30));
  }
}

export const fileOperations: FileOperations = {
  makeDirectory: (path) => {
    mkdirSync(path, { recursive: true });
  },
  create: (path) => openSync(path, constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY),
  write: writeAll,
  fsync: fsyncSync,
  close: closeSync,
  truncate: truncateSync,
  rename: renameSync,
  fsyncDirectory: (path) => {
    const fd = openSync(path, constants.O_RDONLY);
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  remove: (path) => rmSync(path, { force: true }),
  list: (path) => readdirSync(path),
};

/**
 * A whole file in the place of one that may be there, durable under its name once this returns. It is
 * written as PATH.tmp: nobody else may write it meanwhile.
 */
export function replaceFile(
  path: string,
  text: string,
  { unfinished = `${path}.tmp`, files }: { unfinished?: string; files: FileOperations },
): void {
  const fd = files.create(unfinished);
  try {
    files.write(fd, Buffer.from(text));
    files.fsync(fd);
  } finally {
    files.close(fd);
  }
  files.rename(unfinished, path);
  files.fsyncDirectory(dirname(path));
}
