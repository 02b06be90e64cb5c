// `firstseen split`: pair files -> splits by exposure, a folder on disk, a table on the terminal.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { IndexError } from '../../errors.ts';
import { readCheckpoints } from '../../library/lists/read-checkpoints.ts';
import { findCheckpoints } from '../../library/questions/named-checkpoints.ts';
import { planOutputFile } from '../../library/rows/output-file.ts';
import { requireFreeFolder, requirePlace } from '../../library/rows/output-folder.ts';
import { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import {
  chooseSteps,
  eachPairSplit,
  PairSplit,
  type SplitQuestion,
} from '../../library/splits/pair-splits.ts';
import { readPairs } from '../../library/splits/read-pairs.ts';
import { unlessInterrupted } from '../../library/unless-interrupted.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { showCountProgress } from '../progress/show-amounts.ts';
import { describeFolders } from '../remarks/describe-source.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import { remark, remarkWritten } from '../remarks/remark.ts';
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
  await requireFreeFolder(out);
  requirePlace(out);
  const plot = planOutputFile(options.plot, { ...plotRules, newFolder: out });
  const asked = await readAskedCheckpoints(options);
  using interrupt = listenForInterrupt();
  using snapshot = OpenSnapshot.open(directory);
  const named = asked === undefined ? undefined : findCheckpoints(snapshot, asked);
  if (!quiet) warnOfUnicode(snapshot);
  const sets = await readPairs(options.pairs, {
    ...{ columns: pickColumns(options), context, quoting, prefix, parquet, describeOther },
    onFolders: (left) => {
      if (!quiet) remark(describeFolders(left));
    },
  });
  const steps = { at: options.at, checkpoints: named?.map(({ step }) => step) };
  const { at, checkpoints } = chooseSteps(snapshot, steps);
  if (!quiet) {
    warnOfSteps({ at, checkpoints: named }, snapshot);
    remarkFolders(at);
  }
  const splits = await askPairs(snapshot, sets, {
    ...{ at, checkpoints, policy, minCount, seed, sampling: chooseSampling(options) },
    ...{ byFacet: options.byFacet, quiet, signal: interrupt.signal },
  });
  await PairSplit.writeAll(out, splits, { prefix, taskPrefix, parquet, compact });
  process.stdout.write(json ? formatJson(splits) : showSplits(splits.map(({ split }) => split)));
  // The last of the steps asked for has the longest curves.
  await plot?.write(splits.reduce((a, b) => (b.at > a.at ? b : a)).draw());
  if (quiet) return;
  remarkDropped(splits);
  if (checkpoints !== undefined) remarkFormulas(splits);
  remarkWritten(out);
}

interface PairQuestion extends SplitQuestion {
  readonly signal: AbortSignal;
  readonly quiet: boolean;
}

async function askPairs(
  snapshot: OpenSnapshot,
  sets: Awaited<ReturnType<typeof readPairs>>,
  { signal, quiet, ...question }: PairQuestion,
): Promise<PairSplit[]> {
  using progress = showCountProgress(quiet, { doing: 'asking', unit: 'phrases' });
  const onProgress = async (told: { readonly done: number; readonly total: number }) => {
    progress.onProgress(told);
    await nextTurn(); // so that Ctrl-C is heard
  };
  return await unlessInterrupted(signal, () =>
    Array.fromAsync(eachPairSplit(snapshot, sets, { ...question, signal, onProgress })),
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
function remarkDropped([split]: readonly PairSplit[]): void {
  const { droppedPairs = 0, pairs = 0 } = split ?? {};
  if (droppedPairs === 0) return;
  remark(
    `${formatCount(droppedPairs)} of ${formatCount(pairs)} pairs dropped, in neither side of the split: split.json lists each with its reason`,
  );
}

function remarkFormulas(splits: readonly PairSplit[]): void {
  const count = splits.reduce((max, { formulas }) => Math.max(max, formulas), 0);
  if (count === 0) return;
  remark(
    `exposures.csv has ${count === 1 ? '1 phrase that begins' : `${count} phrases that begin`} with =, +, - or @, which a spreadsheet takes for a formula; import the phrases as text, or read exposures.parquet`,
  );
}

function describeOther(path: string, name: string): string {
  return `${path === '-' ? 'standard input' : name} is not a file: expected files of pairs, because the name of a file is the name of its set`;
}

function chooseSampling({ balance, matchFrequency }: SplitOptions): SplitQuestion['sampling'] {
  if (matchFrequency === true) return 'match-frequency';
  return balance === true ? 'balance' : 'all';
}

function pickColumns(options: SplitOptions) {
  const { good, bad, phraseGood, phraseBad, phraseField } = options;
  return {
    ...(good !== undefined && { good }),
    ...(bad !== undefined && { bad }),
    ...(phraseGood !== undefined && { phraseGood }),
    ...(phraseBad !== undefined && { phraseBad }),
    ...(phraseField !== undefined && { phraseField }),
  };
}

function formatJson(splits: readonly PairSplit[]): string {
  return splits.map((split) => `${JSON.stringify(split.summary())}\n`).join('');
}
