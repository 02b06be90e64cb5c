// The first rows of a reader, where the others were not consumed.

import type { RowReader } from './row-reader.ts';

export class FirstRows implements RowReader {
  readonly records: number;
  readonly files: RowReader['files'];
  readonly dropped: string;
  #rows: RowReader;

  constructor(rows: RowReader, records: number) {
    this.#rows = rows;
    this.records = records;
    this.files = rows.files;
    const loose = `${rows.records - records} rows of a last batch that is not whole`;
    this.dropped = rows.dropped === undefined ? loose : `${rows.dropped}, ${loose}`;
  }

  check(signal: AbortSignal): void {
    this.#rows.check(signal);
  }

  batchEnd(start: number, budgetBytes: number): { end: number; bytes: number } {
    const { end, bytes } = this.#rows.batchEnd(start, budgetBytes);
    return { end: Math.min(end, this.records), bytes };
  }

  read(start: number, end: number): ReturnType<RowReader['read']> {
    return this.#rows.read(start, end);
  }

  close(): void {
    this.#rows.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
