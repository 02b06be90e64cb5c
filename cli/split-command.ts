// `firstseen split`: pair files -> splits by exposure, a folder on disk, a table on the terminal.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { IndexError } from '../errors.ts';
import { planSources } from '../formats/lines/source-plan.ts';
import { makeFolders, missingFolders, removeEmptyFolders } from '../indexer/index-folder.ts';
import type { FoldersLeftOut } from '../input/paths/plan-paths.ts';
import { requireFreeFields } from '../splits/output/added-fields.ts';
import { formulasIn } from '../splits/output/exposure-table.ts';
import { summarise } from '../splits/output/split-summary.ts';
import { requireFree } from '../splits/output/write-folder.ts';
import { writeSplits } from '../splits/output/write-split.ts';
import type { PairColumns } from '../splits/pairs/pair-fields.ts';
import type { PairSet } from '../splits/pairs/pair-set.ts';
import type { Quoting } from '../splits/pairs/pair-text.ts';
import { readPairFiles } from '../splits/pairs/read-pair-files.ts';
import type { Policy, Sampling } from '../splits/policy.ts';
import type { Split } from '../splits/split.ts';
import { type SplitProgress, splitPairs } from '../splits/split-pairs.ts';
import { Snapshot } from '../store/snapshot.ts';
import { formatCount } from './format-text.ts';
import { listenForInterrupt } from './listen-for-interrupt.ts';
import { readCheckpoints } from './read-checkpoints.ts';
import { foldersLeftOut, showPhraseProgress } from './show-progress.ts';
import { showSplits } from './show-split.ts';
import { unlessInterrupted } from './unless-interrupted.ts';
import { warnOfSteps } from './warn-of-steps.ts';
import { warnOfUnicode } from './warn-of-unicode.ts';
import { requirePlotPlace, writePlot } from './write-plot.ts';

export interface SplitCommandOptions {
  readonly pairs: string[];
  readonly out: string;
  readonly policy: Policy;
  readonly at?: number[];
  readonly checkpoints?: string;
  readonly compact?: true;
  readonly minCount: number;
  readonly balance?: true;
  readonly matchFrequency?: true;
  readonly seed: number;
  readonly quoting: Quoting;
  readonly good?: string;
  readonly bad?: string;
  readonly phraseGood?: string;
  readonly phraseBad?: string;
  readonly phraseField?: string;
  readonly context: number;
  readonly prefix: string;
  readonly taskPrefix: string;
  readonly parquet?: true;
  readonly plot?: string;
  readonly json?: true;
  readonly quiet?: true;
}

const foldersWithoutRemark = 4;

export async function runSplit(directory: string, options: SplitCommandOptions): Promise<void> {
  const { out, prefix, taskPrefix, plot, context, quoting } = options;
  await requireFree(out);
  requirePlace(out);
  if (plot !== undefined) requirePlotPlace(plot, out);
  const checkpoints = await checkpointsOf(options);
  using interrupt = listenForInterrupt();
  using snapshot = Snapshot.open(directory);
  if (options.quiet !== true) warnOfUnicode(snapshot.settings);
  const onFolders = (left: FoldersLeftOut) => {
    if (options.quiet !== true) process.stderr.write(`firstseen: ${foldersLeftOut(left)}\n`);
  };
  const paths = (await planSources(options.pairs, { onFolders })).map((plan) =>
    requireFile(plan.kind, plan.path, plan.name),
  );
  const sets = await readPairFiles(paths, { columns: columnsOf(options), context, quoting });
  requireFreeFields(sets, prefix);
  const at = options.at ?? [checkpoints?.at(-1) ?? snapshot.lastStep];
  if (options.quiet !== true) {
    warnOfSteps([...new Set([...at, ...(checkpoints ?? [])])], snapshot);
    remarkFolders(at);
  }
  const asked = { ...options, at, ...(checkpoints && { steps: checkpoints }) };
  const splits = await askPairs(snapshot, sets, asked, interrupt.signal);
  const isCompact = options.compact === true;
  const parquet = options.parquet === true;
  await writeSplits(out, splits, { prefix, taskPrefix, parquet, compact: isCompact });
  process.stdout.write(options.json ? jsonOf(splits) : showSplits(splits));
  if (plot !== undefined) await writePlot(plot, splits);
  if (options.quiet === true) return;
  remarkDropped(splits);
  if (checkpoints !== undefined) remarkFormulas(splits);
  process.stderr.write(`firstseen: written to ${out}\n`);
}

