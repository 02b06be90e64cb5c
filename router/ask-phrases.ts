// Phrases -> their answers by the whole: every shard is asked all of them, and what they say is added.

import type { Static } from 'typebox';
import type { FullQuestion } from '../library/questions/full-question.ts';
import { slicePhrases } from '../query-server/answering/slice-phrases.ts';
import type { Answered } from '../schemas/answer.ts';
import type { Askable } from '../schemas/askable.ts';
import type { BatchAnswers } from '../schemas/exposure-batch.ts';
import { mergeAnswers } from '../shards/merge-answers.ts';
import type { LiveShards, Whole } from './live-shards.ts';
import { unavailable } from './replica.ts';
import { countNumbers, planForShards } from './shard-question.ts';

const headers = { 'content-type': 'application/json' };

/** Rejects with what LiveShards.askAll rejects with, and `shards_mismatch`. */
export async function askPhrases(
  shards: LiveShards,
  { phrases, question, whole }: AskedPhrases,
  signal: AbortSignal,
): Promise<Answered[]> {
  const body = JSON.stringify({ phrases, ...planForShards(question, whole.joined) });
  const request = { path: '/v1/exposures', body, headers };
  const texts = await shards.askAll(whole, request, signal);
  const each = texts.map((text, i) => {
    const { answers }: Static<typeof BatchAnswers> = JSON.parse(text);
    if (answers.length === phrases.length) return answers;
    const name = shards.servers[i]?.name ?? '';
    throw unavailable(name, `it has ${answers.length} answers to ${phrases.length} phrases`);
  });
  return phrases.map((_, p) =>
    mergeAnswers(
      each.map((answers) => answers[p] as Answered),
      whole.joined,
    ),
  );
}

interface AskedPhrases {
  readonly phrases: readonly Askable[];
  readonly question: FullQuestion;
  readonly whole: Whole;
}

/** Of one slice, which is held in memory as often as there are shards. */
const maxPhrases = 500;
const maxNumbers = 100_000;
const maxLength = 1 << 18;

/** Neighbouring phrases whose answers are asked for together. */
export function sliceForShards(
  phrases: readonly Askable[],
  question: FullQuestion,
): Generator<Askable[], void, undefined> {
  const byNumbers = Math.floor(maxNumbers / countNumbers(question));
  return slicePhrases(phrases, {
    maxPhrases: Math.max(1, Math.min(maxPhrases, byNumbers)),
    maxLength,
  });
}
