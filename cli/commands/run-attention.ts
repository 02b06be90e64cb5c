// `firstseen attention`: attention at checkpoints + a split -> means by head and side, and their change.

import {
  type AttentionRun,
  attentionCsv,
  attentionLines,
  attentionPlot,
  walkAttention,
} from '../../library/curves/attention-runs.ts';
import { findSplitArrays } from '../../library/curves/split-arrays.ts';
import { planOutputFile } from '../../library/rows/output-file.ts';
import { printText } from '../print-text.ts';
import { showSampling } from '../progress/show-amounts.ts';
import { warn } from '../remarks/remark.ts';
import { remarkUnusedArrays } from '../remarks/remark-unused.ts';
import { showAttention } from '../show/show-attention.ts';
import type { AttentionOptions } from './attention-command.ts';

export async function runAttention(options: AttentionOptions): Promise<void> {
  const { side, from, to, top, json, quiet = false } = options;
  const csv = planOutputFile(options.csv, { option: '--csv', extension: '.csv' });
  const plot = planOutputFile(options.plot, { option: '--plot', extension: '.svg' });
  const asked = { option: '--weights', parts: ['weights'] } as const;
  const found = await findSplitArrays(options.split, options.weights, asked);
  if (!quiet) remarkUnusedArrays(found.unused);
  const runs: AttentionRun[] = [];
  {
    using progress = showSampling(found.checkpoints.length, quiet);
    let done = 0;
    const onArray = () => progress.advance(found.checkpoints[done++]?.set ?? '');
    for await (const run of walkAttention(found, { side, from, to, top, onArray })) {
      runs.push(run);
      if (json) await printText(attentionLines(run, side));
    }
  }
  if (!quiet) warnOfOutside(runs);
  if (!json) await printText(showAttention(runs, { side, top }));
  await csv?.write(attentionCsv(runs));
  await plot?.write(attentionPlot(runs));
}

function warnOfOutside(runs: readonly AttentionRun[]): void {
  const sets = runs.filter(({ isOutside }) => isOutside).map(({ set }) => set);
  if (sets.length === 0) return;
  const more = sets.length > 1 ? ` and ${sets.length - 1} more` : '';
  warn(
    `values below 0 or above 1 in ${sets[0]}${more}: weights of attention are between them; where a mean is below 0 the entropy is not defined`,
  );
}
