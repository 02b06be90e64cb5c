// Phrase -> answer: count, first, last, by step, over all segments of a snapshot.
//
// Answers add up over segments: counts and bins add, the first segment with a hit has the first.
// No cost here grows with the number of hits, but for `records`, which walks the distinct records.

import { IndexError } from '../errors.ts';
import type { Answer, Timeline, Unanswerable } from '../schemas/answer.ts';
import type { Interval } from '../store/segment/interval.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { analyze } from '../text/analyzer.ts';
import type { IndexAnalyzer } from '../text/index-analyzer.ts';
import { countRecords, type RecordCounts, walkRecords } from './count-records.ts';
import { findContexts } from './find-contexts.ts';
import { type FoundPhrase, findPhrases, type RowsBySegment } from './find-phrases.ts';
import { type PhraseVariant, variantsOf } from './phrase-ids.ts';
import { addTimelines, addUp, countedVariants } from './phrase-variants.ts';
import type { QuestionPlan } from './plan-question.ts';

/** What a phrase is found by. */
export interface SoughtPhrase {
  /** Of analyzer `ids` those of the phrase as it is. */
  readonly tokens: readonly string[];
  /** The sequences of tokens whose exposures together are the phrase's; one but for `ids`. */
  readonly counted: readonly (readonly string[])[];
}

/** Throws `phrase_without_token` where the analyzer finds none. */
export function seekPhrase(snapshot: Snapshot, phrase: string): SoughtPhrase {
  const variants = askedVariants(snapshot, phrase);
  return {
    tokens: ownOf(phrase, variants).tokens,
    counted: countedVariants(variants).map(({ tokens }) => tokens),
  };
}

/** What a phrase asks for, each with a token: itself, or of analyzer `ids` all ways to encode it. */
function askedVariants(snapshot: Snapshot, phrase: string): readonly PhraseVariant[] {
  const analyzer = snapshot.settings.analyzer as IndexAnalyzer;
  const text = phrase.toWellFormed();
  const variants =
    analyzer === 'ids' ? variantsOf(snapshot, text) : [{ phrase, tokens: analyze(text, analyzer) }];
  if (variants.every(({ tokens }) => tokens.length > 0)) return variants;
  throw phraseWithoutToken(phrase);
}

export function phraseWithoutToken(phrase: string): IndexError {
  return new IndexError(
    'phrase_without_token',
    `the phrase ${JSON.stringify(phrase.slice(0, 40))} has no token, so it cannot be asked: expected at least one word, number or punctuation mark`,
  );
}

function ownOf<T extends { readonly phrase: string }>(phrase: string, variants: readonly T[]): T {
  return variants.find((variant) => variant.phrase === phrase) ?? (variants[0] as T);
}

/** A phrase, and what is asked of it. */
export interface Asked {
  readonly phrase: string;
  readonly plan: QuestionPlan;
}

/** Answers one phrase; throws `phrase_without_token` where the analyzer finds none in it. */
export function answerPhrase(snapshot: Snapshot, plan: QuestionPlan, phrase: string): Answer {
  const [answer] = answerTogether(snapshot, [{ phrase, plan }]);
  if (answer instanceof IndexError) throw answer;
  return answer as Answer;
}

/**
 * The same for many, in order; a phrase without a token has that error in its place. All are
 * searched when the first answer is asked for, the rest of an answer is made when it is.
 */
export function* answerTogether(
  snapshot: Snapshot,
  asked: readonly Asked[],
): Generator<Answer | IndexError, void, undefined> {
  const variants = asked.map(({ phrase }) => variantsOrError(snapshot, phrase));
  const tokens: (readonly string[])[] = [];
  for (const some of variants) {
    if (!(some instanceof IndexError)) for (const variant of some) tokens.push(variant.tokens);
  }
  const found = findPhrases(snapshot, tokens);
  let next = 0;
  for (const [i, { phrase, plan }] of asked.entries()) {
    const some = variants[i] as readonly PhraseVariant[] | IndexError;
    if (some instanceof IndexError) {
      yield some;
      continue;
    }
    const parts = some.map((variant) => ({ variant, found: found[next++] as FoundPhrase }));
    const counts = plan.records ? countRecords(snapshot, soughtIn(parts)) : undefined;
    yield compose(snapshot, plan, { phrase, parts, counts });
  }
}

function variantsOrError(
  snapshot: Snapshot,
  phrase: string,
): readonly PhraseVariant[] | IndexError {
  try {
    return askedVariants(snapshot, phrase);
  } catch (error) {
    if (isUnanswerable(error)) return error;
    throw error;
  }
}

