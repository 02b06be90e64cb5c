// exposures.csv and exposures.parquet: a row for each example of a split, a column of counts for each
// phrase and checkpoint. Wide, since a row for each checkpoint would repeat the phrases.

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ColumnSource, fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { Checkpoints } from './checkpoints.ts';
import { csvCell } from './csv-cell.ts';
import type { Split, SplitSet } from './split-pairs.ts';
import type { Side } from './split-rows.ts';

/** A split with checkpoints, which alone has such a table. */
export type SplitByCheckpoint = Split & { readonly checkpoints: Checkpoints };

type Cell = string | number | null;

interface TableColumn {
  readonly name: string;
  readonly kind: 'text' | 'count' | 'step';
}

/** The columns, in order. A step is null where there was no exposure; nothing else is. */
export function exposureColumns(steps: readonly number[]): TableColumn[] {
  return [
    { name: 'set', kind: 'text' },
    { name: 'row', kind: 'count' },
    { name: 'side', kind: 'text' },
    { name: 'critical_good', kind: 'text' },
    { name: 'critical_bad', kind: 'text' },
    { name: 'first_step_good', kind: 'step' },
    { name: 'first_step_bad', kind: 'step' },
    { name: 'exposed_step', kind: 'step' },
    { name: 'rarest_count', kind: 'count' },
    ...steps.flatMap((step): TableColumn[] => [
      { name: `good_${step}`, kind: 'count' },
      { name: `bad_${step}`, kind: 'count' },
    ]),
  ];
}

/** A set's rows in the order of its file, both sides together; cells in the order of the columns. */
export function exposureRows(set: SplitSet, checkpoints: Checkpoints): Cell[][] {
  const bySide = ([side, examples]: readonly [Side, SplitSet['proxyTrain']]) =>
    examples.map((example) => ({ side, example }));
  const both = [
    ...bySide(['proxy_train', set.proxyTrain]),
    ...bySide(['proxy_validation', set.proxyValidation]),
  ];
  both.sort((a, b) => a.example.row - b.example.row);
  return both.map(({ side, example }) => {
    const { good, bad, exposedStep } = checkpoints.of(example);
    return [
      ...[set.name, example.row, side, good.phrase, bad.phrase],
      ...[good.firstStep, bad.firstStep, exposedStep, example.rarestCount],
      ...good.counts.flatMap((count, i) => [count, bad.counts[i] as number]),
    ];
  });
}

/** A spreadsheet takes a cell that begins so for a formula. */
const formula = /^[=+\-@\t\r]/;

/** Distinct phrases of the table that a spreadsheet takes for formulas. */
export function formulasIn({ sets }: Pick<Split, 'sets'>): number {
  const found = new Set<string>();
  for (const { proxyTrain, proxyValidation } of sets) {
    for (const examples of [proxyTrain, proxyValidation]) {
      for (const { good, bad } of examples) {
        for (const { phrase } of [good, bad]) if (formula.test(phrase)) found.add(phrase);
      }
    }
  }
  return found.size;
}

/** Writes the table as CSV and as Parquet. A set's rows are held, never the table. */
export async function writeExposures(
  paths: { readonly csv: string; readonly parquet: string },
  split: SplitByCheckpoint,
): Promise<void> {
  await pipeline(Readable.from(csvOf(split)), createWriteStream(paths.csv));
  await writeParquet(paths.parquet, split);
}

function* csvOf({ sets, checkpoints }: SplitByCheckpoint): Generator<string> {
  const header = exposureColumns(checkpoints.steps).map(({ name }) => name);
  yield `${header.join(',')}\n`;
  for (const set of sets) {
    const lines = exposureRows(set, checkpoints).map((row) => `${row.map(csvOfCell).join(',')}\n`);
    if (lines.length > 0) yield lines.join('');
  }
}

function csvOfCell(cell: Cell): string {
  return typeof cell === 'string' ? csvCell(cell) : String(cell ?? '');
}

/** Cells of a row group, which are held: enough that the footer stays small. */
const groupCells = 1 << 22;

async function writeParquet(path: string, { sets, checkpoints }: SplitByCheckpoint): Promise<void> {
  const columns = exposureColumns(checkpoints.steps);
  const writer = new ParquetWriter({ writer: fileWriter(path), schema: schemaOf(columns) });
  let waiting: Cell[][] = [];
  const write = async () => {
    if (waiting.length > 0) await writer.write({ columnData: transpose(columns, waiting) });
    waiting = [];
  };
  for (const set of sets) {
    for (const row of exposureRows(set, checkpoints)) waiting.push(row);
    if (waiting.length * columns.length >= groupCells) await write();
  }
  await write();
  await writer.finish();
}

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];

function schemaOf(columns: readonly TableColumn[]): Schema {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, kind }): Schema[number] => {
      const repetition_type = kind === 'step' ? 'OPTIONAL' : 'REQUIRED';
      if (kind !== 'text') return { name, type: 'INT64', repetition_type };
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
    }),
  ];
}

function transpose(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
): ColumnSource[] {
  return columns.map(({ name, kind }, i) => {
    if (kind === 'count') {
      return { name, data: BigInt64Array.from(rows, (row) => BigInt(row[i] as number)) };
    }
    const values = rows.map((row) => row[i] ?? undefined);
    if (kind === 'text') return { name, data: values };
    return { name, data: values.map((step) => (step === undefined ? step : BigInt(step))) };
  });
}
