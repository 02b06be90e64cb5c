// Sets of pairs and a snapshot -> splits by exposure, one for each step; and what a split gives: a summary,
// files, lines, a figure.

import type { SplitSummary } from '../../schemas/split.ts';
import { drawCurves } from '../../splits/output/draw-curves.ts';
import { formulasIn } from '../../splits/output/exposure-table.ts';
import {
  type SplitFileOptions as FileOptions,
  type SplitFile,
  splitFiles,
} from '../../splits/output/split-files.ts';
import { summarise } from '../../splits/output/split-summary.ts';
import type { PairSet } from '../../splits/pairs/pair-set.ts';
import type { Pause } from '../../splits/pause.ts';
import type { Policy, Sampling } from '../../splits/policy.ts';
import { snapshotSource } from '../../splits/snapshot-source.ts';
import type { Split } from '../../splits/split.ts';
import { eachSplit } from '../../splits/split-pairs.ts';
import type { SplitSource } from '../../splits/split-source.ts';
import { OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';

/** Several indexes that know the exposures of phrases together. */
export type ExposureShards = SplitSource;
/** How the files of a split are written. */
export type SplitFileOptions = FileOptions;

export interface SplitQuestion {
  /** Which phrase of a pair has to be exposed (`either`). */
  readonly policy?: Policy | undefined;
  /** Steps, a split each; by default the last step of the index. */
  readonly at?: readonly number[] | undefined;
  /** Steps by which counts are wanted too, rising. */
  readonly checkpoints?: readonly number[] | undefined;
  /** A phrase is exposed from this exposure on (1). */
  readonly minCount?: number | undefined;
  /** Which examples are kept (`all`). */
  readonly sampling?: Sampling | undefined;
  /** Of the sampling (0). */
  readonly seed?: number | undefined;
  readonly byFacet?: boolean | undefined;
}

interface SplitRun {
  readonly signal?: AbortSignal | undefined;
  /** Distinct phrases asked so far, and of how many; what it returns is awaited. */
  readonly onProgress?: (progress: {
    readonly done: number;
    readonly total: number;
  }) => void | Promise<void>;
  /** Called after each pair; a promise is awaited. */
  readonly pause?: Pause;
}

export class PairSplit {
  /** Its sets and their examples. */
  readonly split: Split;

  constructor(split: Split) {
    this.split = split;
  }

  /** The step of the split. */
  get at(): number {
    return this.split.at;
  }

  get pairs(): number {
    return this.split.sets.reduce((sum, { pairs }) => sum + pairs, 0);
  }

  /** Pairs that are in neither side; the same for each step. */
  get droppedPairs(): number {
    return this.split.sets.reduce((sum, { dropped }) => sum + dropped.length, 0);
  }

  /** Phrases of the table of exposures that a spreadsheet takes for formulas. */
  get formulas(): number {
    return formulasIn(this.split);
  }

  /** What split.json holds. */
  summary(): SplitSummary {
    return summarise(this.split);
  }

  /** The files of its folder, each made when it is asked for. */
  files(options: SplitFileOptions): Generator<SplitFile> {
    return splitFiles(this.split, options);
  }

  /** Phrases of each set met by step, as SVG. */
  draw(): string {
    return drawCurves(this.split);
  }

  /**
   * Writes one split into `out`, or several into a folder `step-S` each. Throws `output_exists` and
   * `output_not_writable`; `out` then is as before.
   */
  static async writeAll(
    out: string,
    made: readonly PairSplit[],
    options: SplitFileOptions,
  ): Promise<void> {
    const { writeSplits } = await import('../../splits/output/write-split.ts');
    const splits = made.map(({ split }) => split);
    await writeSplits(out, splits, options);
  }
}

/**
 * The splits, one for each step in its order, each made when it is asked for. Throws `bad_argument`,
 * `analyzer_mismatch` and `records_not_indexed`; rejects with the reason of the signal.
 */
export async function* eachPairSplit(
  exposures: OpenSnapshot | ExposureShards,
  sets: readonly PairSet[],
  { signal, onProgress, pause, ...question }: SplitQuestion & SplitRun,
): AsyncGenerator<PairSplit, void, undefined> {
  const { at, checkpoints, byFacet } = question;
  const { policy = 'either', minCount = 1, sampling = 'all', seed = 0 } = question;
  const isIndex = exposures instanceof OpenSnapshot;
  const source = isIndex ? snapshotSource(snapshotOf(exposures)) : exposures;
  const splits = eachSplit(source, sets, {
    ...{ policy, minCount, sampling, seed },
    ...(at !== undefined && { at }),
    ...(checkpoints !== undefined && { checkpoints }),
    ...(byFacet === true && { byFacet }),
    ...(signal !== undefined && { signal }),
    ...(onProgress !== undefined && { onProgress }),
    ...(pause !== undefined && { pause }),
  });
  for await (const split of splits) yield new PairSplit(split);
}

/** Steps of a question as they are asked: by default the last checkpoint, or the last step of the index. */
export function chooseSteps(
  { lastStep }: Pick<OpenSnapshot, 'lastStep'>,
  { at, checkpoints }: Pick<SplitQuestion, 'at' | 'checkpoints'>,
): { readonly at: readonly number[]; readonly checkpoints: readonly number[] | undefined } {
  const rising = checkpoints && [...new Set(checkpoints)].sort((one, other) => one - other);
  return { at: at ?? [rising?.at(-1) ?? lastStep], checkpoints: rising };
}
