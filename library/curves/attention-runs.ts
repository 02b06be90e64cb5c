// Attention of each set and seed: means by head and side at checkpoints, and their change; as data, as lines
// of JSON, as CSV and as heat maps.

import {
  type AttentionOptions,
  describeAttention,
  type SetAttention,
} from '../../curves/attention/describe-attention.ts';
import { drawAttention } from '../../curves/figures/draw-attention.ts';
import { csvCell } from '../../splits/output/csv-cell.ts';
import type { SplitArrays } from './split-arrays.ts';

/** The attention of one set and seed. */
export type AttentionRun = SetAttention;
export type AttentionSide = AttentionOptions['side'];

/** Throws `bad_argument` for a step without weights, and what reading the arrays throws. */
export function walkAttention(
  { split, checkpoints }: SplitArrays<'weights'>,
  question: AttentionOptions,
): AsyncGenerator<AttentionRun, void, undefined> {
  return describeAttention(split, checkpoints, question);
}

interface HeadLine {
  readonly set: string;
  readonly seed: AttentionRun['seed'];
  readonly step: number;
  readonly layer: number;
  readonly head: number;
  readonly mean: {
    readonly train: number | null;
    readonly validation: number | null;
    readonly all: number | null;
  };
}

function* headLines({ set, seed, layers, heads, checkpoints }: AttentionRun): Generator<HeadLine> {
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

/** Lines of JSON: one for each step, layer and head, then one of the change. */
export function attentionLines(run: AttentionRun, side: AttentionSide): string {
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

/** CSV of means by set, seed, step, layer and head. */
export function attentionCsv(runs: readonly AttentionRun[]): string {
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

/** Heat maps of the checkpoints and of the change, as SVG. */
export function attentionPlot(runs: readonly AttentionRun[]): string {
  return drawAttention(runs);
}
