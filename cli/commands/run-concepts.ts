// `firstseen concepts`: hidden states at checkpoints + a split -> AUROC and effective rank.

import { formatStep } from '../../errors/format-step.ts';
import {
  type ConceptPoint,
  conceptCsv,
  conceptLine,
  conceptPlot,
  walkConcepts,
} from '../../library/curves/concept-points.ts';
import { findSplitArrays } from '../../library/curves/split-arrays.ts';
import { planOutputFile } from '../../library/rows/output-file.ts';
import { printText } from '../print-text.ts';
import { showSampling } from '../progress/show-amounts.ts';
import { remarkUnusedArrays } from '../remarks/remark-unused.ts';
import { showConcepts } from '../show/show-concepts.ts';
import type { ConceptsOptions } from './concepts-command.ts';

/** How much longer a sample with ranks takes, for the time that is left. */
const rankWeight = 40;

export async function runConcepts(options: ConceptsOptions): Promise<void> {
  const { sides, resamples, seed, json, quiet = false } = options;
  const csv = planOutputFile(options.csv, { option: '--csv', extension: '.csv' });
  const plot = planOutputFile(options.plot, { option: '--plot', extension: '.svg' });
  const asked = { option: '--states', parts: ['good', 'bad'] } as const;
  const found = await findSplitArrays(options.split, options.states, asked);
  if (!quiet) remarkUnusedArrays(found.unused);
  const rankResamples = Math.min(options.rankResamples, resamples);
  const samplesEach = 2 * resamples;
  const total = found.checkpoints.length * (samplesEach + 2 * rankResamples * rankWeight);
  const points: ConceptPoint[] = [];
  {
    using progress = showSampling(total, quiet);
    let samples = 0;
    const onSample = ({ hasRanks }: { readonly hasRanks: boolean }) => {
      const { set, step } = found.checkpoints[Math.floor(samples / samplesEach)] ?? {};
      samples++;
      progress.advance(`${set} at step ${formatStep(step ?? 0)}`, hasRanks ? 1 + rankWeight : 1);
    };
    const sampling = { sides, resamples, rankResamples, seed, onSample };
    for await (const point of walkConcepts(found, sampling)) {
      points.push(point);
      if (json) await printText(conceptLine(point, sides));
    }
  }
  if (!json) await printText(showConcepts(points));
  await csv?.write(conceptCsv(points));
  await plot?.write(conceptPlot(points));
}
