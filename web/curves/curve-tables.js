// The numbers of one set: the tests of its lag, and accuracies by checkpoint.

import { element } from '../element.js';
import { formatCount, formatStep } from '../format-number.js';
import { formatP, testNames } from './curves-answer.js';

/** @import { SetSummary } from '../../curves/sets/over-sets.ts' */
/** @import { ShownCurves } from './curves-result.js' */

const testWords = {
  groups: ['groups', 'examples of one pair of phrases together'],
  examples: ['examples', 'single examples, as in the paper'],
  frequency_groups: ['groups, frequency', 'groups, within ranges of word frequency'],
  frequency: ['examples, frequency', 'single examples, within ranges of word frequency'],
};

const kindWords = { fixed: 'fixed split', as_of: 'as of checkpoint' };

/** @param {readonly SetSummary[]} curves of one set @param {ShownCurves} shown */
export function testsTable(curves, { threshold, state }) {
  const rows = testNames.map((name) =>
    element(
      'tr',
      { class: name === state.test ? 'selected' : null },
      element(
        'th',
        { scope: 'row' },
        testWords[name][0],
        element('span', { class: 'hint what' }, testWords[name][1]),
      ),
      ...curves.flatMap(({ p, q }) => [number(formatP(p[name][0])), number(formatP(q[name][0]))]),
    ),
  );
  const table = element(
    'table',
    { class: 'tests' },
    element('caption', { class: 'unseen' }, `Tests of the lag at ${threshold} per cent`),
    makeHead('re-assigned', curves, ['p', 'q']),
    element('tbody', {}, ...rows),
  );
  return [
    element('h3', { class: 'above' }, 'Could the lag be chance?'),
    element(
      'div',
      {
        class: 'scroller tests-scroller',
        role: 'region',
        tabindex: 0,
        'aria-label': 'Tests of the lag',
      },
      table,
    ),
  ];
}

/** @param {readonly SetSummary[]} curves of one set */
export function numbersTable(curves) {
  const steps = curves[0]?.steps ?? [];
  const rows = steps.map((step, c) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, formatStep(step)),
      ...curves.flatMap((curve) =>
        /** @type {const} */ (['train', 'validation']).map((side) => sideCell(curve, side, c)),
      ),
    ),
  );
  return element(
    'div',
    { class: 'scroller', role: 'region', tabindex: 0, 'aria-label': 'Accuracies by checkpoint' },
    element(
      'table',
      { class: 'numbers by-step' },
      element(
        'caption',
        { class: 'unseen' },
        'Accuracy in per cent, its interval at 95 %, and examples',
      ),
      makeHead('step', curves, ['proxy-train', 'proxy-validation']),
      element('tbody', {}, ...rows),
    ),
  );
}

/** @param {SetSummary} curve @param {'train' | 'validation'} side @param {number} c */
function sideCell(curve, side, c) {
  const { accuracy, low, high, examples } = curve[side];
  const [share, from, to] = [accuracy[c], low[c], high[c]].map((value) =>
    value === null || value === undefined ? null : (100 * value).toFixed(1),
  );
  if (share === null) return number('–');
  return element(
    'td',
    { class: 'number' },
    share,
    element(
      'span',
      { class: 'hint interval' },
      ` ${from}–${to} of ${formatCount(examples[c] ?? 0)}`,
    ),
  );
}

/** Two rows: the kinds of split, and below each its two columns. @param {string} first @param {readonly SetSummary[]} curves @param {readonly string[]} columns */
function makeHead(first, curves, columns) {
  const kinds = curves.map(({ split }) =>
    element('th', { scope: 'colgroup', colspan: 2, class: 'number by' }, kindWords[split]),
  );
  const below = curves.flatMap(() =>
    columns.map((name) => element('th', { scope: 'col', class: 'number' }, name)),
  );
  return element(
    'thead',
    {},
    element('tr', {}, element('th', { scope: 'col', rowspan: 2 }, first), ...kinds),
    element('tr', {}, ...below),
  );
}

/** @param {string} text */
function number(text) {
  return element('td', { class: 'number' }, text);
}
