// A split as shown: its verdict, tables and exposure curve, and the zip to be saved.

import { keepChart } from '../chart/chart.js';
import { seriesLimit, swatch } from '../chart/palette.js';
import { countBins } from '../chart/plot-data.js';
import { element } from '../element.js';
import { countNoun, formatCount, formatStep } from '../format-number.js';
import { remarkLines } from '../remark-lines.js';
import { saveFile } from '../save-file.js';
import { planCurve } from './split-answer.js';
import { droppedList, setsTable } from './split-table.js';

/** @import { Remark } from '../../schemas/remark.ts' */
/** @import { SplitSummary } from '../../schemas/split.ts' */
/** @import { Plot } from '../chart/plot-data.js' */
/** @import { SplitAnswer } from './split-answer.js' */

/**
 * Fills `host`. Returns what removes the chart.
 * @param {HTMLElement} host
 * @param {SplitAnswer} answer
 * @param {{ firstStep: number, remarks: readonly Remark[] }} known first step of the index
 * @returns {() => void}
 */
export function showSplit(host, { zip, summaries, curve }, { firstStep, remarks }) {
  const summary = /** @type {SplitSummary} */ (summaries.at(-1));
  const sets = Object.keys(summary.sets);
  const plot = planCurve(curve, {
    sets,
    firstStep,
    // The curve knows nothing of what came after the last split's step.
    lastStep: Math.max(1, summary.at),
    limit: seriesLimit,
  });
  const save = () => saveFile('firstseen-split.zip', new Blob([zip], { type: 'application/zip' }));
  const figure = element('div', { class: 'drawing' });
  const lines = remarkLines(remarks);
  host.replaceChildren(
    element('p', { class: 'verdict' }, writeVerdict(summaries)),
    element(
      'p',
      { class: 'download' },
      element(
        'button',
        { type: 'button', class: 'primary', click: save },
        summaries.length === 1 ? 'Download the split (zip)' : 'Download the splits (zip)',
      ),
    ),
    setsTable(summaries, sets),
    ...(lines === null ? [] : [lines]),
    element('h2', { class: 'above' }, 'Exposure curve'),
    figure,
    ...droppedList(summary),
  );
  return drawCurve(figure, plot);
}

/** @param {readonly SplitSummary[]} summaries */
export function writeVerdict(summaries) {
  const [first] = summaries;
  if (first === undefined) return '';
  const { policy, min_count: least } = first;
  const pairs = sumSets(first, 'pairs');
  const train = summaries.map((summary) => formatCount(sumSets(summary, 'proxy_train')));
  const steps = summaries.map(({ at }) => `by step ${formatStep(at)}`);
  const counted = least > 1 ? `, counted from ${formatCount(least)} exposures` : '';
  const how = `(policy ${policy}${counted})`;
  const many = pairs === 1 ? 'is' : 'are';
  if (summaries.length === 1) {
    return `${train[0]} of ${countNoun(pairs, 'pair')} ${many} proxy-train ${steps[0]} ${how}.`;
  }
  const counts = train.map((count, i) => `${count} ${steps[i]}`).join(', ');
  return `Proxy-train of ${countNoun(pairs, 'pair')}: ${counts} ${how}.`;
}

/** @param {SplitSummary} summary @param {'pairs' | 'proxy_train'} key */
function sumSets({ sets }, key) {
  return Object.values(sets).reduce((sum, set) => sum + set[key], 0);
}

/** @param {HTMLElement} host @param {Plot} plot @returns {() => void} */
function drawCurve(host, plot) {
  const readout = element('p', { class: 'readout', 'aria-hidden': 'true' });
  const canvas = element('div', {
    class: 'plot',
    role: 'img',
    'aria-label': plot.curves
      .map(
        ({ phrase, soFar }) =>
          `${phrase}: ${countNoun(soFar.at(-1) ?? 0, 'example')} exposed by the last step`,
      )
      .join('; '),
  });
  host.replaceChildren(
    readout,
    element('p', { class: 'axes', 'aria-hidden': 'true' }, 'examples exposed so far'),
    canvas,
    element('p', { class: 'axes right', 'aria-hidden': 'true' }, 'step'),
  );
  /** @param {number | null} bin */
  const over = (bin) => readout.replaceChildren(...makeReadout(plot, bin));
  over(null);
  return keepChart(canvas, {
    plot,
    scaling: { y: 'cumulative', scale: 'linear' },
    firsts: false,
    selected: null,
    over,
    choose: () => {},
  });
}

/** Between two edges nothing changes, so the numbers are those of the left one. @param {Plot} plot @param {number | null} bin */
function makeReadout(plot, bin) {
  const edge = bin === null ? countBins(plot) : bin - 1;
  const parts = plot.curves.map(({ style, soFar }) =>
    element(
      'span',
      { class: 'reading' },
      swatch(style),
      element('b', {}, formatCount(soFar[edge] ?? 0)),
    ),
  );
  const where = `by step ${formatStep(plot.edges[edge] ?? 0)}`;
  return [element('span', { class: 'where' }, where), ...parts];
}
