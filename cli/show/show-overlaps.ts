// Overlaps for people, as a table.

import { formatStep } from '../../errors/format-step.ts';
import type { OverlapPlan } from '../../library/questions/item-overlaps.ts';
import type { FailedItem, ItemOverlap } from '../../schemas/overlap.ts';
import { lastRoom } from './fit-table.ts';
import { formatCount } from './format-amounts.ts';
import { formatTable, rightColumns } from './format-table.ts';
import { printable, shortenMiddle } from './terminal-text.ts';

type Overlap = ItemOverlap | FailedItem;

const idWidth = 28;

/** Items as a table; an item that cannot be asked has its code. */
export function overlapTable(
  items: readonly Overlap[],
  { n, coverage, at }: OverlapPlan['parts'],
): string {
  const columns = [
    { title: 'id' },
    ...rightColumns('tokens', 'longest', 'first step', `seen ${n}-grams`),
    ...rightColumns(...at.map((step) => `by ${formatStep(step)}`)),
    ...rightColumns(...coverage.map((share) => `${showShare(share)} at`)),
  ];
  const rows = items.map((item) => {
    const id = shortenMiddle(printable(item.id ?? ''), idWidth);
    if ('error' in item) return [id, '-', item.error.code];
    const { tokens, longest, coverage_at, seen_at } = item;
    return [
      ...[id, formatCount(tokens), formatCount(longest?.tokens ?? 0)],
      longest === null ? 'never' : formatStep(longest.first.step),
      showShare(item.coverage[n] ?? null),
      ...at.map((step) => showShare(coverage_at?.[step] ?? null)),
      ...coverage.map((share) => showStep(seen_at[share] ?? null)),
    ];
  });
  const width = lastRoom(columns, rows);
  const texts = items.map((item) => {
    const text = 'error' in item ? '' : (item.longest?.text ?? '');
    return shortenMiddle(printable(text), width);
  });
  return formatTable(
    [...columns, { title: 'longest span' }],
    rows.map((row, i) => (row.length < columns.length ? row : [...row, texts[i] ?? ''])),
  );
}

function showShare(share: number | null): string {
  return share === null ? '' : `${Math.round(share * 1000) / 10}%`;
}

function showStep(step: number | null): string {
  return step === null ? 'never' : formatStep(step);
}
