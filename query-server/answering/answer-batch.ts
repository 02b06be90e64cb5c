// A batch of phrases -> the text of its answers, with places to pause (work-turns.ts).
//
// Nothing is held but the answers to some phrases. A generator runs when asked, so a reader that
// does not read stops it.

import { IndexError } from '../../errors.ts';
import type { PhrasePlan } from '../../library/questions/phrase-plan.ts';
import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import type { Answered, Unanswerable, UnanswerableGroup } from '../../schemas/answer.ts';
import { type Askable, phrasesOf, refuseGroup } from '../../schemas/askable.ts';
import { type Frame, frameAnswers } from './frame-answers.ts';
import { slicePhrases } from './slice-phrases.ts';
import type { TextPart } from './work-turns.ts';

export interface BatchQuestion {
  readonly snapshot: OpenSnapshot;
  readonly plan: PhrasePlan;
  readonly maxPhraseLength: number;
}

/** Answers as the command line prints them, byte for byte; empty strings are places to pause. */
export function answerBatch(
  phrases: readonly Askable[],
  question: BatchQuestion,
  frame: Frame,
): Generator<TextPart, void, undefined> {
  return frameAnswers(walkSlices(phrases, question), phrases.length, frame);
}

function* walkSlices(
  phrases: readonly Askable[],
  question: BatchQuestion,
): Generator<Answered | undefined> {
  for (const slice of slicePhrases(phrases, limitsOf(question)))
    yield* answerSlice(slice, question);
}

/** Phrases to search together before the time is looked at, and segments to search them in. */
const maxPhrases = 64;
const maxSearches = 256;
const maxLength = 4096;

/** A walk over records is looked at after each phrase. */
export function limitsOf({ plan, snapshot }: Omit<BatchQuestion, 'maxPhraseLength'>) {
  const searches = Math.floor(maxSearches / Math.max(1, snapshot.segmentCount));
  const most = Math.min(maxPhrases, Math.max(1, searches));
  return { maxPhrases: plan.walksRecords ? 1 : most, maxLength };
}

function answerSlice(
  phrases: readonly Askable[],
  { plan, maxPhraseLength }: BatchQuestion,
): Generator<Answered | undefined> {
  return walkShort<Answered>(phrases, maxPhraseLength, {
    walk: (short) => plan.walk(short),
    refuse: (refused) => refused,
  });
}

/** What makes the answers to phrases: one for each, in order. */
interface Walk<Made> {
  walk(phrases: readonly Askable[]): Generator<Made | undefined, void, undefined>;
  /** In the place of a phrase that is too long. */
  refuse(refused: Unanswerable | UnanswerableGroup): Made;
}

/** Walks over phrases that are short enough, in their order with the others. */
export function* walkShort<Made>(
  phrases: readonly Askable[],
  maxPhraseLength: number,
  { walk, refuse }: Walk<Made>,
): Generator<Made | undefined, void, undefined> {
  const findLong = (asked: Askable) => phrasesOf(asked).find((one) => one.length > maxPhraseLength);
  const short = phrases.filter((asked) => findLong(asked) === undefined);
  const answers = walk(short);
  for (const asked of phrases) {
    const long = findLong(asked);
    if (long !== undefined) {
      const error = phraseTooLong(long, maxPhraseLength);
      const { code, message } = error;
      if (typeof asked === 'string') yield refuse({ phrase: asked, error: { code, message } });
      else yield refuse(refuseGroup(asked, error));
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
