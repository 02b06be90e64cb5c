// A bin in words: its steps and each curve's exposures there, for the readout and the slider.

import { shownPhrase } from '../chart/shown-phrase.js';
import { countNoun, formatCount, formatSteps, shorten } from '../format-number.js';

/** @import { Plot } from '../chart/plot-data.js' */

/** @param {Plot} plot @param {number} bin from 1 */
export function binSteps({ edges }, bin) {
  return formatSteps(edges[bin - 1] ?? 0, edges[bin] ?? 0);
}

/** All of it in a sentence. @param {Plot} plot @param {number} bin */
export function binSentence(plot, bin) {
  const parts = plot.curves.map(
    ({ phrase, perBin, soFar }) =>
      `“${shorten(shownPhrase(phrase), 60)}” ${countNoun(perBin[bin - 1] ?? 0, plot.noun)}, ${formatCount(soFar[bin] ?? 0)} so far`,
  );
  return `${binSteps(plot, bin)}: ${parts.join('; ')}`;
}
