// The vocabulary as files of rows: one for each term.

import type { Word } from '../../schemas/words.ts';
import type { Table, TableColumn } from '../../splits/output/csv-table.ts';
import { writeCsv, writeParquet } from '../../splits/output/table-file.ts';

/** What decides the columns. */
interface WordColumns {
  readonly at: readonly number[];
  readonly resolution: 'record' | 'step';
}

interface WordFiles {
  readonly csv?: string | undefined;
  readonly parquet?: string | undefined;
}

/** Writes the files that are named; `words` is called for each of them. */
export async function writeWordFiles(
  { csv, parquet }: WordFiles,
  columns: WordColumns,
  words: () => Iterable<readonly Word[]>,
): Promise<void> {
  if (csv !== undefined) await writeCsv(csv, wordTable(columns, words));
  if (parquet !== undefined) await writeParquet(parquet, wordTable(columns, words));
}

/** Ids of records are in JSON lines only. */
function wordTable({ at, resolution }: WordColumns, words: () => Iterable<readonly Word[]>): Table {
  const hasRecords = resolution === 'record';
  const columns: TableColumn[] = [
    { name: 'term', kind: 'text' },
    { name: 'count', kind: 'count' },
    ...(hasRecords ? [{ name: 'records', kind: 'count' } as const] : []),
    { name: 'first_step', kind: 'count' },
    ...(hasRecords ? [{ name: 'first_rank', kind: 'count' } as const] : []),
    { name: 'last_step', kind: 'count' },
    ...(hasRecords ? [{ name: 'last_rank', kind: 'count' } as const] : []),
    ...at.map((step) => ({ name: `by_${step}`, kind: 'count' }) as const),
  ];
  const rowOf = ({ term, count, records = 0, first, last, at: counts = {} }: Word) => [
    term,
    count,
    ...(hasRecords ? [records] : []),
    first.step,
    ...(hasRecords ? [first.rank] : []),
    last.step,
    ...(hasRecords ? [last.rank] : []),
    ...at.map((step) => counts[String(step)] ?? 0),
  ];
  return {
    columns,
    *groups() {
      for (const batch of words()) yield batch.map(rowOf);
    },
  };
}
