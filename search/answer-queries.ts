// Queries -> answers in records: how many, the first and the last, by step.
//
// One walk over the records of a query gives all its numbers, so the cost of an answer grows with the
// records that satisfy it, and with those that it has to look at.

import { IndexError } from '../errors.ts';
import { describeRecord } from '../exposure/describe-record.ts';
import { boundsIn, type QuestionPlan } from '../exposure/plan-question.ts';
import { requireRecords } from '../exposure/require-records.ts';
import type { needsMemory } from '../exposure/text-window.ts';
import type {
  FoundRecord,
  SearchAnswer,
  SearchContext,
  UnaskableQuery,
} from '../schemas/search-answer.ts';
import type { LocalRecord } from '../store/ids.ts';
import { findFirst } from '../store/segment/find-first.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { analyzerOf } from './language/analyzer-of.ts';
import type { Expression } from './language/expression.ts';
import { parseQuery } from './language/parser.ts';
import { FacetRecordTally } from './records/facet-record-tally.ts';
import { PlainPhrases } from './records/plain-phrases.ts';
import { type FoundRecords, RecordSearch } from './records/record-search.ts';
import { RecordTally } from './records/record-tally.ts';
import { ContextFinder } from './search-contexts.ts';

/** Where a caller with other work can pause, or see `needsMemory`. */
type Pausing = undefined | typeof needsMemory;

/** Answers one query; throws the error of one that cannot be asked. */
export function* walkAnswer(
  snapshot: Snapshot,
  plan: QuestionPlan,
  query: string,
): Generator<Pausing, SearchAnswer, undefined> {
  const expression = parseQuery(query, analyzerOf(snapshot));
  return yield* answer(new RecordSearch(snapshot, expression), plan, query);
}

/**
 * Answers queries in order, with `undefined` wherever some milliseconds may have passed, so that a caller
 * with other work can pause there, and `needsMemory` (text-window.ts). A query that cannot be asked has its error in its place. Throws
 * `records_not_indexed` where the index has the resolution step.
 */
export function* walkQueries(
  snapshot: Snapshot,
  plan: QuestionPlan,
  queries: readonly string[],
): Generator<SearchAnswer | UnaskableQuery | Pausing, void, undefined> {
  requireRecords(snapshot, 'searches');
  for (const slice of sliceQueries(queries)) yield* walkSlice(snapshot, plan, slice);
}

/** Queries whose phrases are looked for together, and UTF-16 units of them. */
const maxTogether = 64;
const maxUnits = 16_384;

function* sliceQueries(queries: readonly string[]): Generator<string[]> {
  let slice: string[] = [];
  let units = 0;
  for (const query of queries) {
    if (slice.length === maxTogether || (slice.length > 0 && units + query.length > maxUnits)) {
      yield slice;
      slice = [];
      units = 0;
    }
    slice.push(query);
    units += query.length;
  }
  if (slice.length > 0) yield slice;
}

function* walkSlice(
  snapshot: Snapshot,
  plan: QuestionPlan,
  queries: readonly string[],
): Generator<SearchAnswer | UnaskableQuery | Pausing, void, undefined> {
  const analyzer = analyzerOf(snapshot);
  const parsed = queries.map((query) => attempt(query, () => parseQuery(query, analyzer)));
  const plain = new PlainPhrases(parsed.filter((one) => 'kind' in one));
  for (const [i, expression] of parsed.entries()) {
    yield undefined;
    if ('error' in expression) {
      yield expression;
      continue;
    }
    const query = queries[i] as string;
    try {
      yield yield* answer(new RecordSearch(snapshot, expression, { plain }), plan, query);
    } catch (error) {
      yield describeUnaskable(query, error);
    }
  }
}

function attempt(query: string, parse: () => Expression): Expression | UnaskableQuery {
  try {
    return parse();
  } catch (error) {
    return describeUnaskable(query, error);
  }
}

const unaskable = new Set<string>(['bad_query', 'bad_argument', 'too_many_terms']);

/** The error in the place of an answer; throws it where it is not the query's. */
function describeUnaskable(query: string, error: unknown): UnaskableQuery {
  if (!(error instanceof IndexError) || !unaskable.has(error.code)) throw error;
  const { code, message, details } = error;
  const offset = details?.['offset'];
  return { query, error: { code, message, offset: typeof offset === 'number' ? offset : null } };
}

/** Those of the timeline's steps; all where there is no timeline. */
function inTimeline({ segment, records }: FoundRecords, { bounds }: QuestionPlan): Uint32Array {
  const { edges } = boundsIn(bounds, segment);
  const [start, end] = [edges[0], edges.at(-1)];
  if (start === undefined || end === undefined) return records;
  const from = (least: number) =>
    findFirst(records.length, (place) => (records[place] as number) >= least);
  return records.subarray(from(start), from(end));
}

function* answer(
  search: RecordSearch,
  plan: QuestionPlan,
  query: string,
): Generator<Pausing, SearchAnswer, undefined> {
  const tally = new RecordTally(plan);
  const byFacet = plan.byFacet && new FacetRecordTally(plan.byFacet);
  let finder: ContextFinder | undefined;
  const contexts: SearchContext[] = [];
  let records = 0;
  let first: FoundRecord | null = null;
  let last: readonly [Segment, LocalRecord] | undefined;
  for (const found of search.walk({ wantsAll: true })) {
    if (found === undefined) {
      yield undefined;
      continue;
    }
    const { segment } = found;
    records += found.records.length;
    first ??= describeRecord(segment, found.records[0] as number);
    last = [segment, found.records.at(-1) as number];
    tally.add(found);
    if (plan.byFacet !== undefined) yield* plan.byFacet.prepare(segment);
    byFacet?.add(found);
    const left = plan.contexts - contexts.length;
    if (left > 0) {
      finder ??= new ContextFinder(search.snapshot, search.expression);
      for (const record of inTimeline(found, plan).subarray(0, left)) {
        contexts.push(yield* finder.find(segment, record));
      }
    }
    // Each batch is a call of the kernel, and a query may have nothing but such batches.
    yield undefined;
  }
  const { at, timeline } = tally.finish();
  return {
    query,
    records,
    first,
    last: last === undefined ? null : describeRecord(...last),
    ...(at !== undefined && { at }),
    ...(timeline !== undefined && { timeline }),
    ...(byFacet !== undefined && { by_facet: byFacet.finish() }),
    ...(plan.contexts > 0 && { contexts }),
  };
}
