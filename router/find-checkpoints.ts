// Checkpoints by name -> steps, of the whole. An amount is reached in one shard, which says its step.

import type { Static } from 'typebox';
import { IndexError } from '../errors.ts';
import type { FullQuestion } from '../library/questions/full-question.ts';
import type { BatchQuestion } from '../query-server/answering/read-batch.ts';
import type { BatchAnswers } from '../schemas/exposure-batch.ts';
import { placeAmount, stepBefore } from '../shards/place-amounts.ts';
import type { LiveShards, Whole } from './live-shards.ts';

interface AskedShards {
  readonly shards: LiveShards;
  readonly whole: Whole;
  readonly signal: AbortSignal;
}

type Checkpoint = NonNullable<FullQuestion['checkpoints']>[number];

/** Rejects with `bad_argument` for an amount that the shards do not count, and as asking them does. */
export async function findCheckpoints(
  { checkpoints, ...question }: BatchQuestion,
  asked: AskedShards,
): Promise<FullQuestion> {
  if (checkpoints === undefined) return question;
  const { parts } = asked.whole;
  const found = checkpoints.map(({ name, at }): Checkpoint | Waiting => {
    if (typeof at === 'number') return { name, step: at };
    const placed = placeAmount(name, at, parts);
    return 'step' in placed ? { name, ...placed } : { name, unit: at.unit, ...placed };
  });
  const waiting = found.filter((one) => 'shard' in one);
  const steps = new Map<Waiting, number>();
  for (const shard of new Set(waiting.map((one) => one.shard))) {
    const amounts = waiting.filter((one) => one.shard === shard);
    for (const [i, step] of (await askSteps(shard, amounts, asked)).entries()) {
      const whole = step > 0 ? step : await findStepBefore(shard, asked);
      steps.set(amounts[i] as Waiting, whole);
    }
  }
  const named = found.map((one) => {
    return 'shard' in one ? { name: one.name, step: steps.get(one) as number } : one;
  });
  return { ...question, checkpoints: named };
}

/** An amount that a shard goes beyond. */
interface Waiting {
  readonly name: string;
  readonly shard: number;
  readonly unit: string;
  readonly amount: number;
}

/** The last step before the first one of a shard, which may begin in the shards before; 0: there is none. */
async function findStepBefore(shard: number, asked: AskedShards): Promise<number> {
  for (let cut = shard; ; ) {
    const found = stepBefore(cut, asked.whole.parts);
    if ('step' in found) return found.step;
    const records = (asked.whole.parts[found.inside]?.records ?? 0) - 1;
    const [step = 0] = await askSteps(found.inside, [{ unit: 'records', amount: records }], asked);
    if (step > 0) return step;
    cut = found.inside;
  }
}

const headers = { 'content-type': 'application/json' };
/** Words, and ids. */
const anyPhrase = '[0]';

/** The last whole step of the shard within each amount; 0: there is none. */
async function askSteps(
  shard: number,
  amounts: readonly Pick<Waiting, 'unit' | 'amount'>[],
  { shards, whole, signal }: AskedShards,
): Promise<number[]> {
  const entries = amounts.map(({ unit, amount }, i) => [`c${i}`, { [unit]: amount }]);
  const checkpoints = Object.fromEntries(entries);
  const body = JSON.stringify({ phrases: [anyPhrase], checkpoints });
  const request = { path: '/v1/exposures', body, headers };
  const text = await shards.askOne({ whole, shard }, request, signal);
  const { answers }: Static<typeof BatchAnswers> = JSON.parse(text);
  const [answer] = answers;
  if (answer !== undefined && !('error' in answer) && answer.checkpoints !== undefined) {
    const { checkpoints } = answer;
    return amounts.map((_, i) => checkpoints[`c${i}`]?.step ?? 0);
  }
  const name = shards.servers[shard]?.name ?? '';
  throw new IndexError('shards_mismatch', `the shard ${name} does not say steps of amounts`, {
    shard: name,
  });
}
