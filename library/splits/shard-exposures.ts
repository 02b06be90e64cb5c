// The exposures of the phrases of pairs in one shard, as lines of JSON, and in all shards, as the source of
// a split. So a job array can make a split of a corpus that no machine holds.

import { Value } from 'typebox/value';
import { IndexError } from '../../errors.ts';
import { PairsQuestion, ShardExposure } from '../../schemas/shard-answers.ts';
import { mergeExposures } from '../../shards/merge-exposures.ts';
import type { PairSet } from '../../splits/pairs/pair-set.ts';
import { snapshotSource } from '../../splits/snapshot-source.ts';
import { eachSplit } from '../../splits/split-pairs.ts';
import { openAnswerFiles } from '../lists/answer-files.ts';
import { type ShardNumber, shardEnd, shardHeader } from '../lists/shard-lines.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';
import type { ExposureShards, SplitQuestion } from './pair-splits.ts';

interface AskedShard extends ShardNumber {
  readonly directory: string;
  readonly snapshot: OpenSnapshot;
  readonly question: SplitQuestion;
}

/** Lines for `readShardExposures`. Throws what making the split throws. */
export async function* writeShardExposures(
  sets: readonly PairSet[],
  { question, ...asked }: AskedShard,
): AsyncGenerator<string, void, undefined> {
  const { at = [], checkpoints, minCount = 1, sampling = 'all' } = question;
  const steps = [...new Set([...at, ...(checkpoints ?? [])])];
  yield shardHeader(asked, { at: steps, min_count: minCount }, 'pairs');
  let lines = '';
  let count = 0;
  const source = snapshotSource(snapshotOf(asked.snapshot), (phrases, found) => {
    for (const [i, { firstSteps = [], counts = [] }] of found.entries()) {
      const { tokens = [] } = phrases[i] ?? {};
      lines += `${JSON.stringify({ tokens, first_steps: firstSteps, counts })}\n`;
      count++;
    }
  });
  const run = { at, minCount, sampling, ...(checkpoints !== undefined && { checkpoints }) };
  // The phrases are asked before the first split is there.
  await eachSplit(source, sets, run).next();
  yield lines;
  yield shardEnd(count);
}

/**
 * The exposures of all shards, each in a file. Rejects with what merging answers rejects with. Asking throws
 * `shards_mismatch` for other steps, and for a phrase that the shards were not asked.
 */
export async function readShardExposures(
  paths: readonly string[],
): Promise<ExposureShards & { readonly at: readonly number[] }> {
  await using files = await openAnswerFiles(paths);
  const { joined, asked, question } = files;
  if (asked !== 'pairs' || !Value.Check(PairsQuestion, question)) {
    throw new IndexError(
      'bad_argument',
      `${paths[0]} does not hold the exposures of pairs: expected the output of firstseen split --shard K/N`,
    );
  }
  const { at, min_count: minCount } = question;
  const known = new Map<string, Exposure>();
  for await (const values of files.answers()) {
    const each = values.map((value) => requireExposure(value, paths));
    const [{ tokens } = { tokens: [] }] = each;
    if (each.some((one) => one.tokens.join(' ') !== tokens.join(' '))) throw differ(paths);
    known.set(keyOf(tokens), mergeExposures(each, minCount));
  }
  const { snapshot: name, firstStep, lastStep, analyzer } = joined;
  return {
    ...{ name, firstStep, lastStep, analyzer, at, phrasesAtOnce: 1000 },
    ask(asked) {
      requireQuestion(asked, { at, min_count: minCount });
      const positions = asked.at.map((step) => at.indexOf(step));
      return (phrases) =>
        phrases.map(({ phrase, tokens }) => {
          const found = known.get(keyOf(tokens));
          if (found === undefined) throw notAsked(phrase);
          return { ...found, counts: positions.map((i) => found.counts[i] ?? 0) };
        });
    },
    requireFacets() {
      throw new IndexError(
        'bad_argument',
        '--answers has no exposures by facet: expected no --by-facet',
      );
    },
    facetsBy() {
      throw new Error('facets are required first');
    },
  };
}

type Exposure = ReturnType<typeof mergeExposures>;

function keyOf(tokens: readonly string[]): string {
  return JSON.stringify(tokens);
}

function requireExposure(value: unknown, paths: readonly string[]): ShardExposure {
  if (Value.Check(ShardExposure, value)) return value;
  throw differ(paths);
}

function differ(paths: readonly string[]): IndexError {
  return new IndexError(
    'shards_mismatch',
    `the files ${paths.join(', ')} do not hold the exposures of the same phrases: expected the output of firstseen split --shard K/N with the same pairs`,
  );
}

function requireQuestion(
  asked: { readonly at: readonly number[]; readonly minCount: number },
  { at, min_count }: PairsQuestion,
): void {
  const isThere = asked.at.every((step) => at.includes(step));
  if (isThere && asked.minCount === min_count) return;
  throw new IndexError(
    'shards_mismatch',
    `the shards were asked by the steps ${at.join(', ')} with --min-count ${min_count}: expected these, found the steps ${asked.at.join(', ')} with --min-count ${asked.minCount}`,
  );
}

function notAsked(phrase: string): IndexError {
  return new IndexError(
    'shards_mismatch',
    `the shards were not asked for the phrase ${JSON.stringify(phrase.slice(0, 80).toWellFormed())}: expected the same pairs, and the same --match-frequency and --checkpoints`,
  );
}
