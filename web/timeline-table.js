// The chart's numbers as a table: a bin a row, its steps a button that shows its contexts.

import { binSteps } from './bin-text.js';
import { element } from './element.js';
import { formatCount, shorten } from './format-number.js';
import { binsOf } from './plot-data.js';
import { shownPhrase } from './shown-phrase.js';

/** @import { Plot } from './plot-data.js' */

/**
 * @param {Plot} plot
 * @param {{ selected: number | null, choose: (bin: number) => void }} options
 */
export function timelineTable(plot, { selected, choose }) {
  const onTokens = plot.x === 'token';
  const head = [
    element('th', { scope: 'col' }, 'steps'),
    onTokens && element('th', { scope: 'col', class: 'number' }, 'tokens consumed'),
    ...plot.curves.flatMap(({ phrase }) => [
      element(
        'th',
        { scope: 'col', class: 'number' },
        `${shorten(shownPhrase(phrase), 40)}: in bin`,
      ),
      element('th', { scope: 'col', class: 'number' }, 'so far'),
    ]),
  ];
  const rows = Array.from({ length: binsOf(plot) }, (_, i) => {
    const bin = i + 1;
    const button = element(
      'button',
      {
        type: 'button',
        class: 'link',
        'aria-pressed': String(bin === selected),
        click: () => choose(bin),
      },
      binSteps(plot, bin).replace(/^steps? /, ''),
    );
    return element(
      'tr',
      { class: bin === selected ? 'selected' : null },
      element('th', { scope: 'row' }, button),
      onTokens && number(plot.places[bin] ?? 0),
      ...plot.curves.flatMap(({ perBin, soFar }) => [
        number(perBin[i] ?? 0),
        number(soFar[bin] ?? 0),
      ]),
    );
  });
  return element(
    'div',
    {
      class: 'scroller',
      role: 'region',
      tabindex: 0,
      'aria-label': 'Exposures by step, as a table',
    },
    element(
      'table',
      { class: 'numbers' },
      element('caption', { class: 'unseen' }, 'Exposures in each bin and so far'),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows),
    ),
  );
}

/** @param {number} value */
function number(value) {
  return element('td', { class: value === 0 ? 'number zero' : 'number' }, formatCount(value));
}
