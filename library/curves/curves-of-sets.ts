// The curves of each set, seed and kind of split, and what they say together.

import { curveLine } from '../../curves/output/curve-line.ts';
import { type Filters, noFilters, paperFilters } from '../../curves/sets/filters.ts';
import { type CurveRun, makeCurves } from '../../curves/sets/make-curves.ts';
import { type SetSummary, summariseOverSets } from '../../curves/sets/over-sets.ts';
import type { SplitResults } from './split-results.ts';

interface CurveQuestion extends CurveRun {
  /** Accuracies in whole per cents at which the lag is measured. */
  readonly thresholds: readonly number[];
  /** Re-assignments of each test. */
  readonly permutations: number;
  /** Of the random numbers. */
  readonly randomSeed: number;
  /** Which sets are left out over sets. */
  readonly filters: Filters;
}

/** A filter that is not given, or is null, is the paper's; with `filters: false` there are none but those given. */
interface FilterChoice {
  readonly filters?: boolean | undefined;
  readonly maxStart?: number | null | undefined;
  readonly minBest?: number | null | undefined;
  readonly minExposed?: number | null | undefined;
}

export class CurvesOfSets {
  readonly summaries: readonly SetSummary[];
  readonly thresholds: readonly number[];

  constructor(summaries: readonly SetSummary[], thresholds: readonly number[]) {
    this.summaries = summaries;
    this.thresholds = thresholds;
  }

  /** Whether there are curves by the sides as of each checkpoint. */
  get hasAsOf(): boolean {
    return this.summaries.some(({ split }) => split === 'as_of');
  }

  /** One object of JSON for each. */
  lines(): object[] {
    return this.summaries.map((summary) => curveLine(summary, this.thresholds));
  }

  /** Tables, lines and figures in a folder, whole or not at all. */
  async write(
    out: string,
    { threshold, log }: { readonly threshold: number; readonly log: boolean },
  ): Promise<void> {
    const { writeCurves } = await import('../../curves/output/write-curves.ts');
    await writeCurves(out, this.summaries, { thresholds: this.thresholds, threshold, log });
  }
}

/** Rejects with the reason of the signal. */
export async function makeCurvesOfSets(
  { split, results }: SplitResults,
  { thresholds: given, ...question }: CurveQuestion,
): Promise<CurvesOfSets> {
  const thresholds = sortThresholds(given);
  const made = await makeCurves(split, results, { ...question, thresholds });
  return new CurvesOfSets(summariseOverSets(made), thresholds);
}

/** Rising, each once. */
export function sortThresholds(given: readonly number[]): number[] {
  return [...new Set(given)].sort((one, other) => one - other);
}

export function chooseFilters({
  filters = true,
  maxStart,
  minBest,
  minExposed,
}: FilterChoice): Filters {
  const base = filters ? paperFilters : noFilters;
  return {
    maxStart: maxStart ?? base.maxStart,
    minBest: minBest ?? base.minBest,
    minExposed: minExposed ?? base.minExposed,
  };
}
