// The vocabulary for people, and as a table of a file.
//
// It streams, so no column can be as wide as its widest cell: numbers have a fixed width, and the term
// comes last.

import { formatStep } from '../../exposure/format-step.ts';
import type { Word } from '../../schemas/words.ts';
import type { Table, TableColumn } from '../../splits/output/csv-table.ts';
import type { Resolution } from '../../store/catalogue/settings.ts';
import { formatCount } from './format-amounts.ts';
import { printable } from './terminal-text.ts';

/** What decides the columns. */
export interface WordColumns {
  readonly at: readonly number[];
  readonly resolution: Resolution;
}

const numberWidth = 13;

/** Lines of the table, under their titles where they are the first ones. */
export function wordLines(
  { at, resolution }: WordColumns,
  words: readonly Word[],
  isFirst: boolean,
): string {
  const hasRecords = resolution === 'record';
  const titles = ['count', ...(hasRecords ? ['records'] : []), 'first step', 'last step'];
  const line = (numbers: readonly string[], term: string) =>
    `${numbers.map((number) => number.padStart(numberWidth)).join(' ')}  ${term}\n`;
  const lines = words.map(({ term, count, records = 0, first, last, at: counts = {} }) => {
    const numbers = [
      formatCount(count),
      ...(hasRecords ? [formatCount(records)] : []),
      formatStep(first.step),
      formatStep(last.step),
      ...at.map((step) => formatCount(counts[String(step)] ?? 0)),
    ];
    return line(numbers, printable(term));
  });
  const title = line([...titles, ...at.map((step) => `by ${formatStep(step)}`)], 'term');
  return (isFirst ? title : '') + lines.join('');
}

/** Columns of a file; ids of records are in JSON lines only. */
export function wordTable(
  { at, resolution }: WordColumns,
  words: () => Iterable<readonly Word[]>,
): Table {
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
