// The vocabulary as rows: one for each term. Ids of records are in JSON lines only.

import type { Word } from '../../schemas/words.ts';
import { distinct, type RowColumn } from './row-table.ts';

interface WordRowPlan {
  readonly at: readonly number[];
  readonly resolution: 'record' | 'step';
}

/** An index that knows steps only has no columns of records and ranks. */
export function wordColumns({ at, resolution }: WordRowPlan): RowColumn<Word>[] {
  const hasRecords = resolution === 'record';
  const ofRecords = (name: string, cell: (word: Word) => number | null) =>
    hasRecords ? [countColumn(name, cell)] : [];
  return [
    { name: 'term', kind: 'text', cell: ({ term }) => term },
    countColumn('count', ({ count }) => count),
    ...ofRecords('records', ({ records = 0 }) => records),
    countColumn('first_step', ({ first }) => first.step),
    ...ofRecords('first_rank', ({ first }) => first.rank),
    countColumn('last_step', ({ last }) => last.step),
    ...ofRecords('last_rank', ({ last }) => last.rank),
    ...distinct(at).map((step) =>
      countColumn(`by_${step}`, ({ at: counts = {} }) => counts[step] ?? 0),
    ),
  ];
}

function countColumn(name: string, cell: (word: Word) => number | null): RowColumn<Word> {
  return { name, kind: 'count', cell };
}
