// Answers -> what a chart or table shows: one curve a phrase over the same bins.
//
// Bin i (from 1) holds the steps in (edges[i - 1], edges[i]], as in the answer. Pure; the numbers
// stay the answer's own, only the place of an edge on the axis may be its tokens instead.

import { seriesLimit } from './palette.js';

/** @import { Answer, Unanswerable } from '../../schemas/answer.ts' */
/** @import { StepRange } from '../view-state.js' */

/**
 * @typedef {object} Curve
 * @property {string} phrase
 * @property {number} style its row among the answers, from 0
 * @property {readonly number[]} perBin exposures in each bin
 * @property {readonly number[]} soFar exposures by each edge; the first is 0 unless steps were passed over
 * @property {number | null} firstStep
 * @property {{ perBin: readonly number[], soFar: readonly number[] }} [below] of a layer: what lies below it
 */

/**
 * @typedef {object} Plot
 * @property {'exposure' | 'record'} noun what is counted
 * @property {readonly number[]} edges steps
 * @property {readonly number[]} places of the edges on the x axis
 * @property {'step' | 'token'} x
 * @property {boolean} zoomed some steps only
 * @property {ReadonlyMap<number, number>} firstPlaces on the x axis, of first steps, where they are known
 * @property {readonly Curve[]} curves one for each phrase that was answered
 */

/** @typedef {{ y: 'cumulative' | 'bin', scale: 'linear' | 'log' }} Scaling */

/** What stands for zero on a log scale, where it has no place: the bottom. */
export const logFloor = 0.6;

/** @typedef {{ edges: readonly number[], tokens: readonly number[] }} Amounts tokens by steps */

/**
 * @param {readonly (Answer | Unanswerable)[]} answers
 * @param {{ tokens: readonly number[], firsts?: Amounts } | null} axis of the same edges, and of
 * first steps; null puts the plot on steps
 * @param {StepRange | null} [steps] that the timelines are of; null: all
 * @returns {Plot}
 */
export function planPlot(answers, axis, steps = null) {
  /** @type {Curve[]} */
  const curves = [];
  /** @type {readonly number[]} */
  let edges = [0];
  for (const [style, answer] of answers.entries()) {
    if ('error' in answer || answer.timeline === undefined) continue;
    edges = answer.timeline.edges;
    curves.push({
      phrase: answer.phrase,
      style,
      perBin: answer.timeline.count,
      soFar: sumUp(answer.timeline.count, steps === null ? 0 : countBefore(answer, steps)),
      firstStep: answer.first?.step ?? null,
    });
  }
  const { edges: firstSteps = [], tokens: firstTokens = [] } = axis?.firsts ?? {};
  return {
    noun: 'exposure',
    edges,
    places: axis?.tokens ?? edges,
    x: axis === null ? 'step' : 'token',
    zoomed: steps !== null,
    firstPlaces: new Map(firstSteps.map((step, i) => [step, firstTokens[i] ?? 0])),
    curves,
  };
}

/** Exposures before a range of steps. @param {Answer} answer @param {StepRange} steps */
function countBefore({ at }, { from }) {
  return at?.[String(from - 1)] ?? 0;
}

/** [2, 3] after 1 -> [1, 3, 6]. @param {readonly number[]} counts @param {number} before */
function sumUp(counts, before) {
  const sums = [before];
  let sum = before;
  for (const count of counts) {
    sum += count;
    sums.push(sum);
  }
  return sums;
}

/** The plot with only as many curves as can be held apart. @param {Plot} plot @returns {Plot} */
export function drawable(plot) {
  return { ...plot, curves: plot.curves.filter(({ style }) => style < seriesLimit) };
}

/** Number of bins. @param {Plot} plot */
export function countBins({ edges }) {
  return edges.length - 1;
}

/** Exposures in a bin, or in all that are shown. @param {Curve} curve @param {number | null} bin null: all */
export function countIn({ perBin, soFar }, bin) {
  if (bin !== null) return perBin[bin - 1] ?? 0;
  return (soFar.at(-1) ?? 0) - (soFar[0] ?? 0);
}

/** The bin, from 1, that holds a place on the x axis. @param {Plot} plot @param {number} place */
export function binAtPlace(plot, place) {
  const found = plot.places.findIndex((edge, i) => i > 0 && edge >= place);
  return found === -1 ? countBins(plot) : found;
}

/** Is the step one of those that the plot shows? @param {Plot} plot @param {number} step */
export function showsStep({ edges }, step) {
  return step > (edges[0] ?? 0) && step <= (edges.at(-1) ?? 0);
}

/** The ends of the x axis; never the same. @param {Plot} plot @returns {[number, number]} */
export function findSpan({ places }) {
  const left = places[0] ?? 0;
  return [left, Math.max(left + 1, places.at(-1) ?? 0)];
}

/**
 * Where a step stands on the x axis. On tokens the edges and the first steps are known; others are
 * drawn in proportion within their bin.
 * @param {Plot} plot
 * @param {number} step
 */
export function placeOfStep({ edges, places, firstPlaces }, step) {
  const known = firstPlaces.get(step);
  if (known !== undefined) return known;
  const i = edges.findIndex((edge) => edge >= step);
  if (i <= 0) return places[0] ?? 0;
  const [from = 0, to = 0] = [edges[i - 1], edges[i]];
  const [left = 0, right = 0] = [places[i - 1], places[i]];
  return left + ((step - from) / (to - from)) * (right - left);
}

/**
 * Heights of the stair that is level from each edge to the next: the count by that edge, or of the
 * bin that begins there. So a count rises at the end of its bin, and never before it was seen. Null
 * where there is nothing to draw: along zero, where lines would hide each other.
 * @param {Curve} curve
 * @param {Scaling} scaling
 * @returns {(number | null)[]}
 */
export function pickHeights(curve, scaling) {
  const heights = ownHeights(curve, scaling);
  const { below } = curve;
  // A sum of logarithms means nothing: there layers stand on the axis.
  if (below === undefined || scaling.scale === 'log') return heights;
  const { soFar, perBin } = below;
  const bases = scaling.y === 'cumulative' ? soFar : [...perBin, perBin.at(-1) ?? 0];
  return heights.map((height, i) => (height === null ? null : height + (bases[i] ?? 0)));
}

/** @param {Curve} curve @param {Scaling} scaling @returns {(number | null)[]} */
function ownHeights({ soFar, perBin }, { y, scale }) {
  const floor = scale === 'log' ? logFloor : 0;
  if (y === 'cumulative') {
    return soFar.map((sum, i) => (sum > 0 ? sum : (soFar[i + 1] ?? 0) > 0 ? floor : null));
  }
  const counts = [...perBin, perBin.at(-1) ?? 0];
  return counts.map((count, i) => {
    if (count > 0) return count;
    return (counts[i - 1] ?? 0) > 0 || (counts[i + 1] ?? 0) > 0 ? floor : null;
  });
}

/** The highest value of any curve; at least 1. @param {Plot} plot @param {Scaling} scaling */
export function findTop({ curves }, scaling) {
  const values = curves.flatMap((curve) => pickHeights(curve, scaling));
  return values.reduce((/** @type {number} */ top, value) => Math.max(top, value ?? 0), 1);
}

/** The y axis, from and to. @param {Plot} plot @param {Scaling} scaling @returns {[number, number]} */
export function findRange(plot, scaling) {
  const top = findTop(plot, scaling);
  return scaling.scale === 'log' ? [logFloor, top * 1.4] : [0, top * 1.06];
}
