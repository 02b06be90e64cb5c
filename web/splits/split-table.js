// The tables of a split: sets with their sides, and what was dropped with its reasons.

import { seriesLimit, swatch } from '../chart/palette.js';
import { breakable, element } from '../element.js';
import { countNoun, formatCount, formatStep } from '../format-number.js';

/** @import { SplitSetSummary, SplitSummary } from '../../schemas/split.ts' */

const sentenceNote =
  'Class sentence: the critical phrase is the sentence or depends on its edges. A search for a phrase cannot see them.';

/**
 * A set a row: its pairs by side, for each step, its class, and when the first of them was exposed.
 * @param {readonly SplitSummary[]} summaries by rising step
 * @param {readonly string[]} sets in the order of the chart's curves
 */
export function setsTable(summaries, sets) {
  const isOne = summaries.length === 1;
  const last = /** @type {SplitSummary} */ (summaries.at(-1));
  const rows = sets.map((name, i) => {
    const own = summaries.map((summary) => /** @type {SplitSetSummary} */ (summary.sets[name]));
    const set = /** @type {SplitSetSummary} */ (own.at(-1));
    const sides = own.flatMap((one) => [one.proxy_train, one.proxy_validation]);
    return element(
      'tr',
      {},
      element(
        'th',
        { scope: 'row' },
        sets.length <= seriesLimit && swatch(i),
        breakable(name),
        typeof set.class === 'string' && element('span', { class: 'hint class' }, set.class),
      ),
      ...[set.pairs, ...sides, set.dropped].map(countCell),
      element(
        'td',
        { class: 'number step' },
        set.first_step === null ? '–' : formatStep(set.first_step),
      ),
      isOne && element('td', { class: 'share' }, shareBar(set)),
    );
  });
  const table = element(
    'table',
    { class: isOne ? 'numbers' : 'numbers by-step' },
    element('caption', { class: 'unseen' }, 'Pairs of each set by side of the split'),
    isOne ? headOfOne() : headOfSeveral(summaries),
    element('tbody', {}, ...rows),
  );
  const ofSentences = sets.some((name) => last.sets[name]?.class === 'sentence');
  return element(
    'div',
    {},
    element(
      'div',
      { class: 'scroller sets', role: 'region', tabindex: 0, 'aria-label': 'The split by set' },
      table,
    ),
    ofSentences && element('p', { class: 'hint' }, sentenceNote),
  );
}

/** @param {number} value */
function countCell(value) {
  return element('td', { class: value === 0 ? 'number zero' : 'number' }, formatCount(value));
}

/** @param {string} title @param {Record<string, string | number>} [more] */
function columnHead(title, more = {}) {
  const look = title === 'set' ? null : title === 'first step' ? 'number step' : 'number';
  return element('th', { scope: 'col', class: look, ...more }, title);
}

function headOfOne() {
  const titles = ['set', 'pairs', 'proxy-train', 'proxy-validation', 'dropped', 'first step'];
  const cells = titles.map((title) => columnHead(title));
  return element('thead', {}, element('tr', {}, ...cells, element('td', { class: 'share' })));
}

/** The two sides below each step. @param {readonly SplitSummary[]} summaries */
function headOfSeveral(summaries) {
  const tall = { rowspan: 2 };
  const steps = summaries.map(({ at }) =>
    element(
      'th',
      { scope: 'colgroup', colspan: 2, class: 'number by' },
      `by step ${formatStep(at)}`,
    ),
  );
  const sides = summaries.flatMap(() => ['proxy-train', 'proxy-validation']);
  return element(
    'thead',
    {},
    element(
      'tr',
      {},
      columnHead('set', tall),
      columnHead('pairs', tall),
      ...steps,
      columnHead('dropped', tall),
      columnHead('first step', tall),
    ),
    element('tr', {}, ...sides.map((side) => columnHead(side))),
  );
}

/** The two sides of a set as lengths; the numbers stand next to it. @param {SplitSetSummary} set */
function shareBar({ pairs, proxy_train: train, proxy_validation: validation }) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 100 8');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const of = 100 / Math.max(1, pairs);
  for (const [side, x, width] of /** @type {const} */ ([
    ['train', 0, train * of],
    ['validation', train * of, validation * of],
  ])) {
    const bar = document.createElementNS(space, 'rect');
    bar.setAttribute('class', side);
    bar.setAttribute('x', String(x));
    bar.setAttribute('width', String(width));
    bar.setAttribute('height', '8');
    svg.append(bar);
  }
  return svg;
}

/** What was dropped, counted by set and reason. @param {SplitSummary} summary */
export function droppedList({ dropped }) {
  if (dropped.length === 0) return [];
  /** @type {Map<string, number>} */
  const reasons = new Map();
  for (const { set, reason } of dropped) {
    const key = `${set}: ${reason}`;
    reasons.set(key, (reasons.get(key) ?? 0) + 1);
  }
  const items = [...reasons].map(([key, count]) =>
    element('li', {}, element('b', {}, formatCount(count)), ` ${key}`),
  );
  return [
    element('h2', { class: 'above' }, `Dropped: ${countNoun(dropped.length, 'pair')}`),
    element('ul', { class: 'reasons' }, ...items),
  ];
}
