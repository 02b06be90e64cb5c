// Files of minimal pairs -> splits by exposure, and their folder where one is named.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { IndexError } from '../errors.ts';
import type { Surface } from '../splits/surface.ts';
import type { SplitSummary } from './answers/split.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { withNamesLater } from './options/name-options.ts';
import { oneOf, rules } from './options/rules.ts';
import { OpenSnapshot } from './snapshots/open-snapshot.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

export interface SplitOptions {
  /** Files of pairs, or globs; the name of a file is the name of its set (docs/splits.md). */
  readonly pairs: string | readonly string[];
  /** Folder to write, new or empty; undefined: nothing is written. */
  readonly out?: string | undefined;
  /** Which phrase of a pair has to be exposed (`either`). */
  readonly policy?: 'either' | 'both' | 'good' | 'bad' | undefined;
  /** Steps, a split each; by default the last checkpoint, or the last step of the index. */
  readonly at?: readonly number[] | undefined;
  /** Steps of a table of counts in the folder. */
  readonly checkpoints?: readonly number[] | undefined;
  /** A phrase is exposed from this exposure on (1). */
  readonly minCount?: number | undefined;
  /** Which examples are kept (`all`). */
  readonly sampling?: 'all' | 'balance' | 'match-frequency' | undefined;
  /** Of the sampling (0). */
  readonly seed?: number | undefined;
  readonly byFacet?: boolean | undefined;
  /** Columns of the sentences, or of the phrases in their place. */
  readonly columns?: SplitColumns | undefined;
  /** Words on either side of the one that differs (1). */
  readonly context?: number | undefined;
  /** Quotation marks in CSV and TSV (`standard`). */
  readonly quoting?: 'standard' | 'none' | undefined;
  /** Put before the names of the fields that are added. */
  readonly prefix?: string | undefined;
  /** Put before a set to name its task (`blimp_`). */
  readonly taskPrefix?: string | undefined;
  /** Leave out the files of rows. Not together with parquet. */
  readonly compact?: boolean | undefined;
  /** Write the rows as Parquet too. */
  readonly parquet?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Distinct phrases asked so far, and of how many. */
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly total: number }) => void)
    | undefined;
}

/** Names of columns; phrases come in place of sentences. */
export interface SplitColumns {
  readonly good?: string;
  readonly bad?: string;
  readonly phraseGood?: string;
  readonly phraseBad?: string;
  readonly phraseField?: string;
}

const splitRules = {
  pairs: rules.texts,
  out: rules.text,
  policy: oneOf(['either', 'both', 'good', 'bad']),
  at: rules.steps,
  checkpoints: rules.steps,
  minCount: rules.count,
  sampling: oneOf(['all', 'balance', 'match-frequency']),
  seed: rules.number,
  byFacet: rules.flag,
  columns: rules.object,
  context: rules.number,
  quoting: oneOf(['standard', 'none']),
  prefix: rules.anyText,
  taskPrefix: rules.anyText,
  compact: rules.flag,
  parquet: rules.flag,
  signal: rules.signal,
  onProgress: rules.call,
};

const columnRules = {
  good: rules.text,
  bad: rules.text,
  phraseGood: rules.text,
  phraseBad: rules.text,
  phraseField: rules.text,
};

/** The names that errors give to the parts of a call. */
const surface: Surface = {
  good: 'columns.good',
  bad: 'columns.bad',
  phraseGood: 'columns.phraseGood',
  phraseBad: 'columns.phraseBad',
  prefix: 'prefix',
  prefixExample: "prefix: 'exposure_'",
  quotingNone: "quoting: 'none'",
};

/**
 * Splits the pairs by their exposures in the index in `directory`. Resolves to the contents of
 * split.json, one for each step. Rejects with `output_exists` before anything is read, `field_taken`,
 * `bad_argument`, `interrupted`; the folder then is as before.
 *
 * @example
 * const [split] = await splitPairs('brown.idx', { pairs: 'blimp/*.jsonl', out: 'blimp-splits' });
 */
export async function splitPairs(
  directory: string,
  options: SplitOptions,
): Promise<SplitSummary[]> {
  checkArgument(directory, rules.text, 'splitPairs');
  checkOptions(options, splitRules, 'splitPairs');
  checkOptions(options.columns ?? {}, columnRules, 'splitPairs: columns');
  requireTogether(options);
  return await withNamesLater(() => splitAndWrite(directory, options));
}

async function splitAndWrite(directory: string, options: SplitOptions): Promise<SplitSummary[]> {
  const { out, prefix, taskPrefix = 'blimp_', parquet = false, compact = false, signal } = options;
  const { requireFreeFolder } = await import('./rows/output-folder.ts');
  await requireFreeFolder(out);
  using snapshot = OpenSnapshot.open(directory);
  return await unlessInterrupted(signal, async () => {
    const splits = await askPairs(snapshot, options);
    if (out !== undefined) {
      const { PairSplit } = await import('./splits/pair-splits.ts');
      const names = { ...(prefix !== undefined && { prefix }), taskPrefix };
      await PairSplit.writeAll(out, splits, { ...names, parquet, compact });
    }
    return splits.map((split) => split.summary());
  });
}

function requireTogether({ pairs, at, checkpoints, compact, parquet }: SplitOptions): void {
  const found =
    (pairs === undefined && 'no pairs: expected files of pairs') ||
    (compact && parquet && 'compact with parquet: expected one of them') ||
    (checkpoints !== undefined &&
      at !== undefined &&
      at.length !== 1 &&
      `at ${at.join(',')} with checkpoints: expected one step, because one split is made`);
  if (found) throw new IndexError('bad_argument', `splitPairs: ${found}`);
}

async function askPairs(snapshot: OpenSnapshot, options: SplitOptions) {
  const { pairs, signal, onProgress, columns = {}, context = 1, quoting = 'standard' } = options;
  const { policy, minCount, sampling, seed, byFacet, prefix, parquet } = options;
  const { readPairs } = await import('./splits/read-pairs.ts');
  const { chooseSteps, eachPairSplit } = await import('./splits/pair-splits.ts');
  const sets = await readPairs([pairs].flat(), {
    ...{ columns, context, quoting, prefix, parquet, surface },
    describeOther: (_, name) => `splitPairs: pairs: expected files, found ${name}`,
  });
  const question = { ...chooseSteps(snapshot, options), policy, minCount, sampling, seed, byFacet };
  const splits = eachPairSplit(snapshot, sets, {
    ...{ ...question, signal },
    onProgress: async (progress) => {
      onProgress?.({ ...progress });
      await nextTurn(); // so that the signal is heard
    },
  });
  return await Array.fromAsync(splits);
}
