// A batch of phrases -> the text of its answers, with places to pause (work-turns.ts).
//
// Nothing is held but the answers to some phrases. A generator runs when asked, so a reader that
// does not read stops it.

import { IndexError } from '../../errors.ts';
import { walkAnswers } from '../../exposure/answer-phrases.ts';
import type { QuestionPlan } from '../../exposure/plan-question.ts';
import type { Answer, Unanswerable } from '../../schemas/answer.ts';
import type { Snapshot } from '../../store/snapshot.ts';

interface BatchQuestion {
  readonly snapshot: Snapshot;
  readonly plan: QuestionPlan;
  readonly maxPhraseLength: number;
}

/** `before`, the answers with `between` after each but the last, `after`. */
export interface Frame {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

export const ndjsonFrame: Frame = { before: '', between: '\n', after: '\n' };

/** Answers as the command line prints them, byte for byte; empty strings are places to pause. */
export function* answerBatch(
  phrases: readonly string[],
  question: BatchQuestion,
  { before, between, after }: Frame,
): Generator<string, void, undefined> {
  yield before;
  let left = phrases.length;
  for (const slice of slicePhrases(phrases, question)) {
    for (const answer of answerSlice(slice, question)) {
      if (answer === undefined) yield '';
      else yield JSON.stringify(answer) + (--left > 0 ? between : after);
    }
  }
  if (phrases.length === 0) yield after;
}

/** Phrases to search together before the time is looked at, and segments to search them in. */
const maxPhrases = 64;
const maxSearches = 256;
const maxLength = 4096;

function* slicePhrases(
  phrases: readonly string[],
  { plan, snapshot }: BatchQuestion,
): Generator<string[]> {
  const searches = Math.floor(maxSearches / Math.max(1, snapshot.segments.length));
  const max = plan.records ? 1 : Math.min(maxPhrases, Math.max(1, searches));
  let slice: string[] = [];
  let length = 0;
  for (const phrase of phrases) {
    if (slice.length === max || (slice.length > 0 && length + phrase.length > maxLength)) {
      yield slice;
      slice = [];
      length = 0;
    }
    slice.push(phrase);
    length += phrase.length;
  }
  if (slice.length > 0) yield slice;
}

function* answerSlice(
  phrases: readonly string[],
  { snapshot, plan, maxPhraseLength }: BatchQuestion,
): Generator<Answer | Unanswerable | undefined> {
  const isShort = (phrase: string) => phrase.length <= maxPhraseLength;
  const asked = phrases.filter(isShort).map((phrase) => ({ phrase, plan }));
  const answers = walkAnswers(snapshot, asked);
  for (const phrase of phrases) {
    if (!isShort(phrase)) {
      const { code, message } = phraseTooLong(phrase, maxPhraseLength);
      yield { phrase, error: { code, message } };
      continue;
    }
    let next = answers.next();
    for (; next.done !== true && next.value === undefined; next = answers.next()) yield undefined;
    if (next.done !== true) yield next.value;
  }
}

export function phraseTooLong(phrase: string, max: number): IndexError {
  return new IndexError(
    'phrase_too_long',
    `the phrase has ${phrase.length} characters; this server takes at most ${max}`,
    { found: phrase.length, expected: max },
  );
}
