// `firstseen concepts`: hidden states at checkpoints + a split -> AUROC and effective rank.

import { findArrays } from '../curves/arrays/find-arrays.ts';
import { describeRuns, type SetConcepts } from '../curves/concepts/describe-runs.ts';
import { drawConcepts } from '../curves/figures/draw-concepts.ts';
import { readSplit } from '../curves/split/read-split.ts';
import { formatStep } from '../exposure/format-step.ts';
import { requireOutputPlace, writeOutput } from './output-file.ts';
import { printText } from './print-text.ts';
import { remarkArrays } from './remark-arrays.ts';
import { csvOfConcepts, jsonOfConcepts, tableOfConcepts } from './show-concepts.ts';
import { showSampling } from './show-sampling.ts';

export interface ConceptsCommandOptions {
  readonly split: string;
  readonly states: string;
  readonly sides: 'fixed' | 'as-of';
  readonly resamples: number;
  readonly rankResamples: number;
  readonly seed: number;
  readonly csv?: string;
  readonly plot?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** How much longer a sample with ranks takes, for the time that is left. */
const rankWeight = 40;

export async function runConcepts(options: ConceptsCommandOptions): Promise<void> {
  const { sides, resamples, seed, csv, plot, json, quiet = false } = options;
  if (csv !== undefined) requireOutputPlace({ option: '--csv', path: csv }, '.csv');
  if (plot !== undefined) requireOutputPlace({ option: '--plot', path: plot }, '.svg');
  const split = await readSplit(options.split);
  const found = await findArrays(options.states, {
    ...{ sets: new Set(split.sets.keys()), option: '--states' },
    parts: ['good', 'bad'],
  });
  if (!quiet) remarkArrays(found, split);
  const rankResamples = Math.min(options.rankResamples, resamples);
  const samplesEach = 2 * resamples;
  const total = found.checkpoints.length * (samplesEach + 2 * rankResamples * rankWeight);
  const points: SetConcepts[] = [];
  {
    using progress = showSampling(total, { quiet });
    let samples = 0;
    const onSample = ({ hasRanks }: { readonly hasRanks: boolean }) => {
      const { set, step } = found.checkpoints[Math.floor(samples / samplesEach)] ?? {};
      samples++;
      progress.advance(`${set} at step ${formatStep(step ?? 0)}`, hasRanks ? 1 + rankWeight : 1);
    };
    const sampling = { sides, resamples, rankResamples, seed, onSample };
    for await (const point of describeRuns(split, found.checkpoints, sampling)) {
      points.push(point);
      if (json) await printText(jsonOfConcepts(point, sides));
    }
  }
  if (!json) await printText(tableOfConcepts(points));
  if (csv !== undefined) await writeOutput({ option: '--csv', path: csv }, csvOfConcepts(points));
  if (plot === undefined) return;
  await writeOutput({ option: '--plot', path: plot }, drawConcepts(points));
}
