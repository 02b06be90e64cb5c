// The log: bytes of steps, synced before their steps are acknowledged.
//
// Files DIR/ingest/log-N.jsonl. One process writes to a file, and none goes on with that of another, so
// nothing is ever truncated: the table says which bytes count. After a failure a new file begins, as
// what was written by then may be anything.

import { join } from 'node:path';
import type { FileOperations } from '../store/files.ts';
import type { LogRange } from './step-table.ts';

const form = /^log-(\d+)\.jsonl$/;

export class StepLog {
  #folder: string;
  #files: FileOperations;
  #next: number;
  #open: { readonly number: number; readonly fd: number; size: number } | undefined;

  constructor(folder: string, files: FileOperations) {
    this.#folder = folder;
    this.#files = files;
    this.#next = Math.max(0, ...this.#numbers()) + 1;
  }

  path(log: number): string {
    return join(this.#folder, `log-${String(log).padStart(6, '0')}.jsonl`);
  }

  /** Where each block lies, once all of them are synced. Throws what the system says. */
  append(blocks: readonly Uint8Array[]): LogRange[] {
    try {
      const open = this.#opened();
      const ranges = blocks.map(({ length: bytes }) => {
        const start = open.size;
        open.size += bytes;
        return { log: open.number, start, bytes };
      });
      const all = Buffer.concat(blocks);
      if (all.length === 0) return ranges;
      this.#files.write(open.fd, all);
      this.#files.fsync(open.fd);
      return ranges;
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  /** Removes files of which nothing is needed; that which is written to is closed if it is one. */
  removeUnless(needed: ReadonlySet<number>): void {
    if (this.#open !== undefined && !needed.has(this.#open.number)) this.#leave();
    for (const log of this.#numbers()) {
      if (!needed.has(log) && log !== this.#open?.number) this.#files.remove(this.path(log));
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
    this.#files.fsyncDirectory(this.#folder);
    return this.#open;
  }

  #leave(): void {
    const { fd } = this.#open ?? {};
    this.#open = undefined;
    if (fd !== undefined) this.#files.close(fd);
  }

  #numbers(): number[] {
    return this.#files.list(this.#folder).flatMap((name) => Number(form.exec(name)?.[1] ?? []));
  }
}
