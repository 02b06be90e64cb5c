// A reader's rows in another order: records by their number, in consumed order.

import type { RecordOrder } from '../orders/record-order.ts';
import type { Row, RowFile, RowReader } from './row-reader.ts';

/** The rows in that order; owns them from now on, also where the order cannot be opened. */
export async function orderRows(
  rows: RowReader,
  open: () => RecordOrder | Promise<RecordOrder>,
): Promise<RowReader> {
  try {
    return new OrderedRows(rows, await open());
  } catch (error) {
    rows.close();
    throw error;
  }
}

class OrderedRows implements RowReader {
  readonly records: number;
  readonly files: readonly RowFile[];
  readonly dropped: string | undefined;
  #rows: RowReader;
  #order: RecordOrder;
  #rowBytes: number | undefined;

  /** Owns both from now on. */
  constructor(rows: RowReader, order: RecordOrder) {
    this.#rows = rows;
    this.#order = order;
    this.records = order.entries;
    this.files = [...rows.files, ...order.files];
    const dropped = [rows.dropped, order.left].filter((one) => one !== undefined);
    this.dropped = dropped.length === 0 ? undefined : dropped.join(', ');
  }

  check(signal: AbortSignal): void {
    this.#rows.check(signal);
    this.#order.check(signal);
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
      yield* this.#readRun(row, at, next);
      at = next;
    }
  }

  /** The rows from `row` on, which are the entries [start, end). */
  async *#readRun(row: number, start: number, end: number): AsyncGenerator<readonly Row[]> {
    const order = this.#order;
    let at = start;
    for await (const rows of this.#rows.read(row, row + end - start)) {
      const first = at;
      at += rows.length;
      if (order.stepAt === undefined) yield rows;
      else yield rows.map((one, i) => giveStep(one, order.stepAt?.(first + i)));
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

function giveStep(row: Row, step: number | undefined): Row {
  return 'code' in row ? row : { ...row, step };
}
