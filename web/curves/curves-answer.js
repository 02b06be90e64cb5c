// An answer of POST /v1/curves -> curves as the figures take them, at one threshold.
//
// The answer has t, lag, p and q for every threshold, so the page need not ask again while one is
// dragged. Pure: whoever loads it brings the project's own functions.

/** @import { CurvesAnswer } from '../../schemas/curves-answer.ts' */
/** @import { SetSummary } from '../../curves/sets/over-sets.ts' */
/** @import { SetCurves } from '../../curves/sets/set-curves.ts' */
/** @import { TestName } from '../../curves/permutation/test-names.ts' */

/** @typedef {Readonly<Record<string, number | null>>} Keyed values by threshold */

/** @type {readonly TestName[]} */
export const testNames = ['groups', 'examples', 'frequency_groups', 'frequency'];

/**
 * The curves of an answer, with values by threshold in the order of its thresholds.
 * @param {CurvesAnswer} answer
 * @returns {SetCurves[]}
 */
export function decodeCurves({ curves, thresholds }) {
  /** @param {Keyed} keyed */
  const listed = (keyed) => thresholds.map((threshold) => keyed[threshold] ?? null);
  return curves.map((line) => ({
    set: line.set,
    seed: line.seed,
    split: line.split,
    steps: line.steps,
    train: line.train,
    validation: line.validation,
    tTrain: listed(line.t_train),
    tValidation: listed(line.t_validation),
    lag: listed(line.lag),
    p: {
      examples: listed(line.p['examples'] ?? {}),
      groups: listed(line.p['groups'] ?? {}),
      frequency: listed(line.p['frequency'] ?? {}),
      frequency_groups: listed(line.p['frequency_groups'] ?? {}),
    },
    excluded: line.excluded,
  }));
}

/** Without the filters no set is excluded, and q is over all of them. @param {readonly SetCurves[]} curves */
export function withoutFilters(curves) {
  return curves.map((curve) => ({ ...curve, excluded: null }));
}

/**
 * A curve with the values of one threshold alone, the t-th.
 * @param {SetSummary} summary
 * @param {number} t
 * @returns {SetSummary}
 */
export function atThreshold(summary, t) {
  const { overSeeds } = summary;
  /** @template Value @param {readonly Value[]} values @returns {Value[]} */
  const one = (values) => values.slice(t, t + 1);
  /** @param {SetSummary['p']} tests */
  const ofTests = ({ examples, groups, frequency, frequency_groups }) => ({
    examples: one(examples),
    groups: one(groups),
    frequency: one(frequency),
    frequency_groups: one(frequency_groups),
  });
  return {
    ...summary,
    tTrain: one(summary.tTrain),
    tValidation: one(summary.tValidation),
    lag: one(summary.lag),
    p: ofTests(summary.p),
    q: ofTests(summary.q),
    overSeeds: overSeeds && {
      ...overSeeds,
      defined: one(overSeeds.defined),
      tTrain: one(overSeeds.tTrain),
      tValidation: one(overSeeds.tValidation),
      lag: one(overSeeds.lag),
      p: ofTests(overSeeds.p),
      q: ofTests(overSeeds.q),
    },
  };
}

/** The seeds of an answer, as text, in its order; one empty text where there are none. @param {readonly SetCurves[]} curves */
export function listSeeds(curves) {
  return [...new Set(curves.map(({ seed }) => String(seed ?? '')))];
}

/**
 * The curves of one seed, by set: of both kinds of split.
 * @param {readonly SetSummary[]} summaries
 * @param {string} seed
 */
export function setsOfSeed(summaries, seed) {
  return Map.groupBy(
    summaries.filter((summary) => String(summary.seed ?? '') === seed),
    ({ set }) => set,
  );
}

/** 0.000999 -> "0.0010", 0.0312 -> "0.031", none -> "–". @param {number | null | undefined} p */
export function formatP(p) {
  if (p === null || p === undefined) return '–';
  return p < 0.001 ? p.toPrecision(2) : p.toFixed(3);
}

/** The middle value; of an even number the mean of both. Null where there is none. @param {readonly number[]} values */
export function findMedian(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) return null;
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}
