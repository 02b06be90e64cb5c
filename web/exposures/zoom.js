// Ranges of steps that the chart is zoomed to: by bins, by halves, back out. Pure.

import { countBins } from '../chart/plot-data.js';

/** @import { Plot } from '../chart/plot-data.js' */
/** @import { StepRange } from '../view-state.js' */

/** The steps that a plot shows; it has a bin at least. @param {Plot} plot @returns {StepRange} */
export function shownSteps(plot) {
  return stepsOfBins(plot, 1, countBins(plot));
}

/** The steps of the bins from one to another, both included. @param {Plot} plot @param {number} from @param {number} to @returns {StepRange} */
export function stepsOfBins({ edges }, from, to) {
  return { from: (edges[from - 1] ?? 0) + 1, to: edges[to] ?? 0 };
}

/** Half of the steps, around a bin; the same where there is one. @param {Plot} plot @param {number} bin @returns {StepRange} */
export function zoomedIn(plot, bin) {
  const shown = shownSteps(plot);
  const own = stepsOfBins(plot, bin, bin);
  const length = Math.ceil((shown.to - shown.from + 1) / 2);
  const middle = Math.floor((own.from + own.to) / 2);
  const from = Math.max(
    shown.from,
    Math.min(shown.to + 1 - length, middle - Math.floor(length / 2)),
  );
  return { from, to: from + length - 1 };
}

/**
 * Twice as many steps, within those of the index; null: all of them, also where they are not known.
 * @param {Plot} plot
 * @param {StepRange | null} all
 * @returns {StepRange | null}
 */
export function zoomedOut(plot, all) {
  if (all === null) return null;
  const { from, to } = shownSteps(plot);
  const length = to - from + 1;
  const wider = {
    from: Math.max(all.from, from - Math.ceil(length / 2)),
    to: Math.min(all.to, to + Math.ceil(length / 2)),
  };
  return wider.from <= all.from && wider.to >= all.to ? null : wider;
}
