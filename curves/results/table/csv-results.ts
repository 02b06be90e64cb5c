// Tables as CSV or TSV, with the names of the columns in the first line.

import { Readable } from 'node:stream';
import { CsvError, parse as csvParser, type Info } from 'csv-parse';
import { badResult } from '../bad-result.ts';
import { maxLineBytes } from '../line-limit.ts';
import { openBytes } from '../open-bytes.ts';
import type { ReadingJob, ResultFile, ResultFormat } from '../result-format.ts';
import { planColumns, type TableColumn } from './table-columns.ts';
import { type CellOf, TableRows } from './table-rows.ts';

const textName = (kind: string) => new RegExp(`\\.${kind}(?:\\.gz|\\.zst)?$`, 'i');

export const tsvResults: ResultFormat = {
  name: 'a TSV table',
  accepts: (path) => textName('tsv').test(path),
  read: async (files, job) => {
    for (const file of files) await readTable(file, { ...job, delimiter: '\t' });
  },
};

export const csvResults: ResultFormat = {
  name: 'a CSV table',
  accepts: (path) => textName('csv').test(path),
  read: async (files, job) => {
    for (const file of files) await readTable(file, { ...job, delimiter: ',' });
  },
};

interface CsvRow {
  readonly info: Info;
  readonly record: readonly string[];
}

async function readTable(
  { path: file }: ResultFile,
  { collector, options, onBytes, signal, delimiter }: ReadingJob & { readonly delimiter: string },
): Promise<void> {
  const bytes = Readable.from(openBytes(file, { onBytes, signal }));
  const parser = bytes.pipe(
    csvParser({
      ...{ delimiter, bom: true, info: true, skip_empty_lines: true },
      max_record_size: maxLineBytes,
    }),
  );
  // A pipe passes data on, and no errors.
  bytes.on('error', (error) => parser.destroy(error));
  let put: ((row: CsvRow) => void) | undefined;
  try {
    for await (const one of parser) {
      const row: CsvRow = one;
      if (put === undefined) put = startRows(row.record, { file, collector, options });
      else put(row);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines'] ?? 0);
    throw badResult({ file, line }, `the row is not valid: ${error.message}`, error);
  } finally {
    bytes.destroy();
  }
  if (put === undefined) planColumns([], file);
}

function startRows(
  names: readonly string[],
  { file, ...job }: { readonly file: string } & Pick<ReadingJob, 'collector' | 'options'>,
): (row: CsvRow) => void {
  const columns = planColumns(names, file);
  const rows = new TableRows(job, { file, columns });
  const places = new Map(columns.map((name) => [name, names.indexOf(name)]));
  let current: CsvRow | undefined;
  const cell: CellOf = (column: TableColumn) => current?.record[places.get(column) ?? -1];
  const findPlace = () => ({ line: current?.info.lines ?? 0 });
  return (row) => {
    current = row;
    rows.put(cell, findPlace);
  };
}
