// The spool: lines of steps in their order, as a source that the indexer reads and that grows.
//
// A file grows between builds only. Once it is large another one begins, so that an index that is fed
// for months has few sources and reads little again. A name is never used twice, as the catalogue
// keeps it; it is relative, so that a folder that was moved has the same sources.

import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { ingestFolder } from '../store/catalogue/file-names.ts';
import type { FileOperations } from '../store/files.ts';
import type { LogRange } from './step-table.ts';

/** Less than a full feed, so that the next one has no file to read again before its own lines. */
const maxSpoolBytes = 24 << 20;
const pieceBytes = 1 << 20;
const form = /^(?:ingest\/)?spool-(\d+)\.jsonl$/;

/** The number of a spool of this name, as a file or as a source; undefined: it is another one. */
export function spoolNumber(name: string): number | undefined {
  const found = form.exec(name)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The name of a spool as a source of the index. */
export function spoolName(spool: number): string {
  return `${ingestFolder}/spool-${String(spool).padStart(6, '0')}.jsonl`;
}

export class Spool {
  #directory: string;
  #files: FileOperations;
  #next: number;
  #open: { readonly number: number; readonly fd: number; size: number } | undefined;

  /** `next` is a number above all that were used. `directory` is that of the index. */
  constructor(directory: string, files: FileOperations, next: number) {
    this.#directory = directory;
    this.#files = files;
    this.#next = next;
  }

  path(spool: number): string {
    return join(this.#directory, spoolName(spool));
  }

  /** Copies the ranges behind what is there, and syncs them: which file, and how large it is then. */
  append(
    ranges: readonly LogRange[],
    pathOf: (log: number) => string,
  ): { readonly spool: number; readonly size: number } {
    try {
      const open = this.#opened();
      for (const range of joinRanges(ranges)) {
        for (const piece of readPieces(pathOf(range.log), range)) {
          this.#files.write(open.fd, piece);
          open.size += piece.length;
        }
      }
      this.#files.fsync(open.fd);
      return { spool: open.number, size: open.size };
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  /** Ends a file that is large enough, and removes all but that which is written to and `needed`. */
  removeUnless(needed: number | undefined): void {
    if (this.#open !== undefined && this.#open.size >= maxSpoolBytes) this.#leave();
    const folder = join(this.#directory, ingestFolder);
    for (const name of this.#files.list(folder)) {
      const spool = spoolNumber(name);
      if (spool === undefined || spool === needed || spool === this.#open?.number) continue;
      this.#files.remove(this.path(spool));
    }
  }

  close(): void {
    this.#leave();
  }

  #opened(): { readonly number: number; readonly fd: number; size: number } {
    if (this.#open !== undefined) return this.#open;
    const number = this.#next++;
    const fd = this.#files.create(this.path(number));
    this.#open = { number, fd, size: 0 };
    this.#files.fsyncDirectory(join(this.#directory, ingestFolder));
    return this.#open;
  }

  #leave(): void {
    const { fd } = this.#open ?? {};
    this.#open = undefined;
    if (fd !== undefined) this.#files.close(fd);
  }
}

/** Ranges that touch are one. */
function joinRanges(ranges: readonly LogRange[]): LogRange[] {
  const joined: LogRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last?.log !== range.log || last.start + last.bytes !== range.start) joined.push(range);
    else joined[joined.length - 1] = { ...last, bytes: last.bytes + range.bytes };
  }
  return joined;
}

/** Each is to be used before the next. Throws a plain error where the file ends too early, as what was acknowledged would be lost. */
function* readPieces(path: string, { start, bytes }: LogRange): Generator<Uint8Array> {
  const fd = openSync(path, 'r');
  const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, bytes));
  try {
    for (let at = 0; at < bytes; ) {
      const read = readSync(fd, piece, 0, Math.min(piece.length, bytes - at), start + at);
      if (read === 0) throw new Error(`${path} ends before byte ${start + bytes}`);
      yield piece.subarray(0, read);
      at += read;
    }
  } finally {
    closeSync(fd);
  }
}
