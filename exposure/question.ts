// What may be asked of phrases besides count, first and last, and the limits of it.

import { requireCount, requireMax } from '../errors/require-number.ts';
import type { ContextRange } from './find-contexts.ts';

export interface Question {
  /** Steps S for "exposures with step <= S". */
  readonly at?: readonly number[] | undefined;
  /** Names of steps S, for "exposures with step <= S" by name. */
  readonly checkpoints?: readonly Checkpoint[] | undefined;
  /** Steps S, for "the last exposure with step <= S". */
  readonly lastAt?: readonly number[] | undefined;
  /** Bins of a timeline; at most as many as there are steps. */
  readonly bins?: number | undefined;
  /** Steps of the timeline, both included; those of the index by default. */
  readonly fromStep?: number | undefined;
  readonly toStep?: number | undefined;
  /** Distinct records. */
  readonly records?: boolean | undefined;
  /** Steps S, for "distinct records with step <= S". */
  readonly recordsAt?: readonly number[] | undefined;
  /** Counts by facet too: by value of the index's field of facets, or by source file. */
  readonly byFacet?: boolean | undefined;
  /** Contexts of the first so many exposures. */
  readonly contexts?: number | undefined;
  /** Contexts of exposures in these steps, or from the last one back. */
  readonly contextsIn?: ContextRange | undefined;
}

/** A step at which a model was saved, by the name that people know it by. */
export interface Checkpoint {
  readonly name: string;
  readonly step: number;
  /** It was given by an amount that is beyond the end of the index. */
  readonly isBeyond?: true;
}

/** Steps that a question may name: beyond any use, within memory. */
const maxSteps = 100_000;

/** Every step that is named for counts, records and last exposures. */
export function namedSteps({ at, checkpoints, lastAt, recordsAt }: Question): number[] {
  const named = checkpoints?.map(({ step }) => step);
  return [at, named, lastAt, recordsAt].flatMap((steps) => steps ?? []);
}

/** Throws `bad_argument` for a step that is not a whole number, and for more steps than a question may name. */
export function requireSteps(question: Question): void {
  const steps = namedSteps(question);
  requireMax('steps to count by', steps.length, maxSteps);
  for (const step of steps) requireCount('a step', step, 0);
}

/** Steps in rising order, each once. */
export function sortSteps(steps: readonly number[] = []): number[] {
  return [...new Set(steps)].sort((one, other) => one - other);
}