async function askPairs(
  snapshot: Snapshot,
  sets: readonly PairSet[],
  options: SplitCommandOptions & { readonly steps?: readonly number[] },
  signal: AbortSignal,
): Promise<Split[]> {
  using progress = showPhraseProgress(options.quiet === true);
  const { policy, at = [], steps, minCount, seed } = options;
  const sampling = samplingOf(options);
  const onProgress = async (told: SplitProgress) => {
    progress.onProgress(told);
    await nextTurn(); // so that Ctrl-C is heard
  };
  const question = { policy, at, minCount, seed, sampling, ...(steps && { checkpoints: steps }) };
  return await unlessInterrupted(signal, () =>
    splitPairs(snapshot, sets, { ...question, signal, onProgress }),
  );
}

/** Undefined: none were asked for. */
async function checkpointsOf({ checkpoints, at }: SplitCommandOptions) {
  if (checkpoints === undefined) return undefined;
  if (at === undefined || at.length === 1) return await readCheckpoints(checkpoints);
  throw new IndexError(
    'bad_argument',
    `--at ${at.join(',')}: expected one step with --checkpoints, because one split is made. Leave --at out for the last checkpoint.`,
  );
}

/** Each folder holds the sentences. */
function remarkFolders({ length }: readonly number[]): void {
  if (length <= foldersWithoutRemark) return;
  process.stderr.write(
    `firstseen: ${length} folders hold the sentences ${length} times; --checkpoints in place of --at writes one folder, with a table of the counts by each step\n`,
  );
}

/** Which pairs are dropped is the same for each step. */
function remarkDropped([split]: readonly Split[]): void {
  const sets = split?.sets ?? [];
  const dropped = sets.reduce((sum, set) => sum + set.dropped.length, 0);
  if (dropped === 0) return;
  const pairs = sets.reduce((sum, set) => sum + set.pairs, 0);
  process.stderr.write(
    `firstseen: ${formatCount(dropped)} of ${formatCount(pairs)} pairs dropped, in neither side of the split: split.json lists each with its reason\n`,
  );
}

function remarkFormulas(splits: readonly Split[]): void {
  const count = splits.reduce((most, split) => Math.max(most, formulasIn(split)), 0);
  if (count === 0) return;
  process.stderr.write(
    `firstseen: exposures.csv has ${count === 1 ? '1 phrase that begins' : `${count} phrases that begin`} with =, +, - or @, which a spreadsheet takes for a formula; import the phrases as text, or read exposures.parquet\n`,
  );
}

function requireFile(kind: string, path: string, name: string): string {
  if (kind === 'file') return name;
  throw new IndexError(
    'bad_argument',
    `${path === '-' ? 'standard input' : name} is not a file: expected files of pairs, because the name of a file is the name of its set`,
  );
}

function samplingOf({ balance, matchFrequency }: SplitCommandOptions): Sampling {
  if (matchFrequency === true) return 'match-frequency';
  return balance === true ? 'balance' : 'all';
}

function columnsOf(options: SplitCommandOptions): PairColumns {
  const { good, bad, phraseGood, phraseBad, phraseField } = options;
  return {
    ...(good !== undefined && { good }),
    ...(bad !== undefined && { bad }),
    ...(phraseGood !== undefined && { phraseGood }),
    ...(phraseBad !== undefined && { phraseBad }),
    ...(phraseField !== undefined && { phraseField }),
  };
}

/** Throws `output_not_writable` where no folder can be made, before there is anything to write. */
function requirePlace(out: string): void {
  const missing = missingFolders(out);
  try {
    makeFolders(out, 'output_not_writable');
  } finally {
    removeEmptyFolders(missing);
  }
}

function jsonOf(splits: readonly Split[]): string {
  return splits.map((split) => `${JSON.stringify(summarise(split))}\n`).join('');
}
