// From a question to plain numbers: which local records lie below which steps, by segment.
//
// Steps are the same for every phrase of a batch, so the searches in the step tables are done once.

import { IndexError } from '../errors.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';

/** What to answer besides count, first and last. */
export interface Question {
  /** Steps S for "exposures with step <= S". */
  readonly at?: readonly number[];
  /** Bins of a timeline; at most as many as there are steps. */
  readonly bins?: number;
  /** Steps of the timeline, both included; those of the index by default. */
  readonly fromStep?: number;
  readonly toStep?: number;
  /** Distinct records. */
  readonly records?: boolean;
  /** Contexts of the first so many exposures. */
  readonly contexts?: number;
}

export interface QuestionPlan {
  readonly at: readonly number[];
  /** Edges of the timeline in steps; bin i is (edges[i], edges[i+1]]. Undefined: no timeline. */
  readonly edges: readonly number[] | undefined;
  /** For each segment: the records consumed by each step of `at`. */
  readonly atBounds: readonly (readonly number[])[];
  /** For each segment: the records consumed by each edge; Infinity: all of them. */
  readonly edgeBounds: readonly (readonly number[])[];
  readonly records: boolean;
  readonly contexts: number;
}

/** The steps (after, by]. */
export interface StepRange {
  readonly after: number;
  readonly by: number;
}

/** edges[i] = after + floor(i * (by - after) / n), n = min(bins, by - after): no bin is empty of steps. */
export function planEdges({ after, by }: StepRange, bins: number): number[] {
  const n = Math.min(bins, by - after);
  const edges: number[] = [];
  for (let i = 0; i < n; i++) edges.push(after + floorOfQuotient(i, by - after, n));
  edges.push(by);
  return edges;
}

/** floor(i * steps / n), exact also where the product passes 2^53. */
function floorOfQuotient(i: number, steps: number, n: number): number {
  const product = i * steps;
  if (Number.isSafeInteger(product)) return Math.floor(product / n);
  return Number((BigInt(i) * BigInt(steps)) / BigInt(n));
}

/**
 * The steps of a timeline: those asked for, or from the first step to the last. Throws
 * `bad_argument` where they hold no step.
 */
export function timelineRange(
  { fromStep, toStep }: Pick<Question, 'fromStep' | 'toStep'>,
  { firstStep, lastStep }: Pick<Snapshot, 'firstStep' | 'lastStep'>,
): StepRange {
  if (fromStep !== undefined) requireCount('from_step', fromStep, 1);
  if (toStep !== undefined) requireCount('to_step', toStep, 1);
  const [from, to] = [fromStep ?? firstStep, toStep ?? lastStep];
  const isAsked = fromStep !== undefined || toStep !== undefined;
  if (from <= to || !isAsked) return { after: Math.max(0, from - 1), by: to };
  const name = (word: string, asked: number | undefined) =>
    asked === undefined ? `the index's ${word} step` : `${word === 'first' ? 'from' : 'to'}_step`;
  throw new IndexError(
    'bad_argument',
    `a timeline goes from a step to the same or a later one: found ${name('first', fromStep)} ${from}, which is after ${name('last', toStep)} ${to}`,
    { found: from, expected: to },
  );
}

/** Steps that a question may name, and bins that a timeline may have: beyond any use, within memory. */
const mostSteps = 100_000;
const mostBins = 1_000_000;

/** Throws `bad_argument` for a step or a number of bins that is not a count, or a range without a step. */
export function planQuestion(snapshot: Snapshot, question: Question = {}): QuestionPlan {
  const { at = [], records = false, contexts = 0 } = question;
  requireSteps(at);
  for (const step of at) requireCount('a step', step, 0);
  requireCount('the number of contexts', contexts, 0);
  const edges = edgesOf(question, snapshot);
  return {
    at,
    edges,
    atBounds: snapshot.segments.map(({ steps }) => at.map((step) => steps.recordsBy(step))),
    edgeBounds: snapshot.segments.map((segment) => (edges ?? []).map(boundIn(segment))),
    records,
    contexts,
  };
}

/** The edges of the timeline that is asked for; undefined where none is. */
export function edgesOf(
  question: Question,
  steps: Pick<Snapshot, 'firstStep' | 'lastStep'>,
): number[] | undefined {
  const { bins, fromStep, toStep } = question;
  if (bins !== undefined) {
    requireCount('the number of bins', bins, 1);
    const range = timelineRange(question, steps);
    requireMost('bins of a timeline', Math.min(bins, range.by - range.after), mostBins);
    return planEdges(range, bins);
  }
  if (fromStep === undefined && toStep === undefined) return undefined;
  throw new IndexError(
    'bad_argument',
    'from_step and to_step set the ends of a timeline: expected bins too, found none',
  );
}

/** Local records by the end of a step; Infinity where it is all, which is counted without a search. */
function boundIn({ steps, records }: Segment): (step: number) => number {
  return (step) => {
    const bound = steps.recordsBy(step);
    return bound >= records ? Number.POSITIVE_INFINITY : bound;
  };
}

function requireCount(what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new IndexError(
    'bad_argument',
    `${what} must be a whole number from ${least}, not ${value}`,
  );
}

/** Throws `bad_argument` for more than `mostSteps`. */
export function requireSteps({ length }: readonly number[]): void {
  requireMost('steps to count by', length, mostSteps);
}

function requireMost(what: string, found: number, most: number): void {
  if (found <= most) return;
  throw new IndexError(
    'bad_argument',
    `found ${found} ${what}: expected ${most} at most. Ask for fewer.`,
    { found, expected: most },
  );
}
