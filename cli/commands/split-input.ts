// What `firstseen split` reads, whether it makes a split or says the exposures of a shard.

import { IndexError } from '../../errors.ts';
import { readCheckpoints } from '../../library/lists/read-checkpoints.ts';
import type { NamedCheckpoint } from '../../library/questions/named-checkpoints.ts';
import type { SplitQuestion } from '../../library/splits/pair-splits.ts';
import { readPairs } from '../../library/splits/read-pairs.ts';
import { describeFolders } from '../remarks/describe-source.ts';
import { remark } from '../remarks/remark.ts';
import type { SplitOptions } from './split-command.ts';

/** The sets of the pair files. */
export async function readSets(options: SplitOptions) {
  const { prefix, context, quoting, quiet = false, parquet = false } = options;
  return await readPairs(options.pairs, {
    ...{ columns: pickColumns(options), context, quoting, prefix, parquet, describeOther },
    onFolders: (left) => {
      if (!quiet) remark(describeFolders(left));
    },
  });
}

/** Undefined: none were asked for. */
export async function readAskedCheckpoints({ checkpoints, at }: SplitOptions) {
  if (checkpoints === undefined) return undefined;
  if (at === undefined || at.length === 1) return await readCheckpoints(checkpoints);
  throw new IndexError(
    'bad_argument',
    `--at ${at.join(',')}: expected one step with --checkpoints, because one split is made. Leave --at out for the last checkpoint.`,
  );
}

/** Checkpoints that are steps; throws `bad_argument` for an amount, whose step depends on the index. */
export function requireSteps(asked: readonly NamedCheckpoint[]) {
  return asked.map(({ name, at }) => {
    if (typeof at === 'number') return { name, step: at };
    throw new IndexError(
      'bad_argument',
      `the checkpoint ${JSON.stringify(name.slice(0, 40))} is given in ${at.unit}: expected a step, as shards reach an amount at other steps than the whole`,
    );
  });
}

export function chooseSampling({
  balance,
  matchFrequency,
}: SplitOptions): SplitQuestion['sampling'] {
  if (matchFrequency === true) return 'match-frequency';
  return balance === true ? 'balance' : 'all';
}

function describeOther(path: string, name: string): string {
  return `${path === '-' ? 'standard input' : name} is not a file: expected files of pairs, because the name of a file is the name of its set`;
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
