// The vocabulary of an index: every term with its numbers, in the order in which terms were first seen.
//
// It streams: terms are looked up a batch at a time, and nothing is kept of those that were given. The
// boundary is not a term.

import { requireCount } from '../../errors/require-number.ts';
import type { Word } from '../../schemas/words.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { countAt } from '../count-by-step.ts';
import { countRecords, exposuresAtOnce } from '../count-records.ts';
import { findPhrases } from '../find-phrases.ts';
import { planQuestion, type QuestionPlan } from '../plan-question.ts';
import { walkTermsInOrder } from './terms-in-order.ts';

export interface WordQuestion {
  /** Steps S for "exposures with step <= S". */
  readonly at?: readonly number[] | undefined;
  /** Only terms with so many exposures. */
  readonly minCount?: number | undefined;
  /** Only terms that begin with it; in lower case with the analyzer `words`. */
  readonly prefix?: string | undefined;
}

/** Terms that are looked up together. */
const termsAtOnce = 256;

/**
 * The terms by first step, then by their bytes in UTF-8; `undefined` wherever some milliseconds may have
 * passed. Throws `bad_argument` before the first one for a question that is not as expected.
 */
export function walkWords(
  snapshot: Snapshot,
  { at = [], minCount = 1, prefix = '' }: WordQuestion,
): Generator<Word | undefined, void> {
  requireCount('the least count', minCount, 1);
  const records = snapshot.resolution === 'record';
  const plan = planQuestion(snapshot, { at, records });
  const { analyzer } = snapshot.settings;
  const stored = analyzer === 'words' ? prefix.normalize('NFC').toLowerCase() : prefix;
  return walk(snapshot, { plan, minCount, prefix: stored });
}

/**
 * The numbers of given terms, in their order: null where the index does not have one. `undefined` wherever
 * some milliseconds may have passed. Throws `bad_argument` before the first one for a wrong step.
 */
export function walkTerms(
  snapshot: Snapshot,
  terms: readonly string[],
  { at = [] }: Pick<WordQuestion, 'at'>,
): Generator<Word | null | undefined, void> {
  const plan = planQuestion(snapshot, { at, records: snapshot.resolution === 'record' });
  return walkGiven(snapshot, terms, plan);
}

function* walkGiven(
  snapshot: Snapshot,
  terms: readonly string[],
  plan: QuestionPlan,
): Generator<Word | null | undefined, void> {
  for (let start = 0; start < terms.length; start += termsAtOnce) {
    yield* answerTerms(snapshot, terms.slice(start, start + termsAtOnce), { plan, minCount: 1 });
  }
}

interface Walk {
  readonly plan: QuestionPlan;
  readonly minCount: number;
  readonly prefix: string;
}

function* walk(
  snapshot: Snapshot,
  { plan, minCount, prefix }: Walk,
): Generator<Word | undefined, void> {
  let terms: string[] = [];
  for (const term of walkTermsInOrder(snapshot, prefix)) {
    if (term === undefined) {
      yield undefined;
      continue;
    }
    terms.push(term);
    if (terms.length < termsAtOnce) continue;
    yield* frequentTerms(answerTerms(snapshot, terms, { plan, minCount }));
    terms = [];
  }
  yield* frequentTerms(answerTerms(snapshot, terms, { plan, minCount }));
}

function* frequentTerms(
  words: Iterable<Word | null | undefined>,
): Generator<Word | undefined, void> {
  for (const word of words) if (word !== null) yield word;
}

/** Null for a term with less than so many exposures. */
function* answerTerms(
  snapshot: Snapshot,
  terms: readonly string[],
  { plan, minCount }: Pick<Walk, 'plan' | 'minCount'>,
): Generator<Word | null | undefined, void> {
  const phrases = terms.map((term) => ({ phrase: term, tokens: [term] }));
  for (const { phrase: term, count, first, last, places } of findPhrases(snapshot, phrases)) {
    if (count < minCount || first === null || last === null) {
      yield null;
      continue;
    }
    const records = plan.records ? yield* countRecords(places, plan, exposuresAtOnce) : undefined;
    yield {
      term,
      count,
      ...(records !== undefined && { records: records.all }),
      first,
      last,
      ...(plan.at.length > 0 && { at: countAt(plan, places) }),
    };
  }
  yield undefined;
}
