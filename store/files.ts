// The file operations that make an index durable, in one place.
//
// Everything the engine writes goes through a FileOperations value, so that tests can fail or kill
// the process at each operation in turn. Reading is not here: readers open files themselves.

import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { IndexError } from '../errors.ts';

export interface FileOperations {
  makeDirectory(path: string): void;
  /** Opens a new file for writing; an existing one of that name is emptied. */
  create(path: string): number;
  /** Writes all bytes at the file's end. */
  write(fd: number, bytes: Uint8Array): void;
  fsync(fd: number): void;
  close(fd: number): void;
  rename(from: string, to: string): void;
  /** Makes renames inside a directory durable. */
  fsyncDirectory(path: string): void;
  /** Removes a file; one that is not there is not an error. */
  remove(path: string): void;
  list(path: string): string[];
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
/** Node says ENOENT where it cannot make folders on a read-only file system. */
const forbidden = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOENT']);

export function notWritable(path: string, code: string, cause: unknown): IndexError {
  return new IndexError(
    'index_not_writable',
    `cannot write ${path} (${code}): check that its folder exists and may be written to, and that the file system is not read-only.`,
    { path, found: code },
    cause,
  );
}

/** Turns errors that a user can fix into an IndexError that says how. Other errors pass unchanged. */
export function describeWriteError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code !== undefined && forbidden.has(code)) return notWritable(path, code, error);
  if (code === undefined || !full.has(code)) return error;
  return new IndexError(
    'disk_full',
    `cannot write ${path}: no space left on the device (${code}). The index stays at its last commit. Free space or choose another disk, then run the same command again.`,
    { path, errno: code },
    error,
  );
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
