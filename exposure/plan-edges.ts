// The edges of a timeline: steps in equal parts, so that no bin is without a step.

import { requireCount, requireMax } from '../errors/require-number.ts';
import { IndexError } from '../errors.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { Question } from './question.ts';

/** First and last step of what is asked; 0 both where there is no record. */
export type KnownSteps = Pick<Snapshot, 'firstStep' | 'lastStep'>;

/** The steps (after, by]. */
export interface StepRange {
  readonly after: number;
  readonly by: number;
}

/** Bins that a timeline may have: beyond any use, within memory. */
const maxBins = 1_000_000;

/** The edges of the timeline that is asked for; undefined where none is. */
export function planEdges(question: Question & { bins: number }, steps: KnownSteps): number[];
export function planEdges(question: Question, steps: KnownSteps): number[] | undefined;
export function planEdges(question: Question, steps: KnownSteps): number[] | undefined {
  const { bins, fromStep, toStep } = question;
  if (bins !== undefined) {
    requireCount('the number of bins', bins, 1);
    const range = planRange(question, steps);
    requireMax('bins of a timeline', Math.min(bins, range.by - range.after), maxBins);
    return divideRange(range, bins);
  }
  if (fromStep === undefined && toStep === undefined) return undefined;
  throw new IndexError(
    'bad_argument',
    'from_step and to_step set the ends of a timeline: expected bins too, found none',
  );
}

/**
 * The steps of a timeline: those asked for, or from the first step to the last. Throws
 * `bad_argument` where they hold no step.
 */
export function planRange(
  { fromStep, toStep }: Pick<Question, 'fromStep' | 'toStep'>,
  { firstStep, lastStep }: KnownSteps,
): StepRange {
  if (fromStep !== undefined) requireCount('from_step', fromStep, 1);
  if (toStep !== undefined) requireCount('to_step', toStep, 1);
  const [from, to] = [fromStep ?? firstStep, toStep ?? lastStep];
  const isAsked = fromStep !== undefined || toStep !== undefined;
  if (from <= to || !isAsked) return { after: Math.max(0, from - 1), by: to };
  const first = fromStep === undefined ? "the index's first step" : 'from_step';
  const last = toStep === undefined ? "the index's last step" : 'to_step';
  throw new IndexError(
    'bad_argument',
    `a timeline goes from a step to the same or a later one: found ${first} ${from}, which is after ${last} ${to}`,
    { found: from, expected: to },
  );
}

/** edges[i] = after + floor(i * (by - after) / n), n = min(bins, by - after): no bin is empty of steps. */
export function divideRange({ after, by }: StepRange, bins: number): number[] {
  const n = Math.min(bins, by - after);
  const edges: number[] = [];
  for (let i = 0; i < n; i++) edges.push(after + floorQuotient(i, by - after, n));
  edges.push(by);
  return edges;
}

/** floor(i * steps / n), exact also where the product passes 2^53. */
function floorQuotient(i: number, steps: number, n: number): number {
  const product = i * steps;
  if (Number.isSafeInteger(product)) return Math.floor(product / n);
  return Number((BigInt(i) * BigInt(steps)) / BigInt(n));
}
