// A file read by position: exact ranges, or an error that says where the file ends.
//
// Synchronous: it is used in workers, whose work is synchronous anyway, and for small reads.

import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { faultError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { pointerBytes, requireData } from '../../text/require-data.ts';
import type { NamedPath } from '../paths/named-path.ts';
import { sourceTask, unreadable } from '../paths/unreadable.ts';
import { Positioned } from './positioned.ts';

export class PositionedFile extends Positioned {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  #fd: number | undefined;

  constructor(file: NamedPath) {
    super();
    this.name = file.name;
    this.path = file.path;
    let stats: Stats;
    try {
      this.#fd = openSync(file.path, 'r');
      stats = fstatSync(this.#fd);
    } catch (cause) {
      this.close();
      throw unreadable(file.name, cause);
    }
    this.sizeBytes = stats.size;
    try {
      if (stats.isDirectory()) throw faultError('folder', sourceTask(file.name));
      const head = Buffer.alloc(Math.min(pointerBytes, this.sizeBytes));
      requireData(head.subarray(0, this.readInto(head, 0)), this.name);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** All of a file can be read at any time. */
  load(): undefined {}

  /** Fills `buffer` from `start` on; returns how much the file has of it. */
  readInto(buffer: Uint8Array, start: number): number {
    if (this.#fd === undefined) throw new Error(`${this.name} is closed`);
    let got = 0;
    try {
      while (got < buffer.length) {
        const bytes = readSync(this.#fd, buffer, got, buffer.length - got, start + got);
        if (bytes === 0) break;
        got += bytes;
      }
    } catch (cause) {
      throw unreadable(this.name, cause);
    }
    return got;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** Opens a file that another one names: where it is not there, that is `shard_missing`. */
export function openShard(file: NamedPath, namedBy: string): PositionedFile {
  try {
    return new PositionedFile(file);
  } catch (error) {
    if (!(error instanceof IndexError) || error.code !== 'input_not_found') throw error;
    throw new IndexError(
      'shard_missing',
      `${namedBy} names ${file.name}, but that file is not there: copy the whole dataset again`,
      { file: file.name, named_by: namedBy },
      error,
    );
  }
}
