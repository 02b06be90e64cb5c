// Contexts of all shards -> those of the whole: one shard after the other, up to the limit.

import { IndexError } from '../errors.ts';
import type { Contexts } from '../schemas/contexts.ts';
import { moveRank } from './merge-answers.ts';
import type { JoinedShards } from './shard.ts';

/** `answers` are those of the shards, in their order, each with `limit` contexts where it has so many. */
export function mergeContexts(
  answers: readonly Contexts[],
  { shards }: Pick<JoinedShards, 'shards'>,
  order: 'first' | 'last' = 'first',
): Contexts {
  const [first] = answers;
  if (first === undefined || answers.length !== shards.length) {
    throw new Error('each shard has an answer');
  }
  const { phrase, tokens, limit } = first;
  const moved = answers.map((answer, i) => {
    const shard = shards[i];
    if (shard === undefined || answer.limit !== limit) throw new Error('all have the same limit');
    const whole = Math.min(limit, answer.count);
    if (answer.contexts.length !== whole) throw incomplete(shard.name, answer, whole);
    return answer.contexts.map((one) => ({ ...one, rank: moveRank(one.rank, shard) }));
  });
  const inOrder = order === 'last' ? moved.reverse() : moved;
  const contexts = inOrder.flat().slice(0, limit);
  const count = answers.reduce((sum, one) => sum + one.count, 0);
  return { phrase, tokens, count, truncated: count > contexts.length, limit, contexts };
}

function incomplete(name: string, { contexts }: Contexts, expected: number): IndexError {
  return new IndexError(
    'shards_mismatch',
    `the shard ${name} answers with ${contexts.length} contexts: expected ${expected}`,
    { shard: name },
  );
}
