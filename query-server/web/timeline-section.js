// The part of the page about exposures by step: switches, readout, chart or table, downloads.
//
// Draws what it is given and reports what is chosen; what follows from that is main.js' business.

import { binSentence, binSteps } from './bin-text.js';
import { keepChart } from './chart.js';
import { makeBinSlider } from './chart-keys.js';
import { downloadButtons } from './downloads.js';
import { element } from './element.js';
import { formatCount, stepsOf } from './format-number.js';
import { swatch } from './palette.js';
import { binsOf, drawable } from './plot-data.js';
import { timelineTable } from './timeline-table.js';
import { binChoices } from './view-state.js';

/** @import { Answers } from './api.js' */
/** @import { Plot } from './plot-data.js' */
/** @import { ViewState } from './view-state.js' */

/** @typedef {(change: Partial<ViewState>) => void} Change */

const switches = /** @type {const} */ ([
  {
    key: 'y',
    title: 'Exposures',
    choices: [
      ['cumulative', 'so far'],
      ['bin', 'per bin'],
    ],
  },
  {
    key: 'scale',
    title: 'Scale',
    choices: [
      ['linear', 'linear'],
      ['log', 'log'],
    ],
  },
  {
    key: 'x',
    title: 'Axis',
    choices: [
      ['step', 'steps'],
      ['token', 'tokens'],
    ],
  },
  {
    key: 'show',
    title: 'Show',
    choices: [
      ['chart', 'chart'],
      ['table', 'table'],
    ],
  },
]);

/**
 * The switches; made once, set by `setSwitches`, so that focus stays where it is.
 * @param {Change} change
 */
export function timelineSwitches(change) {
  const groups = switches.map(({ key, title, choices }) =>
    element(
      'fieldset',
      { class: 'switch' },
      element('legend', {}, title),
      ...choices.map(([value, word]) =>
        element(
          'label',
          {},
          element('input', {
            type: 'radio',
            name: key,
            value,
            change: () => change({ [key]: value }),
          }),
          element('span', {}, word),
        ),
      ),
    ),
  );
  const bins = element('select', {
    name: 'bins',
    change: (event) => {
      const { value } = /** @type {HTMLSelectElement} */ (event.currentTarget);
      change({ bins: Number(value), bin: null });
    },
  });
  bins.append(...binChoices.map((choice) => element('option', { value: choice }, String(choice))));
  const label = element('label', { class: 'bins' }, element('span', {}, 'Bins'), bins);
  return element('div', { class: 'switches' }, ...groups, label);
}

/** @param {HTMLElement} host @param {ViewState} state */
export function setSwitches(host, state) {
  for (const input of host.querySelectorAll('input')) {
    input.checked = state[/** @type {'y'} */ (input.name)] === input.value;
  }
  const bins = host.querySelector('select');
  if (bins !== null) bins.value = String(state.bins);
}

/**
 * Draws the plot into `host`. Returns what removes it.
 * @param {HTMLElement} host
 * @param {{ plot: Plot, state: ViewState, answers: Answers, change: Change }} options
 * @returns {() => void}
 */
export function drawTimeline(host, { plot, state, answers, change }) {
  /** @param {number} bin */
  const choose = (bin) => change({ bin });
  const tools = downloadButtons({ plot, state, answers });
  if (binsOf(plot) === 0 || plot.curves.length === 0) {
    host.replaceChildren(element('p', { class: 'hint' }, 'There is nothing to draw.'), tools);
    return () => {};
  }
  if (plot.curves.every(({ firstStep }) => firstStep === null)) {
    const last = plot.edges.at(-1) ?? 0;
    const words = `No exposure by step ${formatCount(last)}, the last one: there is nothing to draw.`;
    host.replaceChildren(element('p', { class: 'nothing' }, words), tools);
    return () => {};
  }
  if (state.show === 'table') {
    host.replaceChildren(timelineTable(plot, { selected: state.bin, choose }), tools);
    return () => {};
  }
  return drawFigure(host, { plot: drawable(plot), state, choose, tools });
}

/** @param {HTMLElement} host @param {{ plot: Plot, state: ViewState, choose: (bin: number) => void, tools: HTMLElement }} options */
function drawFigure(host, { plot, state, choose, tools }) {
  const readout = element('p', { class: 'readout', 'aria-hidden': 'true' });
  /** @param {number | null} bin */
  const over = (bin) => readout.replaceChildren(...readoutOf(plot, bin ?? state.bin));
  const canvas = element('div', {
    class: 'plot',
    id: 'plot',
    tabindex: 0,
    role: 'slider',
    'aria-orientation': 'horizontal',
    'aria-label': 'Bin of the chart; Enter shows its contexts',
  });
  const what = state.y === 'cumulative' ? 'exposures so far' : 'exposures per bin';
  const unit = plot.x === 'token' ? 'tokens consumed' : 'step';
  const below = element(
    'p',
    { class: 'axes' },
    element(
      'span',
      { class: 'hint' },
      'Choose a bin, by pointer or arrow keys and Enter, to read it.',
    ),
    element('span', { 'aria-hidden': 'true' }, unit),
  );
  const above = element('p', { class: 'axes', 'aria-hidden': 'true' }, what);
  host.replaceChildren(readout, above, canvas, below, tools);
  over(null);
  const scaling = { y: state.y, scale: state.scale };
  const remove = keepChart(canvas, { plot, scaling, selected: state.bin, over, choose });
  const unwire = makeBinSlider(canvas, {
    bins: binsOf(plot),
    selected: state.bin,
    textOf: (bin) => binSentence(plot, bin),
    over,
    choose,
  });
  return () => {
    unwire();
    remove();
  };
}

/** The numbers of a bin, or of all steps where there is none. @param {Plot} plot @param {number | null} bin */
function readoutOf(plot, bin) {
  const chosen = bin !== null && bin <= binsOf(plot) ? bin : null;
  const last = plot.edges.at(-1) ?? 0;
  const where = chosen === null ? stepsOf(0, last) : binSteps(plot, chosen);
  const parts = plot.curves.map(({ style, perBin, soFar }) => {
    const total = soFar[chosen ?? binsOf(plot)] ?? 0;
    return element(
      'span',
      { class: 'reading' },
      swatch(style),
      element('b', {}, formatCount(chosen === null ? total : (perBin[chosen - 1] ?? 0))),
      chosen === null ? ' in all' : ` of ${formatCount(total)} so far`,
    );
  });
  return [element('span', { class: 'where' }, where), ...parts];
}
