// How much of an item stands in each shard, and where -> how much of it stands in the whole.
//
// An n-gram, and a span, stands in one record, so some shard has all of it. Shards are in the order of steps:
// the first shard with an n-gram has its first exposure.

import { IndexError } from '../errors.ts';
import type { FailedItem, ItemOverlap } from '../schemas/overlap.ts';
import { describeCoverage, type OverlapQuestion } from '../trace/overlap-coverage.ts';
import { moveRank } from './merge-answers.ts';
import type { JoinedShards, PlacedShard } from './shard.ts';

type Longest = NonNullable<ItemOverlap['longest']>;

/**
 * `answers`: those of the shards to the same item, in their order, each with positions. Throws
 * `shards_mismatch` where they cannot be.
 */
export function mergeOverlaps(
  answers: readonly (ItemOverlap | FailedItem)[],
  { shards }: Pick<JoinedShards, 'shards'>,
  question: OverlapQuestion,
): ItemOverlap | FailedItem {
  const counted = answers.filter((answer) => 'tokens' in answer);
  const [one] = counted;
  if (one === undefined) return answers[0] as FailedItem;
  const isSame = counted.every(({ tokens, grams }) => tokens === one.tokens && grams !== undefined);
  if (!isSame || counted.length < answers.length) throw differ(shards);
  const firsts = new Map<number, number>();
  for (const { grams = { starts: [], steps: [] } } of counted) {
    for (const [i, start] of grams.starts.entries()) {
      if (!firsts.has(start)) firsts.set(start, grams.steps[i] as number);
    }
  }
  const starts = [...firsts.keys()].sort((a, b) => a - b);
  const steps = starts.map((start) => firsts.get(start) as number);
  const total = Math.max(0, one.tokens - question.n + 1);
  return {
    ...{ id: one.id, tokens: one.tokens, longest: findLongest(counted, shards, question) },
    ...describeCoverage({ total, steps: Float64Array.from(steps) }, question),
    ...(question.positions === true && { grams: { starts, steps } }),
  };
}

/** Of equal ones the first in the item, and of that the exposure of the first shard. */
function findLongest(
  answers: readonly ItemOverlap[],
  shards: readonly PlacedShard[],
  { positions }: OverlapQuestion,
): Longest | null {
  let best: { longest: Longest; shard: number } | undefined;
  for (const [shard, { longest }] of answers.entries()) {
    if (longest === null) continue;
    if (best === undefined || isBefore(longest, best.longest)) best = { longest, shard };
  }
  if (best === undefined) return null;
  const { tokens, text, first, start } = best.longest;
  const { rank } = first;
  const moved = rank === null ? rank : moveRank(rank, shards[best.shard] as PlacedShard);
  return {
    ...{ tokens, text, first: { ...first, rank: moved } },
    ...(positions === true && start !== undefined && { start }),
  };
}

function isBefore(one: Longest, other: Longest): boolean {
  if (one.tokens !== other.tokens) return one.tokens > other.tokens;
  return (one.start ?? 0) < (other.start ?? 0);
}

function differ(shards: readonly PlacedShard[]): IndexError {
  const names = shards.map(({ name }) => name).join(', ');
  return new IndexError(
    'shards_mismatch',
    `the shards ${names} do not answer alike to an item. Run the same version of firstseen for all of them.`,
  );
}
