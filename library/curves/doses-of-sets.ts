// Accuracy against exposures, of each set, seed and checkpoint.

import type { DoseOfSet } from '../../curves/dose/dose.ts';
import { doublingRanges, measureDoses } from '../../curves/dose/measure-dose.ts';
import { doseLines } from '../../curves/output/dose-lines.ts';
import { writeDoses } from '../../curves/output/write-doses.ts';
import { findExamples } from '../../curves/split/split-examples.ts';
import { IndexError } from '../../errors.ts';
import type { SplitResults } from './split-results.ts';

interface DoseQuestion {
  /** Steps of results; undefined: all of them. */
  readonly at: readonly number[] | undefined;
  /** Where the last range begins: a power of two. */
  readonly top: number;
  readonly signal: AbortSignal;
  /** Told after each set and seed; what it returns is awaited. */
  readonly onProgress: (progress: {
    readonly done: number;
    readonly total: number;
  }) => Promise<void>;
}

export class DosesOfSets {
  readonly doses: readonly DoseOfSet[];

  constructor(doses: readonly DoseOfSet[]) {
    this.doses = doses;
  }

  /** Objects of JSON: one for each range, then one of the fit. */
  lines(): object[] {
    return this.doses.flatMap(doseLines);
  }

  /** Tables, lines and figures in a folder, whole or not at all. */
  async write(out: string): Promise<void> {
    await writeDoses(out, this.doses);
  }
}

/** The split was read with its counts. Throws `bad_argument` for a step without results. */
export async function measureDosesOfSets(
  { split, results: { runs } }: SplitResults,
  { at, top, signal, onProgress }: DoseQuestion,
): Promise<DosesOfSets> {
  const ranges = doublingRanges(top);
  const doses: DoseOfSet[] = [];
  for (const [done, run] of runs.entries()) {
    signal.throwIfAborted();
    const kept = at === undefined ? run : pickSteps(run, at);
    const { policy } = split;
    doses.push(...measureDoses(findExamples(split, run), kept, { policy, ranges }));
    await onProgress({ done: done + 1, total: runs.length });
  }
  return new DosesOfSets(doses);
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
