// `firstseen split`: pair files -> splits by exposure, a folder on disk, a table on the terminal.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { IndexError } from '../../errors.ts';
import {
  findCheckpoints,
  type NamedCheckpoint,
} from '../../library/questions/named-checkpoints.ts';
import { planOutputFile } from '../../library/rows/output-file.ts';
import { requireFreeFolder, requirePlace } from '../../library/rows/output-folder.ts';
import { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import {
  chooseSteps,
  eachPairSplit,
  PairSplit,
  type SplitQuestion,
} from '../../library/splits/pair-splits.ts';
import { unlessInterrupted } from '../../library/unless-interrupted.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { showCountProgress } from '../progress/show-amounts.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import { remark, remarkWritten } from '../remarks/remark.ts';
import { formatCount } from '../show/format-amounts.ts';
import { showSplits } from '../show/show-split.ts';
import type { SplitOptions } from './split-command.ts';
import { chooseSampling, readAskedCheckpoints, readSets, requireSteps } from './split-input.ts';

const maxFoldersWithoutRemark = 4;

const plotRules = {
  option: '--plot',
  extension: '.svg',
  reason: ', because an SVG is written',
  undone: 'split',
  file: 'the plot',
  complete: 'The split itself is written.',
};

export async function runSplit(
  directory: string | undefined,
  options: SplitOptions,
): Promise<void> {
  if (options.shard !== undefined) {
    const { runShardSplit } = await import('./run-shard-split.ts');
    return await runShardSplit(directory, options);
  }
  const { prefix, taskPrefix, json, quiet = false } = options;
  const { policy, minCount, seed, compact = false, parquet = false } = options;
  const out = requirePlaces(directory, options);
  await requireFreeFolder(out);
  requirePlace(out);
  const plot = planOutputFile(options.plot, { ...plotRules, newFolder: out });
  const asked = await readAskedCheckpoints(options);
  using interrupt = listenForInterrupt();
  using opened = directory === undefined ? undefined : OpenSnapshot.open(directory);
  const exposures = opened ?? (await readAnswers(options));
  const named = asked === undefined ? undefined : findSteps(opened, asked);
  if (!quiet && opened !== undefined) warnOfUnicode(opened);
  const sets = await readSets(options);
  const usualAt = 'at' in exposures && named === undefined ? exposures.at : undefined;
  const steps = { at: options.at ?? usualAt, checkpoints: named?.map(({ step }) => step) };
  const { at, checkpoints } = chooseSteps(exposures, steps);
  if (!quiet) {
    warnOfSteps({ at, checkpoints: named }, exposures);
    remarkFolders(at);
  }
  const splits = await askPairs(exposures, sets, {
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

/** The folder to write, where there is one index, or the answers of shards. */
function requirePlaces(directory: string | undefined, { out, answers }: SplitOptions): string {
  const wrong = (message: string) => new IndexError('bad_argument', message);
  if (out === undefined) throw wrong('no folder to write: expected --out DIR');
  if (directory === undefined && answers === undefined) {
    throw wrong(
      'no index: expected the folder of one first, or --answers with the exposures of shards',
    );
  }
  if (directory === undefined || answers === undefined) return out;
  throw wrong(`an index, ${directory}, and --answers: expected one of them`);
}

/** What `--shard` printed for all shards. */
async function readAnswers({ answers = [] }: SplitOptions) {
  const { readShardExposures } = await import('../../library/splits/shard-exposures.ts');
  return await readShardExposures(answers);
}

/** Without an index, checkpoints are steps. */
function findSteps(snapshot: OpenSnapshot | undefined, asked: readonly NamedCheckpoint[]) {
  return snapshot === undefined ? requireSteps(asked) : findCheckpoints(snapshot, asked);
}

interface PairQuestion extends SplitQuestion {
  readonly signal: AbortSignal;
  readonly quiet: boolean;
}

async function askPairs(
  exposures: Parameters<typeof eachPairSplit>[0],
  sets: Awaited<ReturnType<typeof readSets>>,
  { signal, quiet, ...question }: PairQuestion,
): Promise<PairSplit[]> {
  using progress = showCountProgress(quiet, { doing: 'asking', unit: 'phrases' });
  const onProgress = async (told: { readonly done: number; readonly total: number }) => {
    progress.onProgress(told);
    await nextTurn(); // so that Ctrl-C is heard
  };
  return await unlessInterrupted(signal, () =>
    Array.fromAsync(eachPairSplit(exposures, sets, { ...question, signal, onProgress })),
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

function formatJson(splits: readonly PairSplit[]): string {
  return splits.map((split) => `${JSON.stringify(split.summary())}\n`).join('');
}
