// Phrase -> answer: count, first, last, by step, over all segments of a snapshot.
//
// Answers add up over segments: counts and bins add, the first segment with a hit has the first.
// No cost here grows with the number of hits, but for `records`, which walks the distinct records.

import { IndexError } from '../errors.ts';
import type { Answer, Seen, Timeline, Unanswerable } from '../schemas/answer.ts';
import type { Rows } from '../store/bwt.ts';
import type { Segment } from '../store/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { analyze, type IndexAnalyzer } from '../text/analyzer.ts';
import { findContexts } from './find-contexts.ts';
import { type PhraseVariant, variantsOf } from './phrase-ids.ts';
import type { QuestionPlan } from './plan-question.ts';

/** A phrase's rows in each segment of the snapshot, in order. */
export type RowsBySegment = readonly Rows[];

/**
 * The tokens to ask for; of analyzer `ids` those of the phrase as it is. Throws
 * `phrase_without_token` where the analyzer finds none.
 */
export function tokensOf(snapshot: Snapshot, phrase: string): string[] {
  const variants = askedVariants(snapshot, phrase);
  return [...ownOf(phrase, variants).tokens];
}

/** What a phrase asks for, each with a token: itself, or of analyzer `ids` all ways to encode it. */
function askedVariants(snapshot: Snapshot, phrase: string): readonly PhraseVariant[] {
  const analyzer = snapshot.settings.analyzer as IndexAnalyzer;
  const text = phrase.toWellFormed();
  const variants =
    analyzer === 'ids' ? variantsOf(snapshot, text) : [{ phrase, tokens: analyze(text, analyzer) }];
  if (variants.every(({ tokens }) => tokens.length > 0)) return variants;
  throw new IndexError(
    'phrase_without_token',
    `the phrase ${JSON.stringify(phrase.slice(0, 40))} has no token, so it cannot be asked: expected at least one word, number or punctuation mark`,
  );
}

function ownOf<T extends { readonly phrase: string }>(phrase: string, variants: readonly T[]): T {
  return variants.find((variant) => variant.phrase === phrase) ?? (variants[0] as T);
}

/** The rows of a phrase in each segment, in order. */
export function rowsOf(snapshot: Snapshot, tokens: readonly string[]): RowsBySegment {
  return snapshot.segments.map((segment) => segment.find(tokens));
}

/** Answers one phrase; throws `phrase_without_token` where the analyzer finds none in it. */
export function answerPhrase(snapshot: Snapshot, plan: QuestionPlan, phrase: string): Answer {
  const answers = askedVariants(snapshot, phrase).map((variant) => {
    const rows = rowsOf(snapshot, variant.tokens);
    const records = plan.records ? countRecords(snapshot, rows) : undefined;
    return compose(snapshot, plan, { variant, rows, records });
  });
  return withVariants(phrase, answers);
}

/**
 * The same in pieces: yields wherever some milliseconds of counting records may have passed, so
 * that a caller with other work can pause there.
 */
export function* walkPhrase(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrase: string,
): Generator<undefined, Answer> {
  const answers: Answer[] = [];
  for (const variant of askedVariants(snapshot, phrase)) {
    const rows = rowsOf(snapshot, variant.tokens);
    const records = plan.records ? yield* walkRecords(snapshot, rows) : undefined;
    answers.push(compose(snapshot, plan, { variant, rows, records }));
  }
  return withVariants(phrase, answers);
}

/** The answer to the phrase as it is, with those to all its variants where there are several. */
function withVariants(phrase: string, answers: readonly Answer[]): Answer {
  const own = ownOf(phrase, answers);
  return answers.length === 1 ? own : { ...own, variants: [...answers] };
}

/** The same for a phrase of a list: one that cannot be asked is an error in its place. */
export function answerListed(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrase: string,
): Answer | Unanswerable {
  try {
    return answerPhrase(snapshot, plan, phrase);
  } catch (error) {
    return unanswerable(phrase, error);
  }
}

/** What stands in the place of an answer; throws what is no matter of the phrase. */
export function unanswerable(phrase: string, error: unknown): Unanswerable {
  if (!(error instanceof IndexError) || error.code !== 'phrase_without_token') throw error;
  return { phrase, error: { code: error.code, message: error.message } };
}

interface Found {
  readonly variant: PhraseVariant;
  readonly rows: RowsBySegment;
  readonly records: number | undefined;
}

function compose(snapshot: Snapshot, plan: QuestionPlan, found: Found): Answer {
  const { variant, rows, records } = found;
  const { phrase, tokens } = variant;
  return {
    phrase,
    tokens: [...tokens],
    count: rows.reduce((sum, { start, end }) => sum + end - start, 0),
    first: findFirst(snapshot, rows),
    last: findLast(snapshot, rows),
    ...(plan.at.length > 0 && { at: countAt(snapshot, rows, plan) }),
    ...(records !== undefined && { records }),
    ...(plan.edges !== undefined && { timeline: countBins(snapshot, rows, plan, plan.edges) }),
    ...(plan.contexts > 0 && { contexts: findContexts(snapshot, rows, tokens, plan.contexts) }),
  };
}

function seen(segment: Segment, record: number): Seen {
  return {
    step: segment.steps.stepOf(record),
    rank: segment.firstRank + record,
    id: segment.recordTable.id(record),
  };
}

function findFirst(snapshot: Snapshot, rows: RowsBySegment): Seen | null {
  for (const [i, segment] of snapshot.segments.entries()) {
    const record = segment.ranks.first(rows[i] as Rows);
    if (record !== undefined) return seen(segment, record);
  }
  return null;
}

function findLast(snapshot: Snapshot, rows: RowsBySegment): Seen | null {
  for (let i = snapshot.segments.length - 1; i >= 0; i--) {
    const segment = snapshot.segments[i] as Segment;
    const record = segment.ranks.last(rows[i] as Rows);
    if (record !== undefined) return seen(segment, record);
  }
  return null;
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
      count += ranks.countBelow(rows[i] as Rows, plan.atBounds[i]?.[s] as number);
    }
    counts[String(step)] = count;
  });
  return counts;
}

function countRecords(snapshot: Snapshot, rows: RowsBySegment): number {
  return snapshot.segments.reduce(
    (sum, { ranks }, i) => sum + ranks.countDistinct(rows[i] as Rows),
    0,
  );
}

/** Rows whose distinct records are counted in one go, and records after which a walk pauses. */
const wholeRows = 20_000;
const walkedRecords = 5000;

function* walkRecords(snapshot: Snapshot, rows: RowsBySegment): Generator<undefined, number> {
  let count = 0;
  for (const [i, { ranks }] of snapshot.segments.entries()) {
    const at = rows[i] as Rows;
    if (at.end - at.start <= wholeRows) {
      count += ranks.countDistinct(at);
      yield undefined;
      continue;
    }
    for (const _ of ranks.distinct(at)) if (++count % walkedRecords === 0) yield undefined;
  }
  return count;
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
    const at = rows[i] as Rows;
    if (at.start === at.end) continue;
    const inner = ranks.countsBelow(at, plan.edgeBounds[i] as readonly number[]);
    inner.forEach((count, edge) => {
      cumulative[edge + 1] = (cumulative[edge + 1] as number) + count;
    });
    const last = cumulative.length - 1;
    if (last > 0) cumulative[last] = (cumulative[last] as number) + at.end - at.start;
  }
  const count = cumulative.slice(1).map((total, i) => total - (cumulative[i] as number));
  return { edges: [...edges], count };
}
