// A reader's rows in the order that an order file says: record numbers in consumed order.

import { emptyFiles } from '../../store/empty-sources.ts';
import { checkOrder } from './check-order.ts';
import { NumberFile } from './number-file.ts';
import type { Row, RowFile, RowReader, RowsSpec } from './row-reader.ts';

export class OrderedRows implements RowReader {
  readonly records: number;
  readonly files: readonly RowFile[];
  readonly dropped: string | undefined;
  #rows: RowReader;
  #order: NumberFile;
  #repeats: boolean;
  #rowBytes: number | undefined;

  /** Owns `rows` from now on. Throws `order_invalid` where the order is too short. */
  constructor(rows: RowReader, { dtype, files, samples, repeats }: NonNullable<RowsSpec['order']>) {
    this.#rows = rows;
    this.#repeats = repeats ?? false;
    const [path] = files;
    if (path === undefined) throw new Error('an order without a file');
    try {
      this.#order = new NumberFile(path, dtype ?? 'uint32');
    } catch (error) {
      rows.close();
      throw error;
    }
    const { length, file } = this.#order;
    this.records = samples ?? length;
    const { name, sizeBytes } = file;
    this.files = [...rows.files, { ...path, name, role: 'order', sizeBytes }];
    const left =
      samples === undefined || samples >= length
        ? undefined
        : `${length - samples} entries of the order`;
    this.dropped = [rows.dropped, left].filter((one) => one !== undefined).join(', ') || undefined;
    if (
      this.#order.shape.length > 1 ||
      this.records > length ||
      (samples === undefined && length < rows.records)
    ) {
      const expected = samples ?? rows.records;
      this.close();
      throw file.refuse(
        'order_invalid',
        `has ${length} entries, expected ${expected}: ${samples === undefined ? 'one for each record (where fewer were consumed, say how many with "samples")' : 'as many as "samples" says'}`,
        { found: length, expected },
      );
    }
  }

  check(signal: AbortSignal): void {
    this.#rows.check(signal);
    checkOrder(this.#order, {
      entries: this.records,
      records: this.#rows.records,
      repeats: this.#repeats,
      empty: emptyFiles(this.files).map(({ name }) => name),
      signal,
    });
  }

  batchEnd(start: number, budgetBytes: number): { end: number; bytes: number } {
    if (this.#rowBytes === undefined) {
      const { end, bytes } = this.#rows.batchEnd(0, budgetBytes);
      this.#rowBytes = Math.max(1, bytes / end);
    }
    const rows = Math.max(1, Math.floor(budgetBytes / this.#rowBytes));
    const end = Math.min(this.records, start + rows);
    return { end, bytes: Math.ceil((end - start) * this.#rowBytes) };
  }

  async *read(start: number, end: number): AsyncGenerator<readonly Row[]> {
    for (let at = start; at < end; ) {
      const row = this.#order.at(at);
      let next = at + 1;
      while (next < end && this.#order.at(next) === row + next - at) next++;
      yield* this.#rows.read(row, row + next - at);
      at = next;
    }
  }

  close(): void {
    this.#rows.close();
    this.#order.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
