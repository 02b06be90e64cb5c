// One file of a segment on disk, read at positions; and the errors of a file that is not as written.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fileError, isMissing } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';

export class DiskFile {
  readonly path: string;
  #fd: number | undefined;

  /** Opens the file; throws `index_damaged` where it is missing, and other errors of the system as ours. */
  constructor(path: string) {
    this.path = path;
    try {
      this.#fd = openSync(path, 'r');
    } catch (error) {
      throw describeOpenError(error, path);
    }
  }

  get size(): number {
    return fstatSync(this.#descriptor()).size;
  }

  /** Fills `into` with the bytes from `position` on; throws `index_damaged` where the file ends first. */
  read(into: Uint8Array, position: number): void {
    const fd = this.#descriptor();
    let done = 0;
    while (done < into.length) {
      const got = readSync(fd, into, done, into.length - done, position + done);
      if (got === 0) throw damaged(this.path, 'file', `it ends at byte ${position + done}`);
      done += got;
    }
  }

  close(): void {
    if (this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
  }

  #descriptor(): number {
    if (this.#fd === undefined) throw new Error(`${this.path} is closed`);
    return this.#fd;
  }
}

export function damaged(path: string, where: string, found: string): IndexError {
  return new IndexError(
    'index_damaged',
    `${path} is damaged in ${where}: ${found}. Restore the file from a copy or build the index again; \`firstseen verify\` lists all damage.`,
    { file: path, section: where, found },
  );
}

/** The error for a file that could not be opened or mapped; an error of ours passes unchanged. */
export function describeOpenError(error: unknown, path: string): unknown {
  if (isMissing(error)) {
    return damaged(path, 'file', 'the catalogue names it, but it is not there');
  }
  return fileError(error, {
    path,
    doing: 'read',
    special: {
      'too-many': {
        code: 'too_many_files',
        solve:
          'The index has more segments than a process may have files open. Raise the limit (`ulimit -n`), or build with more --memory, which makes fewer segments.',
      },
    },
  });
}
