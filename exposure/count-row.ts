// The numbers of an answer as a row of numbers, so that the rows of several indexes can be added.
//
// The first five are the count and the ends. All numbers behind them add up: exposures by each of the plan's
// `at` and by each checkpoint, distinct records, those by each of `recordsAt`, exposures in each bin.

import { countByCheckpoints, countBySteps, countInBins } from './count-by-step.ts';
import type { FoundPhrase } from './find-phrases.ts';
import type { QuestionPlan } from './plan-question.ts';

/** Places in a row. Where `count` is 0 the ends are 0. */
export const rowPlaces = {
  ...{ count: 0, firstStep: 1, firstRank: 2, lastStep: 3, lastRank: 4 },
  /** The first of the numbers that add up by themselves. */
  added: 5,
} as const;

/** In place of a rank: the index knows steps only. */
export const noRank = -1;

/** Numbers of a row; 0: the answers to the question do not fit one, as they have more than numbers. */
export function rowWidth(plan: QuestionPlan): number {
  const { at, checkpoints, lastAt, records, recordsAt, edges, byFacet } = plan;
  if (lastAt.length > 0 || byFacet !== undefined) return 0;
  const bins = edges === undefined ? 0 : edges.length - 1;
  const steps = at.length + checkpoints.length + recordsAt.length;
  return rowPlaces.added + steps + Number(records) + bins;
}

/** Where a row is written. */
interface RowPlace {
  readonly numbers: Float64Array;
  readonly start: number;
}

/** Writes the row of a phrase, whose records have been counted where they are asked for. */
export function fillRow(
  found: FoundPhrase,
  plan: QuestionPlan,
  { numbers, start }: RowPlace,
): void {
  const { count, first, last } = found;
  numbers[start] = count;
  numbers[start + rowPlaces.firstStep] = first?.step ?? 0;
  numbers[start + rowPlaces.firstRank] = first === null ? 0 : (first.rank ?? noRank);
  numbers[start + rowPlaces.lastStep] = last?.step ?? 0;
  numbers[start + rowPlaces.lastRank] = last === null ? 0 : (last.rank ?? noRank);
  let next = start + rowPlaces.added;
  // Places are made when they are asked for, and most questions need none.
  if (rowWidth(plan) === rowPlaces.added) return;
  for (const list of listsOf(found, plan)) {
    numbers.set(list, next);
    next += list.length;
  }
}

/** In the order of a row. */
function listsOf({ places, records }: FoundPhrase, plan: QuestionPlan): readonly number[][] {
  const lists: number[][] = [];
  const { at, checkpoints, edges } = plan;
  if (at.length > 0) lists.push(countBySteps(plan, places));
  if (checkpoints.length > 0) lists.push(countByCheckpoints(plan, places));
  if (records !== undefined) lists.push([...(plan.records ? [records.all] : []), ...records.at]);
  if (edges !== undefined) lists.push(countInBins(edges, plan, places));
  return lists;
}
