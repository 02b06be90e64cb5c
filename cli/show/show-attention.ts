// Attention as JSON lines, CSV and tables.

import type { SetAttention } from '../../curves/attention/describe-attention.ts';
import type { HeadMeans } from '../../curves/attention/head-means.ts';
import { formatStep } from '../../errors/format-step.ts';
import { csvCell } from '../../splits/output/csv-cell.ts';
import { fitTable, lineWidth } from './fit-table.ts';
import { type Column, rightColumns } from './format-table.ts';
import { printable } from './terminal-text.ts';

interface HeadLine {
  readonly set: string;
  readonly seed: SetAttention['seed'];
  readonly step: number;
  readonly layer: number;
  readonly head: number;
  readonly mean: {
    readonly train: number | null;
    readonly validation: number | null;
    readonly all: number | null;
  };
}

function* headLines({ set, seed, layers, heads, checkpoints }: SetAttention): Generator<HeadLine> {
  for (const { step, mean } of checkpoints) {
    for (let i = 0; i < layers * heads; i++) {
      yield {
        ...{ set, seed, step, layer: Math.floor(i / heads), head: i % heads },
        mean: {
          train: mean.train?.[i] ?? null,
          validation: mean.validation?.[i] ?? null,
          all: mean.all?.[i] ?? null,
        },
      };
    }
  }
}

/** A line for each step, layer and head, then one of the change. */
export function formatAttentionJson(run: SetAttention, side: keyof HeadMeans): string {
  const { set, seed, from, to, change } = run;
  const named = { set, ...(seed !== null && { seed }) };
  const lines: object[] = [];
  for (const { step, layer, head, mean } of headLines(run)) {
    lines.push({ ...named, step, layer, head, mean });
  }
  lines.push({
    ...{ ...named, from, to, side, top: change?.top ?? [] },
    share: change?.share ?? { 1: null, 4: null, 8: null },
    entropy: change?.entropy ?? { from: null, to: null },
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Means by set, seed, step, layer and head. */
export function formatAttentionCsv(runs: readonly SetAttention[]): string {
  const lines = ['set,seed,step,layer,head,train,validation,all\n'];
  for (const run of runs) {
    for (const { set, seed, step, layer, head, mean } of headLines(run)) {
      const cells = [csvCell(set), csvCell(String(seed ?? '')), step, layer, head];
      const means = [mean.train, mean.validation, mean.all].map((value) => value ?? '');
      lines.push(`${[...cells, ...means].join(',')}\n`);
    }
  }
  return lines.join('');
}

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
  runs: readonly SetAttention[],
  { side, top, line = lineWidth() }: { side: keyof HeadMeans; top: number; line?: number },
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
