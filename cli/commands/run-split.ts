// `firstseen split`: pair files -> splits by exposure, a folder on disk, a table on the terminal.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { IndexError } from '../../errors.ts';
import { findCheckpoints } from '../../exposure/find-checkpoints.ts';
import { sortSteps } from '../../exposure/question.ts';
import { planSources } from '../../formats/lines/source-plan.ts';
import { makeFolders, missingFolders, removeEmptyFolders } from '../../indexer/index-folder.ts';
import type { FoldersLeftOut } from '../../input/paths/plan-paths.ts';
import { readCheckpoints } from '../../library/lists/read-checkpoints.ts';
import { planOutputFile } from '../../library/rows/output-file.ts';
import { unlessInterrupted } from '../../library/unless-interrupted.ts';
import { requireFreeFields } from '../../splits/output/added-fields.ts';
import { drawCurves } from '../../splits/output/draw-curves.ts';
import { formulasIn } from '../../splits/output/exposure-table.ts';
import { summarise } from '../../splits/output/split-summary.ts';
import { requireFree } from '../../splits/output/write-folder.ts';
import { writeSplits } from '../../splits/output/write-split.ts';
import type { PairColumns } from '../../splits/pairs/pair-fields.ts';
import type { PairSet } from '../../splits/pairs/pair-set.ts';
import { readPairFiles } from '../../splits/pairs/read-pair-files.ts';
import type { Sampling } from '../../splits/policy.ts';
import type { Split } from '../../splits/split.ts';
import {
  type SplitProgress,
  type SplitOptions as SplitQuestion,
  splitPairs,
} from '../../splits/split-pairs.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { showCountProgress } from '../progress/show-amounts.ts';
import { describeFolders } from '../remarks/describe-source.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import { remark } from '../remarks/remark.ts';
import { formatCount } from '../show/format-amounts.ts';
import { showSplits } from '../show/show-split.ts';
import type { SplitOptions } from './split-command.ts';

const maxFoldersWithoutRemark = 4;

const plotRules = {
  option: '--plot',
  extension: '.svg',
  reason: ', because an SVG is written',
  undone: 'split',
  file: 'the plot',
  complete: 'The split itself is written.',
};

export async function runSplit(directory: string, options: SplitOptions): Promise<void> {
  const { out, prefix, taskPrefix, context, quoting, json, quiet = false } = options;
  const { policy, minCount, seed, compact = false, parquet = false } = options;
  await requireFree(out);
  requirePlace(out);
  const plot = planOutputFile(options.plot, { ...plotRules, newFolder: out });
  const asked = await readAskedCheckpoints(options);
  using interrupt = listenForInterrupt();
  using snapshot = Snapshot.open(directory);
  const named = asked === undefined ? undefined : findCheckpoints(snapshot, asked);
  const checkpoints = named && sortSteps(named.map(({ step }) => step));
  if (!quiet) warnOfUnicode(snapshot.settings);
  const onFolders = (left: FoldersLeftOut) => {
    if (!quiet) remark(describeFolders(left));
  };
  const paths = (await planSources(options.pairs, { onFolders })).map((plan) =>
    requireFile(plan.kind, plan.path, plan.name),
  );
  const sets = await readPairFiles(paths, { columns: pickColumns(options), context, quoting });
  requireFreeFields(sets, { prefix, parquet });
  const at = options.at ?? [checkpoints?.at(-1) ?? snapshot.lastStep];
  if (!quiet) {
    warnOfSteps({ at, checkpoints: named }, snapshot);
    remarkFolders(at);
  }
  const splits = await askPairs(snapshot, sets, {
    ...{ at, policy, minCount, seed, sampling: chooseSampling(options) },
    ...(checkpoints !== undefined && { checkpoints }),
    ...(options.byFacet === true && { byFacet: true }),
    ...{ quiet, signal: interrupt.signal },
  });
  await writeSplits(out, splits, { prefix, taskPrefix, parquet, compact });
  process.stdout.write(json ? formatJson(splits) : showSplits(splits));
  // The last of the steps asked for has the longest curves.
  await plot?.write(drawCurves(splits.reduce((a, b) => (b.at > a.at ? b : a))));
  if (quiet) return;
  remarkDropped(splits);
  if (checkpoints !== undefined) remarkFormulas(splits);
  remark(`written to ${out}`);
}

async function askPairs(
  snapshot: Snapshot,
  sets: readonly PairSet[],
  { signal, quiet, ...question }: SplitQuestion & { signal: AbortSignal; quiet: boolean },
): Promise<Split[]> {
  using progress = showCountProgress(quiet, { doing: 'asking', unit: 'phrases' });
  const onProgress = async (told: SplitProgress) => {
    progress.onProgress(told);
    await nextTurn(); // so that Ctrl-C is heard
  };
  return await unlessInterrupted(signal, () =>
    splitPairs(snapshot, sets, { ...question, signal, onProgress }),
  );
}

/** Undefined: none were asked for. */
async function readAskedCheckpoints({ checkpoints, at }: SplitOptions) {
  if (checkpoints === undefined) return undefined;
  if (at === undefined || at.length === 1) return await readCheckpoints(checkpoints);
  throw new IndexError(
    'bad_argument',
    `--at ${at.join(',')}: expected one step with --checkpoints, because one split is made. Leave --at out for the last checkpoint.`,
  );
}

/** Each folder holds the sentences. */
function remarkFolders({ length }: readonly number[]): void {
  if (length <= maxFoldersWithoutRemark) return;
  remark(
    `${length} folders hold the sentences ${length} times; --checkpoints in place of --at writes one folder, with a table of the counts by each step`,
  );
}

/** Which pairs are dropped is the same for each step. */
function remarkDropped([split]: readonly Split[]): void {
  const sets = split?.sets ?? [];
  const dropped = sets.reduce((sum, set) => sum + set.dropped.length, 0);
  if (dropped === 0) return;
  const pairs = sets.reduce((sum, set) => sum + set.pairs, 0);
  remark(
    `${formatCount(dropped)} of ${formatCount(pairs)} pairs dropped, in neither side of the split: split.json lists each with its reason`,
  );
}

function remarkFormulas(splits: readonly Split[]): void {
  const count = splits.reduce((max, split) => Math.max(max, formulasIn(split)), 0);
  if (count === 0) return;
  remark(
    `exposures.csv has ${count === 1 ? '1 phrase that begins' : `${count} phrases that begin`} with =, +, - or @, which a spreadsheet takes for a formula; import the phrases as text, or read exposures.parquet`,
  );
}

function requireFile(kind: string, path: string, name: string): string {
  if (kind === 'file') return name;
  throw new IndexError(
    'bad_argument',
    `${path === '-' ? 'standard input' : name} is not a file: expected files of pairs, because the name of a file is the name of its set`,
  );
}

function chooseSampling({ balance, matchFrequency }: SplitOptions): Sampling {
  if (matchFrequency === true) return 'match-frequency';
  return balance === true ? 'balance' : 'all';
}

function pickColumns(options: SplitOptions): PairColumns {
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

function formatJson(splits: readonly Split[]): string {
  return splits.map((split) => `${JSON.stringify(summarise(split))}\n`).join('');
}
