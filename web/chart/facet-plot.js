// The exposures of one phrase by facet -> a plot of layers on top of each other. Pure.
//
// The numbers of a curve stay those of its facet; only its height has the layers below it added.

import { seriesLimit } from './palette.js';
import { planPlot } from './plot-data.js';

/** @import { Answer } from '../../schemas/answer.ts' */
/** @import { StepRange } from '../view-state.js' */
/** @import { Amounts, Plot } from './plot-data.js' */

/** @typedef {Required<Pick<Answer, 'count' | 'timeline'>> & Pick<Answer, 'at' | 'first'>} FacetNumbers */

/** @typedef {Answer & { by_facet?: Record<string, FacetNumbers> }} FacetedAnswer */

/**
 * The layers, the largest at the bottom. What is more than a chart can hold apart is one layer.
 * @param {FacetedAnswer} answer
 * @param {{ tokens: readonly number[], firsts?: Amounts } | null} axis
 * @param {StepRange | null} steps
 * @returns {Plot}
 */
export function planFacets({ by_facet: numbers = {} }, axis, steps) {
  const all = Object.entries(numbers).sort(([, a], [, b]) => b.count - a.count);
  const apart = all.length > seriesLimit ? all.slice(0, seriesLimit - 1) : all;
  const rest = all.slice(apart.length).map(([, one]) => one);
  /** @type {[string, FacetNumbers][]} */
  const shown = rest.length === 0 ? apart : [...apart, [`${rest.length} others`, addUp(rest)]];
  const answers = shown.map(([phrase, { first, ...one }]) => {
    return { phrase, tokens: [], ...one, first, last: first };
  });
  const plot = planPlot(answers, axis, steps);
  return { ...plot, curves: stack(plot.curves) };
}

/** @param {readonly FacetNumbers[]} parts one at least @returns {FacetNumbers} */
function addUp(parts) {
  return parts.reduce((sum, { count, timeline, at, first }) => ({
    count: sum.count + count,
    timeline: {
      edges: timeline.edges,
      count: timeline.count.map((one, i) => one + (sum.timeline.count[i] ?? 0)),
    },
    ...(at && {
      at: Object.fromEntries(
        Object.entries(at).map(([step, one]) => [step, one + (sum.at?.[step] ?? 0)]),
      ),
    }),
    first: (first?.step ?? 0) < (sum.first?.step ?? 0) ? first : sum.first,
  }));
}

/** @param {Plot['curves']} curves @returns {Plot['curves']} */
function stack(curves) {
  /** @type {number[]} */
  let perBin = [];
  /** @type {number[]} */
  let soFar = [];
  return curves.map((curve) => {
    const below = { perBin, soFar };
    perBin = curve.perBin.map((one, i) => one + (below.perBin[i] ?? 0));
    soFar = curve.soFar.map((one, i) => one + (below.soFar[i] ?? 0));
    return { ...curve, below };
  });
}
