// The spans of a trace as rows, in order of the text.

import type { TracedSpan } from '../../schemas/trace.ts';
import { numberColumn, type RowColumn, seenColumns, stepColumns } from './row-table.ts';

/** What decides the columns. */
interface SpanColumns {
  readonly at: readonly number[];
  readonly resolution: 'record' | 'step';
  /** The rarest ones were asked for, which have their probability. */
  readonly isRarest: boolean;
}

export function spanColumns({ at, resolution, isRarest }: SpanColumns): RowColumn<TracedSpan>[] {
  const columns: RowColumn<TracedSpan>[] = [
    numberColumn('start', (span) => span.start),
    numberColumn('end', (span) => span.end),
    { name: 'text', kind: 'text', cell: ({ text }) => text },
    numberColumn('count', (span) => span.count),
    ...seenColumns<TracedSpan>('first', resolution, (span) => span.first),
    ...seenColumns<TracedSpan>('last', resolution, (span) => span.last),
    ...stepColumns<TracedSpan>(at, (span) => span.at),
  ];
  if (!isRarest) return columns;
  const cell = (span: TracedSpan) => span.unigram_log_probability ?? null;
  return [...columns, { name: 'unigram_log_probability', kind: 'number', cell }];
}
