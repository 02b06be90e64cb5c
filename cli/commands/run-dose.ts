// `firstseen dose`: a split with checkpoints and results -> accuracy against exposures.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DoseOfSet } from '../../curves/dose/dose.ts';
import { doublingRanges, measureDoses } from '../../curves/dose/measure-dose.ts';
import { doseLines } from '../../curves/output/dose-lines.ts';
import { writeDoses } from '../../curves/output/write-doses.ts';
import { findExamples } from '../../curves/split/split-examples.ts';
import { IndexError } from '../../errors.ts';
import { unlessInterrupted } from '../../library/unless-interrupted.ts';
import { requireFree } from '../../splits/output/write-folder.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { showCountProgress } from '../progress/show-amounts.ts';
import { readSplitResults } from '../read/read-split-results.ts';
import { remark } from '../remarks/remark.ts';
import { showDoses } from '../show/show-doses.ts';
import type { DoseOptions } from './dose-command.ts';

export async function runDose(options: DoseOptions): Promise<void> {
  const { out, at, top, quiet = false } = options;
  const ranges = doublingRanges(requirePower(top));
  if (out !== undefined) await requireFree(out);
  using interrupt = listenForInterrupt();
  const { signal } = interrupt;
  await unlessInterrupted(signal, async () => {
    const { split, results } = await readSplitResults(options, { signal, withCounts: true });
    using progress = showCountProgress(quiet, { doing: 'testing', unit: 'sets' });
    const doses: DoseOfSet[] = [];
    for (const [done, run] of results.runs.entries()) {
      signal.throwIfAborted();
      const kept = at === undefined ? run : pickSteps(run, at);
      const { policy } = split;
      doses.push(...measureDoses(findExamples(split, run), kept, { policy, ranges }));
      progress.onProgress({ done: done + 1, total: results.runs.length });
      await nextTurn(); // so that Ctrl-C is heard
    }
    progress[Symbol.dispose]();
    if (out !== undefined) await writeDoses(out, doses);
    const lines = () => doses.flatMap(doseLines).map((line) => `${JSON.stringify(line)}\n`);
    process.stdout.write(options.json ? lines().join('') : showDoses(doses));
    if (out !== undefined && !quiet) remark(`written to ${out}`);
  });
}

/** The last range begins at a power of two, as those before it double. */
function requirePower(top: number): number {
  if (Number.isInteger(Math.log2(top))) return top;
  throw new IndexError(
    'bad_argument',
    `--top ${top}: expected a power of two, such as 64, because the ranges before it double`,
  );
}

function pickSteps<
  Run extends {
    readonly set: string;
    readonly steps: Float64Array;
    readonly right: readonly Uint8Array[];
  },
>(run: Run, at: readonly number[]): Run {
  const wanted = [...new Set(at)].sort((a, b) => a - b);
  const right = wanted.map((step) => {
    const column = run.right[run.steps.indexOf(step)];
    if (column !== undefined) return column;
    throw new IndexError(
      'bad_argument',
      `--at ${step}: ${run.set} has no results at this step, expected one of ${run.steps.join(', ')}`,
    );
  });
  return { ...run, steps: Float64Array.from(wanted), right };
}
