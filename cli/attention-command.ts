// `firstseen attention`: attention at checkpoints + a split -> means by head and side, and their change.

import { findArrays } from '../curves/arrays/find-arrays.ts';
import { describeAttention, type SetAttention } from '../curves/attention/describe-attention.ts';
import type { HeadMeans } from '../curves/attention/head-means.ts';
import { drawAttention } from '../curves/figures/draw-attention.ts';
import { readSplit } from '../curves/split/read-split.ts';
import { requireOutputPlace, writeOutput } from './output-file.ts';
import { printText } from './print-text.ts';
import { remarkArrays } from './remark-arrays.ts';
import { csvOfAttention, jsonOfAttention, tableOfAttention } from './show-attention.ts';
import { showSampling } from './show-sampling.ts';

export interface AttentionCommandOptions {
  readonly split: string;
  readonly weights: string;
  readonly side: keyof HeadMeans;
  readonly from?: number;
  readonly to?: number;
  readonly top: number;
  readonly csv?: string;
  readonly plot?: string;
  readonly json?: true;
  readonly quiet?: true;
}

export async function runAttention(options: AttentionCommandOptions): Promise<void> {
  const { side, from, to, top, csv, plot, json, quiet = false } = options;
  if (csv !== undefined) requireOutputPlace({ option: '--csv', path: csv }, '.csv');
  if (plot !== undefined) requireOutputPlace({ option: '--plot', path: plot }, '.svg');
  const split = await readSplit(options.split);
  const found = await findArrays(options.weights, {
    ...{ sets: new Set(split.sets.keys()), option: '--weights' },
    parts: ['weights'],
  });
  if (!quiet) remarkArrays(found, split);
  const runs: SetAttention[] = [];
  {
    using progress = showSampling(found.checkpoints.length, { quiet });
    let done = 0;
    const onArray = () => progress.advance(found.checkpoints[done++]?.set ?? '');
    const asked = { side, from, to, top, onArray };
    for await (const run of describeAttention(split, found.checkpoints, asked)) {
      runs.push(run);
      if (json) await printText(jsonOfAttention(run, side));
    }
  }
  if (!quiet) remarkOutside(runs);
  if (!json) await printText(tableOfAttention(runs, { side, top }));
  if (csv !== undefined) await writeOutput({ option: '--csv', path: csv }, csvOfAttention(runs));
  if (plot === undefined) return;
  await writeOutput({ option: '--plot', path: plot }, drawAttention(runs));
}

function remarkOutside(runs: readonly SetAttention[]): void {
  const sets = runs.filter(({ isOutside }) => isOutside).map(({ set }) => set);
  if (sets.length === 0) return;
  process.stderr.write(
    `firstseen: warning: values below 0 or above 1 in ${sets[0]}${sets.length > 1 ? ` and ${sets.length - 1} more` : ''}: weights of attention are between them; where a mean is below 0 the entropy is not defined\n`,
  );
}
