// The numbers of an answer, of the places of one phrase or of several together.

import type { Answer, Numbers } from '../schemas/answer.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { addAnswers } from './add-answers.ts';
import { countAt, countAtCheckpoints, countBins } from './count-by-step.ts';
import { countFacets } from './count-facets.ts';
import { asksRecords, countRecords } from './count-records.ts';
import { rowPlaces, rowWidth } from './count-row.ts';
import { findContexts } from './find-contexts.ts';
import { findLastAt } from './find-last.ts';
import type { FoundPhrase, RecordCounts } from './find-phrases.ts';
import type { QuestionPlan } from './plan-question.ts';

/** The work of an answer; see walkAnswers for `maxAtOnce`. */
export interface AnswerWork {
  readonly snapshot: Snapshot;
  readonly plan: QuestionPlan;
  readonly maxAtOnce: number;
}

/** Does an answer have count, first and last alone? */
export function isPlain(plan: QuestionPlan): boolean {
  const { edges, contexts } = plan;
  // A timeline may have no bins, and contexts are in no row.
  return rowWidth(plan) === rowPlaces.added && edges === undefined && contexts === 0;
}

/** The answer to one way to ask a phrase, whose records have been counted where they are asked for. */
export function describePhrase(found: FoundPhrase, { snapshot, plan }: AnswerWork): Answer {
  const { at, checkpoints, lastAt, edges, contexts, contextsIn } = plan;
  const { phrase, tokens, count, first, last, records, facets } = found;
  const answer: Answer = { phrase, tokens: tokens.slice(), count, first, last };
  if (at.length > 0) answer.at = countAt(plan, found.places);
  if (checkpoints.length > 0) answer.checkpoints = countAtCheckpoints(plan, found.places);
  if (lastAt.length > 0) answer.last_at = findLastAt(plan, found.places);
  if (records !== undefined) Object.assign(answer, showRecords(plan, records));
  if (edges !== undefined) answer.timeline = countBins(edges, plan, found.places);
  if (facets !== undefined) answer.by_facet = facets;
  if (contexts > 0) {
    answer.contexts = findContexts(snapshot, [found], { ...contextsIn, limit: contexts });
  }
  return answer;
}

/** Counts what is counted by a walk over records. Yields where a caller with other work can pause. */
export function* walkRecords(
  found: FoundPhrase,
  { plan, maxAtOnce }: Pick<AnswerWork, 'plan' | 'maxAtOnce'>,
): Generator<undefined, void> {
  if (asksRecords(plan)) found.records = yield* countRecords(found.places, plan, maxAtOnce);
  if (plan.byFacet !== undefined) found.facets = yield* countFacets(found.places, plan.byFacet);
}

/** Does a question walk over records? */
export function walksRecords(plan: QuestionPlan): boolean {
  return asksRecords(plan) || plan.byFacet !== undefined;
}

/**
 * What several phrases are together, each place of theirs counted once; `numbers` are theirs, in the
 * same order. Yields where a caller with other work can pause.
 */
export function* sumOf(
  found: readonly FoundPhrase[],
  numbers: readonly Numbers[],
  { snapshot, plan, maxAtOnce }: AnswerWork,
): Generator<undefined, Numbers> {
  const { contexts, contextsIn } = plan;
  const [{ records } = {}, another] = found;
  const places = found.flatMap((one) => one.places);
  const isCounted = asksRecords(plan) && another !== undefined;
  const all = isCounted ? yield* countRecords(places, plan, maxAtOnce) : records;
  const facets = plan.byFacet && (yield* countFacets(places, plan.byFacet));
  const { timeline, ...added } = addAnswers(numbers);
  return {
    ...added,
    ...showRecords(plan, all),
    ...(timeline !== undefined && { timeline }),
    ...(facets !== undefined && { by_facet: facets }),
    ...(contexts > 0 && {
      contexts: findContexts(snapshot, found, { ...contextsIn, limit: contexts }),
    }),
  };
}

function showRecords(
  { records, recordsAt }: QuestionPlan,
  counts: RecordCounts | undefined,
): Pick<Numbers, 'records' | 'records_at'> {
  if (counts === undefined) return {};
  const at = recordsAt.map((step, s) => [String(step), counts.at[s] ?? 0]);
  return {
    ...(records && { records: counts.all }),
    ...(recordsAt.length > 0 && { records_at: Object.fromEntries(at) }),
  };
}
