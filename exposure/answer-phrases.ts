// Phrases -> answers: count, first, last, by step, over all segments of a snapshot.
//
// Answers add up over segments: counts and bins add, the first segment with an exposure has the
// first. No cost here grows with the number of exposures, but for `records`, which walks the
// distinct records. `walkAnswers` is the one way; the others do not pause in it.

import { IndexError } from '../errors.ts';
import type { Answer, Unanswerable } from '../schemas/answer.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { addAnswers } from './add-answers.ts';
import { countAt, countBins } from './count-by-step.ts';
import { countRecords, exposuresAtOnce } from './count-records.ts';
import { findContexts } from './find-contexts.ts';
import { type FoundPhrase, findPhrases } from './find-phrases.ts';
import type { PhraseVariant } from './phrase-ids.ts';
import { chooseCounted, chooseOwn, seekVariants } from './phrase-variants.ts';
import type { QuestionPlan } from './plan-question.ts';

/** A phrase, and what is asked of it. */
export interface Asked {
  readonly phrase: string;
  readonly plan: QuestionPlan;
}

/** Answers one phrase; throws `phrase_without_token` where the analyzer finds none in it. */
export function answerPhrase(snapshot: Snapshot, plan: QuestionPlan, phrase: string): Answer {
  const [answer] = answerPhrases(snapshot, plan, [phrase]);
  return requireAnswer(answer);
}

/** The answer; throws `phrase_without_token` where the phrase cannot be asked. */
export function requireAnswer(answer: Answer | Unanswerable | undefined): Answer {
  if (answer === undefined) throw new Error('every phrase has an answer');
  if (!('error' in answer)) return answer;
  throw new IndexError('phrase_without_token', answer.error.message);
}

/** Answers many phrases, in order; one that cannot be asked has its error in its place. */
export function answerPhrases(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrases: readonly string[],
): (Answer | Unanswerable)[] {
  const asked = phrases.map((phrase) => ({ phrase, plan }));
  const answers: (Answer | Unanswerable)[] = [];
  for (const answer of walkAnswers(snapshot, asked, Number.POSITIVE_INFINITY)) {
    if (answer !== undefined) answers.push(answer);
  }
  return answers;
}

/**
 * The same one by one, with `undefined` wherever some milliseconds of counting records may have
 * passed, so that a caller with other work can pause there. All phrases are searched when the first
 * answer is asked for; the rest of an answer is made when it is. The records of `maxAtOnce` exposures
 * are counted without a pause.
 */
export function* walkAnswers(
  snapshot: Snapshot,
  asked: readonly Asked[],
  maxAtOnce = exposuresAtOnce,
): Generator<Answer | Unanswerable | undefined, void, undefined> {
  const variants: PhraseVariant[] = [];
  const sought = asked.map(({ phrase }): number | Unanswerable => {
    const own = seekOrRefuse(snapshot, phrase);
    if (!Array.isArray(own)) return own;
    for (const variant of own) variants.push(variant);
    return own.length;
  });
  const found = findPhrases(snapshot, variants);
  let next = 0;
  for (const [i, { phrase, plan }] of asked.entries()) {
    const variants = sought[i];
    if (typeof variants !== 'number') {
      yield variants;
      continue;
    }
    const own = found.slice(next, next + variants);
    next += variants;
    if (plan.records) {
      for (const one of own) one.records = yield* countRecords(one.places, maxAtOnce);
    }
    const answers = own.map((one) => answerVariant(snapshot, plan, one));
    const answer = chooseOwn(phrase, answers);
    if (answers.length === 1) yield answer;
    else {
      const { tokens } = answer;
      const sum = yield* walkSum(snapshot, { plan, own, answers, maxAtOnce });
      yield { phrase, tokens, ...sum, variants: answers };
    }
  }
}

function seekOrRefuse(snapshot: Snapshot, phrase: string): PhraseVariant[] | Unanswerable {
  try {
    return seekVariants(snapshot, phrase);
  } catch (error) {
    if (!(error instanceof IndexError) || error.code !== 'phrase_without_token') throw error;
    return { phrase, error: { code: error.code, message: error.message } };
  }
}

function answerVariant(snapshot: Snapshot, plan: QuestionPlan, found: FoundPhrase): Answer {
  const { at, edges, contexts } = plan;
  const { phrase, tokens, count, first, last, records } = found;
  const answer: Answer = { phrase, tokens: [...tokens], count, first, last };
  if (at.length > 0) answer.at = countAt(plan, found.places);
  if (records !== undefined) answer.records = records;
  if (edges !== undefined) answer.timeline = countBins(edges, plan, found.places);
  if (contexts > 0) answer.contexts = findContexts(snapshot, [found], contexts);
  return answer;
}

interface Variants {
  readonly plan: QuestionPlan;
  readonly own: readonly FoundPhrase[];
  /** Theirs, in the same order. */
  readonly answers: readonly Answer[];
  readonly maxAtOnce: number;
}

/** What the variants of a phrase are together, each place counted once. */
function* walkSum(
  snapshot: Snapshot,
  { plan, own, answers, maxAtOnce }: Variants,
): Generator<undefined, Omit<Answer, 'phrase' | 'tokens' | 'variants'>> {
  const counted = chooseCounted(own);
  const places = counted.flatMap((one) => one.places);
  const [{ records } = {}, another] = counted;
  const isCounted = plan.records && another !== undefined;
  const all = isCounted ? yield* countRecords(places, maxAtOnce) : records;
  return {
    ...addAnswers(chooseCounted(answers), all),
    ...(plan.contexts > 0 && { contexts: findContexts(snapshot, counted, plan.contexts) }),
  };
}
