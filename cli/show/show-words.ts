// The vocabulary for people.
//
// It streams, so no column can be as wide as its widest cell: it has the width of the largest number that
// the index allows there, and the term comes last.

import { formatStep } from '../../exposure/format-step.ts';
import type { Word } from '../../schemas/words.ts';
import type { Resolution } from '../../store/catalogue/settings.ts';
import { formatCount } from './format-amounts.ts';
import { printable } from './terminal-text.ts';

/** What decides the columns. */
export interface WordColumns {
  readonly at: readonly number[];
  readonly resolution: Resolution;
  /** What no number of a column exceeds: those of the whole index. */
  readonly most: { readonly tokens: number; readonly records: number; readonly step: number };
}

/** Lines of the table, under their titles where they are the first ones. */
export function wordLines(
  { at, resolution, most }: WordColumns,
  words: readonly Word[],
  isFirst: boolean,
): string {
  const hasRecords = resolution === 'record';
  const [count, step] = [formatCount(most.tokens), formatStep(most.step)];
  const columns: (readonly [title: string, widest: string])[] = [
    ['count', count],
    ...(hasRecords ? [['records', formatCount(most.records)] as const] : []),
    ['first step', step],
    ['last step', step],
    ...at.map((one) => [`by ${formatStep(one)}`, count] as const),
  ];
  const widths = columns.map(([title, widest]) => Math.max(title.length, widest.length));
  const line = (numbers: readonly string[], term: string) =>
    `${numbers.map((number, i) => number.padStart(widths[i] ?? 0)).join('  ')}  ${term}\n`;
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
  const titles = line(
    columns.map(([title]) => title),
    'term',
  );
  return (isFirst ? titles : '') + lines.join('');
}
