// The order of an order log: its records by their id, or by file and row, and the step of each.
//
// The rows are found once, by whoever opens the source first, and left in shared memory: 4 bytes for
// each entry. Records may repeat, as in epochs; that a record is there is checked when it is found.

import { type LogSource, readLogTable } from '../order-log/log-source.ts';
import type { RowReader } from '../rows/row-reader.ts';
import { findLogRows } from './log-rows-found.ts';
import type { RecordOrder } from './record-order.ts';

export interface LogOrder {
  readonly kind: 'order-log';
  readonly log: LogSource;
  readonly found: { rows?: Uint32Array };
}

/** Throws as `readLogTable` does, and `order_invalid` for a record that is not there, or twice. */
export async function openLogOrder(
  rows: RowReader,
  { log, found }: LogOrder,
  signal?: AbortSignal,
): Promise<RecordOrder> {
  const table = readLogTable(log, signal);
  found.rows ??= await findLogRows(table, rows, signal);
  const { rows: numbers } = found;
  const { firstRecord, step, lines, records, left, ranks } = table;
  let line = 0;
  return {
    entries: records,
    left,
    files: ranks.map(({ name, path, sizeBytes }) => ({ role: 'order', name, path, sizeBytes })),
    at: (entry) => numbers[entry] as number,
    stepAt(entry) {
      const isBehind = (firstRecord[line + 1] as number) <= entry;
      if (isBehind || (firstRecord[line] as number) > entry)
        line = findLine(firstRecord, lines, entry);
      return step[line] as number;
    },
    check() {},
    close() {},
  };
}

/** The last line that begins at or before the entry. */
function findLine(firstRecord: Float64Array, lines: number, entry: number): number {
  let low = 0;
  let high = lines;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((firstRecord[middle] as number) <= entry) low = middle;
    else high = middle;
  }
  return low;
}
