// Terms of shards -> those of the whole: the numbers of a term add up, and terms stand by first step.

import { addAnswers } from '../exposure/add-answers.ts';
import type { Word } from '../schemas/words.ts';
import { moveRank } from './merge-answers.ts';
import type { JoinedShards, PlacedShard } from './shard.ts';

/** `words`: what the shards say of one term, in their order; null: one does not have it. */
export function mergeWord(
  words: readonly (Word | null)[],
  { shards }: Pick<JoinedShards, 'shards'>,
): Word | null {
  const there = words.flatMap((word, i) => {
    return word === null ? [] : [moveWord(word, shards[i] as PlacedShard)];
  });
  const [one] = there;
  if (one === undefined) return null;
  const { count, first, last, at } = addAnswers(there);
  if (first === null || last === null) throw new Error('a term has an exposure');
  const records = there.reduce((sum, word) => sum + (word.records ?? 0), 0);
  return {
    ...{ term: one.term, count },
    ...(one.records !== undefined && { records }),
    ...{ first, last },
    ...(at !== undefined && { at }),
  };
}

function moveWord(word: Word, shard: PlacedShard): Word {
  const move = <Place extends Word['first']>(seen: Place): Place => {
    return seen.rank === null ? seen : { ...seen, rank: moveRank(seen.rank, shard) };
  };
  return { ...word, first: move(word.first), last: move(word.last) };
}

/** The new terms of one shard in order, which begin with the first step of the shard or a later one. */
export interface ShardWords {
  readonly firstStep: number;
  walk(): AsyncGenerator<Word, void, undefined>;
}

/**
 * By first step, then by the bytes of the term. Shards are in the order of steps, so one is opened when the
 * terms of the shards before have come to its first step.
 */
export async function* mergeInOrder(
  shards: readonly ShardWords[],
): AsyncGenerator<Word, void, undefined> {
  let open: Head[] = [];
  const waiting = [...shards];
  try {
    for (;;) {
      const least = open.toSorted(compareHeads)[0];
      const [next] = waiting;
      if (next !== undefined && (least === undefined || next.firstStep <= least.word.first.step)) {
        waiting.shift();
        const head = await nextHead(next.walk());
        if (head !== undefined) open.push(head);
        continue;
      }
      if (least === undefined) return;
      yield least.word;
      const following = await nextHead(least.rest);
      open = open.flatMap((head) => (head === least ? (following ?? []) : [head]));
    }
  } finally {
    for (const { rest } of open) await rest.return();
  }
}

interface Head {
  readonly word: Word;
  readonly bytes: Buffer;
  readonly rest: AsyncGenerator<Word, void, undefined>;
}

async function nextHead(rest: Head['rest']): Promise<Head | undefined> {
  const { value } = await rest.next();
  return value === undefined ? undefined : { word: value, bytes: Buffer.from(value.term), rest };
}

function compareHeads(one: Head, other: Head): number {
  return one.word.first.step - other.word.first.step || one.bytes.compare(other.bytes);
}
