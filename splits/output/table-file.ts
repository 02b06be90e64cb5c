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

async function writeCsv(path: string, table: Table): Promise<void> {
  await pipeline(Readable.from(csvOf(table)), createWriteStream(path));
}

/** Cells of a row group, which are held: enough that the footer stays small. */
const groupCells = 1 << 22;

async function writeParquet(path: string, { columns, groups }: Table): Promise<void> {
  const file = new ParquetTable(path, columns);
  for (const rows of groups()) await file.write(rows);
  await file.finish();
}

/** A Parquet file to which rows are written as they come. */
export class ParquetTable {
  #columns: readonly TableColumn[];
  #writer: ParquetWriter;
  #waiting: (readonly Cell[])[] = [];

  constructor(path: string, columns: readonly TableColumn[]) {
    this.#columns = columns;
    this.#writer = new ParquetWriter({ writer: fileWriter(path), schema: planSchema(columns) });
  }

  async write(rows: readonly (readonly Cell[])[]): Promise<void> {
    for (const row of rows) this.#waiting.push(row);
    if (this.#waiting.length * this.#columns.length >= groupCells) await this.#writeGroup();
  }

  /** Writes the rest; the file is whole then. */
  async finish(): Promise<void> {
    await this.#writeGroup();
    await this.#writer.finish();
  }

  async #writeGroup(): Promise<void> {
    if (this.#waiting.length === 0) return;
    await this.#writer.write({ columnData: transpose(this.#columns, this.#waiting) });
    this.#waiting = [];
  }
}

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];

function planSchema(columns: readonly TableColumn[]): Schema {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, kind }): Schema[number] => {
      if (kind === 'text' || kind === 'optional-text') {
        const repetition_type = kind === 'text' ? 'REQUIRED' : 'OPTIONAL';
        return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
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
