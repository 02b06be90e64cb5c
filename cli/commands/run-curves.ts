// `firstseen curves`: a split and results at checkpoints -> accuracy by exposure, lags, figures.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { curveLine } from '../../curves/output/curve-line.ts';
import { writeCurves } from '../../curves/output/write-curves.ts';
import { type Filters, noFilters, paperFilters } from '../../curves/sets/filters.ts';
import { makeCurves } from '../../curves/sets/make-curves.ts';
import { summariseOverSets } from '../../curves/sets/over-sets.ts';
import type { SplitExamples } from '../../curves/split/split-examples.ts';
import { formatStep } from '../../errors/format-step.ts';
import { IndexError } from '../../errors.ts';
import { unlessInterrupted } from '../../library/unless-interrupted.ts';
import { requireFree } from '../../splits/output/write-folder.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { showCountProgress } from '../progress/show-amounts.ts';
import { readSplitResults } from '../read/read-split-results.ts';
import { remark } from '../remarks/remark.ts';
import { showCurves } from '../show/show-curves.ts';
import type { CurvesOptions } from './curves-command.ts';

export async function runCurves(options: CurvesOptions): Promise<void> {
  const { out, quiet = false, permutations, seed: randomSeed } = options;
  const thresholds = [...new Set(options.thresholds)].sort((a, b) => a - b);
  const threshold = mainThreshold(options.threshold, thresholds);
  const filters = planFilters(options);
  if (out !== undefined) await requireFree(out);
  using interrupt = listenForInterrupt();
  const { signal } = interrupt;
  await unlessInterrupted(signal, async () => {
    const { split, results } = await readSplitResults(options, { signal });
    using progress = showCountProgress(quiet, { doing: 'testing', unit: 'sets' });
    const onProgress = async (told: { readonly done: number; readonly total: number }) => {
      progress.onProgress(told);
      await nextTurn(); // so that Ctrl-C is heard
    };
    const curveOptions = { thresholds, permutations, randomSeed, filters };
    const run = { signal, onProgress, threads: true };
    const made = await makeCurves(split, results, { ...curveOptions, ...run });
    progress[Symbol.dispose]();
    const curves = summariseOverSets(made);
    if (!quiet && !made.some((curve) => curve.split === 'as_of')) remarkUnknownSides(split);
    if (out !== undefined) {
      await writeCurves(out, curves, { thresholds, threshold, log: options.logSteps === true });
    }
    process.stdout.write(
      options.json
        ? curves.map((curve) => `${JSON.stringify(curveLine(curve, thresholds))}\n`).join('')
        : showCurves(curves, { thresholds, threshold, permutations }),
    );
    if (out !== undefined && !quiet) remark(`written to ${out}`);
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

function planFilters({ filters, maxStart, minBest, minExposed }: CurvesOptions): Filters {
  const base = filters ? paperFilters : noFilters;
  return {
    maxStart: maxStart ?? base.maxStart,
    minBest: minBest ?? base.minBest,
    minExposed: minExposed ?? base.minExposed,
  };
}

function remarkUnknownSides({ at, minCount }: SplitExamples): void {
  const reason =
    minCount > 1
      ? `it has --min-count ${minCount}, and its rows have the first exposure alone`
      : `it ends at step ${formatStep(at)}, before the last results`;
  remark(
    `no curves as of each checkpoint, since the split does not say when each example was exposed: ${reason}. Make it with --checkpoints to have them.`,
  );
}
