// Phrases -> their answers by the whole: every shard is asked all of them, and what they say is added.
//
// A shard answers in counts. One of an older version answers in JSON, which is added as well.

import type { Static } from 'typebox';
import type { FullQuestion } from '../library/questions/full-question.ts';
import { slicePhrases } from '../query-server/answering/slice-phrases.ts';
import type { Answered } from '../schemas/answer.ts';
import type { Askable } from '../schemas/askable.ts';
import { type BatchAnswers, countsAccept, countsType } from '../schemas/exposure-batch.ts';
import { AnswerWriter } from '../shards/answer-writer.ts';
import { type CountFrame, decodeFrames, FrameError } from '../shards/count-frame.ts';
import { type MergedAnswer, mergeCounts, mergeJson, readAnswers } from '../shards/merge-counts.ts';
import { planEdgesOfWhole } from '../shards/plan-shard-question.ts';
import type { LiveShards, Whole } from './live-shards.ts';
import { type ShardReply, unavailable } from './replica.ts';
import { countNumbers, planForShards } from './shard-question.ts';

const headers = { 'content-type': 'application/json', accept: countsAccept };

/** A question of a whole, planned once for all phrases that are asked it. */
export class PlannedQuestion {
  readonly whole: Whole;
  readonly writer: AnswerWriter;
  /** The body of a request behind its phrases. */
  #rest: string;

  /** Throws `bad_argument` as one index does. */
  constructor(question: FullQuestion, whole: Whole) {
    const { joined } = whole;
    const { timeline: bins, fromStep, toStep } = question;
    const rest = JSON.stringify(planForShards(question, joined)).slice(1);
    this.whole = whole;
    this.#rest = rest === '}' ? rest : `,${rest}`;
    const edges =
      bins === undefined ? undefined : planEdgesOfWhole({ bins, fromStep, toStep }, joined);
    const checkpoints = question.checkpoints && nameOnce(question.checkpoints);
    this.writer = new AnswerWriter({ ...question, checkpoints, edges });
  }

  body(phrases: readonly Askable[]): string {
    return `{"phrases":${JSON.stringify(phrases)}${this.#rest}`;
  }
}

/** In the order in which a body has them. */
function nameOnce(checkpoints: NonNullable<FullQuestion['checkpoints']>) {
  const steps = Object.fromEntries(checkpoints.map(({ name, step }) => [name, step]));
  return Object.entries(steps).map(([name, step]) => ({ name, step }));
}

interface AskedPhrases {
  readonly phrases: readonly Askable[];
  readonly asked: PlannedQuestion;
}

/**
 * The answers as JSON, or the errors in their place. Rejects with what LiveShards.askAll rejects with, and
 * `shards_mismatch`.
 */
export async function askTexts(
  shards: LiveShards,
  { phrases, asked }: AskedPhrases,
  signal: AbortSignal,
): Promise<MergedAnswer[]> {
  // No phrase needs no answer.
  if (phrases.length === 0) return [];
  const { whole, writer } = asked;
  const { joined } = whole;
  const expected = { answers: phrases.length, width: writer.width };
  const read = (reply: ShardReply) => readReply(reply, expected);
  const body = asked.body(phrases);
  const request = { path: '/v1/exposures', body, headers, asksForCounts: true, read };
  const replies = await shards.askEach(whole, request, signal);
  const counts = replies.flatMap(({ frames }) => (frames === undefined ? [] : [frames]));
  if (counts.length === replies.length) return mergeCounts(counts, phrases, { joined, writer });
  const each = replies.map(({ frames, answers = [] }) => {
    return frames === undefined ? answers : readAnswers(frames, phrases, writer);
  });
  return phrases.map((_, p) =>
    mergeJson(
      each.map((answers) => answers[p] as Answered),
      joined,
    ),
  );
}

/** The same as values. */
export async function askPhrases(
  shards: LiveShards,
  asked: AskedPhrases,
  signal: AbortSignal,
): Promise<Answered[]> {
  const texts = await askTexts(shards, asked, signal);
  return texts.map((text) => (typeof text === 'string' ? JSON.parse(text) : text));
}

interface ReadAnswers {
  readonly frames?: readonly CountFrame[];
  /** Of a shard that knows no counts. */
  readonly answers?: readonly Answered[];
}

/** Throws `shard_unavailable` for an answer that is damaged, or not to all phrases. */
function readReply(
  { address, headers, bytes }: ShardReply,
  expected: { readonly answers: number; readonly width: number },
): ReadAnswers {
  if (headers['content-type'] === countsType) {
    try {
      return { frames: decodeFrames(bytes, expected) };
    } catch (error) {
      throw error instanceof FrameError
        ? unavailable(address, error.message, { cause: error })
        : error;
    }
  }
  const answers = parseAnswers(bytes);
  if (answers?.length === expected.answers) return { answers };
  const found = answers === undefined ? 'no' : answers.length;
  throw unavailable(address, `it has ${found} answers to ${expected.answers} phrases`);
}

/** Undefined: there are none. */
function parseAnswers(bytes: Buffer): Answered[] | undefined {
  try {
    const { answers }: Partial<Static<typeof BatchAnswers>> = JSON.parse(bytes.toString());
    return answers;
  } catch {
    return undefined;
  }
}

/** Of one slice, which is held in memory as often as there are shards. */
const maxPhrases = 1000;
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
