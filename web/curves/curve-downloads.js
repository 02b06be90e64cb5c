// What can be taken away: the set's figure, the sheet, tables and lines, as the command writes them.

import { element } from '../element.js';
import { drawSheet } from '../modules/curves/figures/contact-sheet.js';
import { drawSet } from '../modules/curves/figures/set-figure.js';
import { curveLine } from '../modules/curves/output/curve-line.js';
import { accuracyTable, lagTable } from '../modules/curves/output/curve-tables.js';
import { csvOf } from '../modules/splits/output/csv-table.js';
import { saveFile } from '../save-file.js';

/** @import { ShownCurves } from './curves-result.js' */

export function curveDownloads() {
  /** @type {ShownCurves | null} */
  let shown = null;
  const buttons = files.map(({ title, words, name, type, make }) =>
    element(
      'button',
      {
        type: 'button',
        class: 'quiet',
        click: () => {
          if (shown !== null) saveFile(name(shown), new Blob([make(shown)], { type }));
        },
      },
      element('span', { class: 'unseen' }, `Download ${words} as `),
      title,
    ),
  );
  const host = element('div', { class: 'tools' }, ...buttons);
  /** @param {ShownCurves} next */
  const take = (next) => {
    shown = next;
  };
  return { host, take };
}

/**
 * @typedef {object} FileOf
 * @property {string} title
 * @property {string} words
 * @property {(shown: ShownCurves) => string} name
 * @property {string} type
 * @property {(shown: ShownCurves) => string} make
 */

const svg = 'image/svg+xml';

/** @type {readonly FileOf[]} */
const files = [
  {
    ...{ title: 'SVG of this set', words: 'the figure', type: svg },
    name: ({ set }) => `${set}.svg`,
    make: (shown) => drawSet(shown.sets.get(shown.set) ?? [], drawFigure(shown)),
  },
  {
    ...{ title: 'SVG of all sets', words: 'the sheet', type: svg },
    name: () => 'sheet.svg',
    make: (shown) => drawSheet([...shown.sets.values()].flat(), drawFigure(shown)),
  },
  {
    ...{ title: 'CSV of accuracies', words: 'all sets', type: 'text/csv' },
    name: () => 'accuracy.csv',
    make: ({ all }) => [...csvOf(accuracyTable(all))].join(''),
  },
  {
    ...{ title: 'CSV of lags', words: 'all sets', type: 'text/csv' },
    name: () => 'lags.csv',
    make: ({ all, thresholds }) => [...csvOf(lagTable(all, thresholds))].join(''),
  },
  {
    ...{ title: 'JSON lines', words: 'all sets', type: 'application/jsonl' },
    name: () => 'curves.jsonl',
    make: ({ all, thresholds }) =>
      all.map((curve) => `${JSON.stringify(curveLine(curve, thresholds))}\n`).join(''),
  },
];

/** @param {ShownCurves} shown */
function drawFigure({ threshold, state }) {
  return { thresholds: [threshold], threshold, log: state.steps_axis === 'log' };
}
