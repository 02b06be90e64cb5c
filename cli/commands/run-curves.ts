// `firstseen curves`: a split and results at checkpoints -> accuracy by exposure, lags, figures.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { formatStep } from '../../errors/format-step.ts';
import { IndexError } from '../../errors.ts';
import {
  chooseFilters,
  makeCurvesOfSets,
  sortThresholds,
} from '../../library/curves/curves-of-sets.ts';
import { requireFreeFolder } from '../../library/rows/output-folder.ts';
import { unlessInterrupted } from '../../library/unless-interrupted.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { showCountProgress } from '../progress/show-amounts.ts';
import { readWithProgress } from '../read/read-with-progress.ts';
import { remark, remarkWritten } from '../remarks/remark.ts';
import { showCurves } from '../show/show-curves.ts';
import type { CurvesOptions } from './curves-command.ts';

export async function runCurves(options: CurvesOptions): Promise<void> {
  const { out, quiet = false, permutations, seed: randomSeed } = options;
  const thresholds = sortThresholds(options.thresholds);
  const threshold = mainThreshold(options.threshold, thresholds);
  const filters = chooseFilters(options);
  await requireFreeFolder(out);
  using interrupt = listenForInterrupt();
  const { signal } = interrupt;
  await unlessInterrupted(signal, async () => {
    const read = await readWithProgress(options, { signal });
    using progress = showCountProgress(quiet, { doing: 'testing', unit: 'sets' });
    const onProgress = async (told: { readonly done: number; readonly total: number }) => {
      progress.onProgress(told);
      await nextTurn(); // so that Ctrl-C is heard
    };
    const question = { thresholds, permutations, randomSeed, filters };
    const curves = await makeCurvesOfSets(read, { ...question, signal, onProgress, threads: true });
    progress[Symbol.dispose]();
    if (!quiet && !curves.hasAsOf) remarkUnknownSides(read.split);
    if (out !== undefined) await curves.write(out, { threshold, log: options.logSteps === true });
    process.stdout.write(
      options.json
        ? curves
            .lines()
            .map((line) => `${JSON.stringify(line)}\n`)
            .join('')
        : showCurves(curves.summaries, { thresholds, threshold, permutations }),
    );
    if (out !== undefined && !quiet) remarkWritten(out);
  });
}

/** The threshold of the table and the figures. */
function mainThreshold(asked: number | undefined, thresholds: readonly number[]): number {
  if (asked === undefined) {
    return thresholds.includes(80) ? 80 : (thresholds[thresholds.length >> 1] ?? 80);
  }
  if (thresholds.includes(asked)) return asked;
  throw new IndexError(
    'bad_argument',
    `--threshold ${asked}: expected one of --thresholds ${thresholds.join(',')}`,
  );
}

interface KnownSides {
  readonly at: number;
  readonly minCount: number;
}

function remarkUnknownSides({ at, minCount }: KnownSides): void {
  const reason =
    minCount > 1
      ? `it has --min-count ${minCount}, and its rows have the first exposure alone`
      : `it ends at step ${formatStep(at)}, before the last results`;
  remark(
    `no curves as of each checkpoint, since the split does not say when each example was exposed: ${reason}. Make it with --checkpoints to have them.`,
  );
}
