// Tables as Parquet, some rows at a time.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { describeParquet, readParquetColumns } from '../../../formats/parquet/parquet-columns.ts';
import type { ReadingJob, ResultFile, ResultFormat } from '../result-format.ts';
import { planColumns } from './table-columns.ts';
import { type CellOf, TableRows } from './table-rows.ts';

const magic = 'PAR1';

export const parquetResults: ResultFormat = {
  name: 'a Parquet table',
  accepts: (_, head) => head.toString('latin1', 0, magic.length) === magic,
  read: async (files, job) => {
    for (const file of files) await readTable(file, job);
  },
};

async function readTable(
  { path: file, bytes }: ResultFile,
  { collector, options, onBytes, signal }: ReadingJob,
): Promise<void> {
  const description = await describeParquet(file);
  const columns = planColumns(description.names, file);
  const rows = new TableRows({ collector, options }, { file, columns });
  let read = 0;
  for await (const chunk of readParquetColumns(file, columns)) {
    // Pages are decoded in one piece; an interrupt or a progress bar has its turn between them.
    await nextTurn();
    signal?.throwIfAborted();
    let at = 0;
    const cell: CellOf = (column) => chunk.columns.get(column)?.[at];
    const findPlace = () => ({ record: chunk.startRow + at + 1 });
    for (; at < chunk.rows; at++) rows.put(cell, findPlace);
    const until = Math.floor((bytes * (chunk.startRow + chunk.rows)) / description.rows);
    onBytes(until - read);
    read = until;
  }
}
