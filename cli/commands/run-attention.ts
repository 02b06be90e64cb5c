// `firstseen attention`: attention at checkpoints + a split -> means by head and side, and their change.

import { findArrays } from '../../curves/arrays/find-arrays.ts';
import { describeAttention, type SetAttention } from '../../curves/attention/describe-attention.ts';
import { drawAttention } from '../../curves/figures/draw-attention.ts';
import { readSplit } from '../../curves/split/read-split.ts';
import { planOutputFile } from '../../library/rows/output-file.ts';
import { printText } from '../print-text.ts';
import { showSampling } from '../progress/show-amounts.ts';
import { warn } from '../remarks/remark.ts';
import { remarkUnusedArrays } from '../remarks/remark-unused.ts';
import { formatAttentionCsv, formatAttentionJson, showAttention } from '../show/show-attention.ts';
import type { AttentionOptions } from './attention-command.ts';

export async function runAttention(options: AttentionOptions): Promise<void> {
  const { side, from, to, top, json, quiet = false } = options;
  const csv = planOutputFile(options.csv, { option: '--csv', extension: '.csv' });
  const plot = planOutputFile(options.plot, { option: '--plot', extension: '.svg' });
  const split = await readSplit(options.split);
  const found = await findArrays(options.weights, {
    ...{ sets: new Set(split.sets.keys()), option: '--weights' },
    parts: ['weights'],
  });
  if (!quiet) remarkUnusedArrays(found, split);
  const runs: SetAttention[] = [];
  {
    using progress = showSampling(found.checkpoints.length, quiet);
    let done = 0;
    const onArray = () => progress.advance(found.checkpoints[done++]?.set ?? '');
    const asked = { side, from, to, top, onArray };
    for await (const run of describeAttention(split, found.checkpoints, asked)) {
      runs.push(run);
      if (json) await printText(formatAttentionJson(run, side));
    }
  }
  if (!quiet) warnOfOutside(runs);
  if (!json) await printText(showAttention(runs, { side, top }));
  await csv?.write(formatAttentionCsv(runs));
  await plot?.write(drawAttention(runs));
}

function warnOfOutside(runs: readonly SetAttention[]): void {
  const sets = runs.filter(({ isOutside }) => isOutside).map(({ set }) => set);
  if (sets.length === 0) return;
  const more = sets.length > 1 ? ` and ${sets.length - 1} more` : '';
  warn(
    `values below 0 or above 1 in ${sets[0]}${more}: weights of attention are between them; where a mean is below 0 the entropy is not defined`,
  );
}
