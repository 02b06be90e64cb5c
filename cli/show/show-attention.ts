// Attention as tables.

import { formatStep } from '../../errors/format-step.ts';
import type { AttentionRun, AttentionSide } from '../../library/curves/attention-runs.ts';
import { fitTable, lineWidth } from './fit-table.ts';
import { type Column, rightColumns } from './format-table.ts';
import { printable } from './terminal-text.ts';

const setColumns: readonly Column[] = [
  { title: 'set' },
  ...rightColumns('seed', 'from', 'to', 'heads', 'entropy from', 'entropy to'),
  ...rightColumns('top 1', 'top 4', 'top 8'),
];
const headColumns: readonly Column[] = [
  { title: 'set' },
  ...rightColumns('seed', 'layer', 'head', 'mean from', 'mean to', 'change', 'share'),
];

/** A line for each set, then the heads that changed most. */
export function showAttention(
  runs: readonly AttentionRun[],
  { side, top, line = lineWidth() }: { side: AttentionSide; top: number; line?: number },
): string {
  const hasSeeds = runs.some(({ seed }) => seed !== null);
  const sets = runs.map(({ set, seed, from, to, layers, heads, change }) => {
    const { share, entropy } = change ?? {};
    return [
      ...[printable(set), String(seed ?? ''), formatStep(from), formatStep(to)],
      ...[`${layers} x ${heads}`, formatNumber(entropy?.from, 3), formatNumber(entropy?.to, 3)],
      ...[formatShare(share?.[1]), formatShare(share?.[4]), formatShare(share?.[8])],
    ];
  });
  const changed = runs.flatMap(({ set, seed, from, to, heads, checkpoints, change }) =>
    (change?.top ?? []).map((one) => {
      const meanAt = (step: number) =>
        checkpoints.find((at) => at.step === step)?.mean[side]?.[one.layer * heads + one.head];
      return [
        ...[printable(set), String(seed ?? ''), String(one.layer), String(one.head)],
        ...[formatNumber(meanAt(from), 4), formatNumber(meanAt(to), 4)],
        ...[formatNumber(one.change, 4), formatShare(one.share)],
      ];
    }),
  );
  const shown = (columns: readonly Column[], rows: readonly (readonly string[])[]) => {
    const isShown = (_: unknown, i: number) => hasSeeds || columns[i]?.title !== 'seed';
    const shownRows = rows.map((row) => row.filter(isShown));
    return fitTable(columns.filter(isShown), shownRows, { line }).table;
  };
  const name = side === 'all' ? 'all examples' : `proxy-${side}`;
  const heading = `Share of the total change in the heads that changed most (${name}), and entropy of the means in nats:\n\n`;
  if (top === 0 || changed.length === 0) return heading + shown(setColumns, sets);
  return `${heading}${shown(setColumns, sets)}\nHeads that changed most:\n\n${shown(headColumns, changed)}`;
}

function formatNumber(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? '-' : value.toFixed(digits);
}

function formatShare(share: number | null | undefined): string {
  return share === null || share === undefined ? '-' : `${(100 * share).toFixed(1)}%`;
}
