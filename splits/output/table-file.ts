// A table of plain columns as CSV and as Parquet. Rows come in groups, of which one is held.

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ColumnSource, fileWriter, ParquetWriter } from 'hyparquet-writer';
import { type Cell, csvOf, type Table, type TableColumn } from './csv-table.ts';

/** Writes `path` with the endings .csv and .parquet. */
export async function writeTable(path: string, table: Table): Promise<void> {
  await writeCsv(`${path}.csv`, table);
  await writeParquet(`${path}.parquet`, table);
}

export async function writeCsv(path: string, table: Table): Promise<void> {
  await pipeline(Readable.from(csvOf(table)), createWriteStream(path));
}

/** Cells of a row group, which are held: enough that the footer stays small. */
const groupCells = 1 << 22;

export async function writeParquet(path: string, { columns, groups }: Table): Promise<void> {
  const writer = new ParquetWriter({ writer: fileWriter(path), schema: planSchema(columns) });
  let waiting: (readonly Cell[])[] = [];
  const write = async () => {
    if (waiting.length > 0) await writer.write({ columnData: transpose(columns, waiting) });
    waiting = [];
  };
  for (const rows of groups()) {
    for (const row of rows) waiting.push(row);
    if (waiting.length * columns.length >= groupCells) await write();
  }
  await write();
  await writer.finish();
}

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];

function planSchema(columns: readonly TableColumn[]): Schema {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, kind }): Schema[number] => {
      if (kind === 'text') {
        return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' };
      }
      if (kind === 'number') return { name, type: 'DOUBLE', repetition_type: 'OPTIONAL' };
      const repetition_type = kind === 'step' ? 'OPTIONAL' : 'REQUIRED';
      return { name, type: 'INT64', repetition_type };
    }),
  ];
}

function transpose(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
): ColumnSource[] {
  return columns.map(({ name, kind }, i) => {
    if (kind === 'count') {
      return { name, data: BigInt64Array.from(rows, (row) => BigInt(row[i] ?? 0)) };
    }
    const values = rows.map((row) => row[i] ?? undefined);
    if (kind !== 'step') return { name, data: values };
    return { name, data: values.map((step) => (step === undefined ? step : BigInt(step))) };
  });
}