/**
 * One answer in pieces: yields wherever some milliseconds of counting records may have passed, so
 * that a caller with other work can pause there.
 */
export function* walkPhrase(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrase: string,
): Generator<undefined, Answer> {
  const variants = askedVariants(snapshot, phrase);
  const found = findPhrases(
    snapshot,
    variants.map(({ tokens }) => tokens),
  );
  const parts = variants.map((variant, i) => ({ variant, found: found[i] as FoundPhrase }));
  const counts = plan.records ? yield* walkRecords(snapshot, soughtIn(parts)) : undefined;
  return compose(snapshot, plan, { phrase, parts, counts });
}

/** A list of phrases, answered as `answerTogether` does: one that cannot be asked is an error in its place. */
export function* answerListed(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrases: readonly string[],
): Generator<Answer | Unanswerable, void, undefined> {
  const asked = phrases.map((phrase) => ({ phrase, plan }));
  let i = 0;
  for (const answer of answerTogether(snapshot, asked)) {
    const phrase = phrases[i++] as string;
    yield answer instanceof IndexError ? unanswerable(phrase, answer) : answer;
  }
}

/** The error in the place of an answer. Errors that are not of the phrase are thrown. */
export function unanswerable(phrase: string, error: unknown): Unanswerable {
  if (!isUnanswerable(error)) throw error;
  return { phrase, error: { code: error.code, message: error.message } };
}

function isUnanswerable(error: unknown): error is IndexError {
  return error instanceof IndexError && error.code === 'phrase_without_token';
}

/** A variant and where it is. */
interface Part {
  readonly variant: PhraseVariant;
  readonly found: FoundPhrase;
}

interface Parts {
  readonly phrase: string;
  readonly parts: readonly Part[];
  readonly counts: RecordCounts | undefined;
}

/** The answer over all variants, with theirs where there are several. */
function compose(snapshot: Snapshot, plan: QuestionPlan, { phrase, parts, counts }: Parts): Answer {
  const answers = parts.map((part, i) => composeOne(snapshot, plan, part, counts?.each[i]));
  if (answers.length === 1) return answers[0] as Answer;
  const counted = countedVariants(answers);
  return {
    phrase,
    tokens: ownOf(phrase, answers).tokens,
    ...addUp(counted),
    ...(counts !== undefined && { records: counts.all }),
    ...(plan.edges !== undefined && { timeline: addTimelines(counted) }),
    ...(plan.contexts > 0 && {
      contexts: findContexts(snapshot, countedVariants(soughtIn(parts)), plan.contexts),
    }),
    variants: answers,
  };
}

function soughtIn(parts: readonly Part[]): { tokens: readonly string[]; rows: RowsBySegment }[] {
  return parts.map(({ variant: { tokens }, found: { rows } }) => ({ tokens, rows }));
}

function composeOne(
  snapshot: Snapshot,
  plan: QuestionPlan,
  { variant: { phrase, tokens }, found: { rows, count, first, last } }: Part,
  records: number | undefined,
): Answer {
  return {
    phrase,
    tokens: [...tokens],
    count,
    first,
    last,
    ...(plan.at.length > 0 && { at: countAt(snapshot, rows, plan) }),
    ...(records !== undefined && { records }),
    ...(plan.edges !== undefined && { timeline: countBins(snapshot, rows, plan, plan.edges) }),
    ...(plan.contexts > 0 && {
      contexts: findContexts(snapshot, [{ rows, tokens }], plan.contexts),
    }),
  };
}

function countAt(
  snapshot: Snapshot,
  rows: RowsBySegment,
  plan: QuestionPlan,
): Record<string, number> {
  const counts: Record<string, number> = {};
  plan.at.forEach((step, s) => {
    let count = 0;
    for (const [i, { ranks }] of snapshot.segments.entries()) {
      count += ranks.countBelow(rows[i] as Interval, plan.atBounds[i]?.[s] as number);
    }
    counts[String(step)] = count;
  });
  return counts;
}

function countBins(
  snapshot: Snapshot,
  rows: RowsBySegment,
  plan: QuestionPlan,
  edges: readonly number[],
): Timeline {
  // Cumulative counts at the edges, summed over segments, then differences.
  const cumulative = new Array<number>(edges.length).fill(0);
  for (const [i, { ranks }] of snapshot.segments.entries()) {
    const at = rows[i] as Interval;
    if (at.start === at.end) continue;
    ranks.countsBelow(at, plan.edgeBounds[i] as readonly number[]).forEach((count, edge) => {
      cumulative[edge] = (cumulative[edge] as number) + count;
    });
  }
  const count = cumulative.slice(1).map((total, i) => total - (cumulative[i] as number));
  return { edges: [...edges], count };
}
