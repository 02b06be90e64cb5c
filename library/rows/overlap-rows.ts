// Overlaps as rows: one for each item.

import type { FailedItem, ItemOverlap } from '../../schemas/overlap.ts';
import type { OverlapPlan } from '../questions/item-overlaps.ts';
import { distinct, numberColumn, orError, type RowColumn } from './row-table.ts';

/** An item that cannot be asked has its code in `error`. */
export function overlapColumns({
  n,
  coverage,
  at,
}: OverlapPlan['parts']): RowColumn<ItemOverlap | FailedItem>[] {
  const share = (name: string, cell: (item: ItemOverlap) => number | null | undefined) => {
    return { name, kind: 'number', cell: (item: ItemOverlap) => cell(item) ?? null } as const;
  };
  return [
    { name: 'id', kind: 'optional-text', cell: ({ id }) => id },
    ...orError<ItemOverlap, FailedItem>([
      numberColumn('tokens', (item) => item.tokens),
      numberColumn('longest_tokens', (item) => item.longest?.tokens ?? 0),
      numberColumn('longest_first_step', (item) => item.longest?.first.step),
      share(`coverage_${n}`, (item) => item.coverage[n]),
      ...distinct(at).map((step) =>
        share(`coverage_${n}_at_${step}`, (item) => item.coverage_at?.[step]),
      ),
      ...distinct(coverage).map((one) =>
        numberColumn<ItemOverlap>(`seen_at_${one}`, (item) => item.seen_at[one] ?? undefined),
      ),
    ]),
  ];
}
