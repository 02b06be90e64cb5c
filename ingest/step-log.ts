// The log: steps, synced before they are acknowledged.
//
// Files DIR/ingest/log-N.jsonl. One process writes to a file, and none goes on with that of another, so
// a torn end harms nobody. After a failure a new file begins, as what was written by then may be anything.

import { join } from 'node:path';
import type { FileOperations } from '../store/files.ts';
import type { StepEntry } from './decode-step.ts';
import { encodeHead, readLog } from './log-entry.ts';
import type { LogRange } from './step-table.ts';

/** What is smaller is written with its neighbours. */
const smallBytes = 64 << 10;
const form = /^log-(\d+)\.jsonl$/;

interface OpenLog {
  readonly number: number;
  readonly fd: number;
  /** Of what is synced. */
  size: number;
}

export class StepLog {
  #folder: string;
  #files: FileOperations;
  #next: number;
  #open: OpenLog | undefined;
  /** The file before the last steps were written. */
  #before: Pick<OpenLog, 'number' | 'size'> | undefined;

  constructor(folder: string, files: FileOperations) {
    this.#folder = folder;
    this.#files = files;
    this.#next = Math.max(0, ...this.#numbers()) + 1;
  }

  path(log: number): string {
    return join(this.#folder, `log-${String(log).padStart(6, '0')}.jsonl`);
  }

  /** Where the lines of each step lie, once all are synced. Throws what the system says. */
  append(entries: readonly StepEntry[]): LogRange[] {
    try {
      const open = this.#opened();
      this.#before = { number: open.number, size: open.size };
      const blocks: Uint8Array[] = [];
      const ranges: LogRange[] = [];
      let size = open.size;
      for (const entry of entries) {
        const head = encodeHead(entry);
        const start = size + head.length;
        const bytes = entry.lines.length;
        ranges.push({ log: open.number, start, bytes });
        blocks.push(head, entry.lines);
        size = start + bytes;
      }
      for (const piece of joinSmall(blocks)) this.#files.write(open.fd, piece);
      this.#files.fsync(open.fd);
      open.size = size;
      return ranges;
    } catch (error) {
      this.takeBack();
      throw error;
    }
  }

  /** Takes the last steps off the end, as they are refused: the next process would find them there. */
  takeBack(): void {
    const { number, size } = this.#before ?? {};
    this.#before = undefined;
    try {
      this.rotate();
      if (number !== undefined) this.#files.truncate(this.path(number), size ?? 0);
    } catch {
      // Its end is mostly torn then, which a reader sees.
    }
  }

  /** The steps of all files, in the order in which they were written. */
  *read(): Generator<{ readonly entry: StepEntry; readonly range: LogRange }> {
    for (const log of this.#numbers().sort((a, b) => a - b)) {
      for (const { entry, start } of readLog(this.path(log))) {
        yield { entry, range: { log, start, bytes: entry.lines.length } };
      }
    }
  }

  /** Removes files of which nothing is needed; that which is written to is closed if it is one. */
  removeUnless(needed: ReadonlySet<number>): void {
    if (this.#open !== undefined && !needed.has(this.#open.number)) this.rotate();
    for (const log of this.#numbers()) {
      if (!needed.has(log) && log !== this.#open?.number) this.#files.remove(this.path(log));
    }
  }

  /** What is written next begins a file. */
  rotate(): void {
    const { fd } = this.#open ?? {};
    this.#open = undefined;
    if (fd !== undefined) this.#files.close(fd);
  }

  #opened(): OpenLog {
    if (this.#open !== undefined) return this.#open;
    const number = this.#next++;
    const fd = this.#files.create(this.path(number));
    this.#open = { number, fd, size: 0 };
    this.#files.fsyncDirectory(this.#folder);
    return this.#open;
  }

  #numbers(): number[] {
    const found = this.#files.list(this.#folder).map((name) => form.exec(name)?.[1]);
    return found.filter((digits) => digits !== undefined).map(Number);
  }
}

/** The same bytes in few pieces. Large blocks are not copied. */
function* joinSmall(blocks: readonly Uint8Array[]): Generator<Uint8Array> {
  let small: Uint8Array[] = [];
  let bytes = 0;
  for (const block of blocks) {
    const isLarge = block.length >= smallBytes;
    if (small.length > 0 && (isLarge || bytes + block.length > smallBytes)) {
      yield Buffer.concat(small);
      small = [];
      bytes = 0;
    }
    if (isLarge) {
      yield block;
      continue;
    }
    small.push(block);
    bytes += block.length;
  }
  if (small.length > 0) yield Buffer.concat(small);
}
