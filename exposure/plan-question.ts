// From a question to plain numbers: which local records lie below which steps, by segment.
//
// Steps are the same for every phrase of a batch, so the searches in the step tables are done once.

import { IndexError } from '../errors.ts';
import type { Snapshot } from '../store/snapshot.ts';

/** What to answer beside count, first and last. */
export interface Question {
  /** Steps S for "exposures with step <= S". */
  readonly at?: readonly number[];
  /** Bins of a timeline; at most as many as there are steps. */
  readonly bins?: number;
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
  /** For each segment: the records consumed by each edge, the first (nothing) and last (all) left out. */
  readonly edgeBounds: readonly (readonly number[])[];
  readonly records: boolean;
  readonly contexts: number;
}

/** edges[i] = floor(i * lastStep / n), n = min(bins, lastStep): no bin is empty of steps. */
export function planEdges(lastStep: number, bins: number): number[] {
  const n = Math.min(bins, lastStep);
  const edges: number[] = [];
  for (let i = 0; i < n; i++) edges.push(floorOfQuotient(i, lastStep, n));
  edges.push(lastStep);
  return edges;
}

/** floor(i * steps / n), exact also where the product passes 2^53. */
function floorOfQuotient(i: number, steps: number, n: number): number {
  const product = i * steps;
  if (Number.isSafeInteger(product)) return Math.floor(product / n);
  return Number((BigInt(i) * BigInt(steps)) / BigInt(n));
}

/** Throws `bad_argument` for a step or a number of bins that is no count. */
export function planQuestion(snapshot: Snapshot, question: Question = {}): QuestionPlan {
  const { at = [], bins, records = false, contexts = 0 } = question;
  for (const step of at) requireCount('a step', step, 0);
  if (bins !== undefined) requireCount('the number of bins', bins, 1);
  requireCount('the number of contexts', contexts, 0);
  const edges = bins === undefined ? undefined : planEdges(snapshot.lastStep, bins);
  const inner = edges === undefined ? [] : edges.slice(1, -1);
  return {
    at,
    edges,
    atBounds: snapshot.segments.map(({ steps }) => at.map((step) => steps.recordsBy(step))),
    edgeBounds: snapshot.segments.map(({ steps }) => inner.map((step) => steps.recordsBy(step))),
    records,
    contexts,
  };
}

function requireCount(what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new IndexError(
    'bad_argument',
    `${what} must be a whole number from ${least}, not ${value}`,
  );
}
