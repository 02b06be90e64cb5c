// The chart's numbers as a table: a bin a row, its steps a button that shows its contexts.

import { countBins } from '../chart/plot-data.js';
import { shownPhrase } from '../chart/shown-phrase.js';
import { element } from '../element.js';
import { formatCount, shorten } from '../format-number.js';
import { binSteps } from './bin-text.js';

/** @import { Plot } from '../chart/plot-data.js' */

/**
 * @param {Plot} plot
 * @param {{ selected: number | null, choose: (bin: number) => void }} options
 */
export function timelineTable(plot, options) {
  const bins = Array.from({ length: countBins(plot) }, (_, i) => i + 1);
  const table = element(
    'table',
    { class: 'numbers' },
    element('caption', { class: 'unseen' }, `${nounOf(plot)} in each bin and so far`),
    element('thead', {}, titles(plot)),
    element('tbody', {}, ...bins.map((bin) => row(plot, bin, options))),
  );
  const label = `${nounOf(plot)} by step, as a table`;
  const look = { class: 'scroller', role: 'region', tabindex: 0, 'aria-label': label };
  return element('div', look, table);
}

/** @param {Plot} plot */
function nounOf({ noun }) {
  return noun === 'record' ? 'Records' : 'Exposures';
}

/** @param {Plot} plot */
function titles(plot) {
  const look = { scope: 'col', class: 'number' };
  return element(
    'tr',
    {},
    element('th', { scope: 'col' }, 'steps'),
    plot.x === 'token' && element('th', look, 'tokens consumed'),
    ...plot.curves.flatMap(({ phrase }) => [
      element('th', look, `${shorten(shownPhrase(phrase), 40)}: in bin`),
      element('th', look, 'so far'),
    ]),
  );
}

/** @param {Plot} plot @param {number} bin from 1 @param {Parameters<typeof timelineTable>[1]} options */
function row(plot, bin, { selected, choose }) {
  const isSelected = bin === selected;
  const button = element(
    'button',
    {
      ...{ type: 'button', class: 'link', 'aria-pressed': String(isSelected) },
      click: () => choose(bin),
    },
    binSteps(plot, bin).replace(/^steps? /, ''),
  );
  return element(
    'tr',
    { class: isSelected ? 'selected' : null },
    element('th', { scope: 'row' }, button),
    plot.x === 'token' && number(plot.places[bin] ?? 0),
    ...plot.curves.flatMap(({ perBin, soFar }) => [
      number(perBin[bin - 1] ?? 0),
      number(soFar[bin] ?? 0),
    ]),
  );
}

/** @param {number} value */
function number(value) {
  return element('td', { class: value === 0 ? 'number zero' : 'number' }, formatCount(value));
}
