// The part of the page about exposures by step: switches, readout, chart or table, downloads.
//
// Draws what it is given and reports what is chosen; what follows from that is main.js' business.

import { keepChart } from '../chart/chart.js';
import { makeBinSlider } from '../chart/chart-keys.js';
import { swatch } from '../chart/palette.js';
import { countBins, countIn, drawable } from '../chart/plot-data.js';
import { element } from '../element.js';
import { formatCount, formatStep, formatSteps, shorten } from '../format-number.js';
import { switchGroups } from '../switch-groups.js';
import { binChoices } from '../view-state.js';
import { binSentence, binSteps } from './bin-text.js';
import { timelineTable } from './timeline-table.js';
import { shownSteps, stepsOfBins, zoomedIn, zoomedOut } from './zoom.js';
import { zoomFields } from './zoom-fields.js';

/** @import { Zoom } from '../chart/chart-keys.js' */
/** @import { Plot } from '../chart/plot-data.js' */
/** @import { StepRange, ViewState } from '../view-state.js' */

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
    key: 'by',
    title: 'By',
    choices: [
      ['phrase', 'phrase'],
      ['facet', 'facet'],
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
 * The switches; made once, set by `show`, so that focus stays where it is. Records have no axis of tokens.
 * @param {Change} change
 * @param {Plot['noun']} [noun]
 */
export function timelineSwitches(change, noun = 'exposure') {
  const ofRecords = noun === 'record';
  const shown = switches
    .filter(({ key }) => !(ofRecords && (key === 'x' || key === 'by')))
    .map((one) => (ofRecords && one.key === 'y' ? { ...one, title: 'Records' } : one));
  const prefix = ofRecords ? 'records-' : '';
  const groups = switchGroups(shown, (key, value) => change({ [key]: value }), prefix);
  const bins = element('select', {
    name: 'bins',
    change: (event) => {
      const { value } = /** @type {HTMLSelectElement} */ (event.currentTarget);
      change({ bins: Number(value), bin: null });
    },
  });
  bins.append(...binChoices.map((choice) => element('option', { value: choice }, String(choice))));
  const label = element('label', { class: 'bins' }, element('span', {}, 'Bins'), bins);
  const zoom = zoomFields((steps) => change({ steps, bin: null }));
  const host = element('div', { class: 'switches' }, ...groups, label, zoom.host);
  const facets = groups[shown.findIndex(({ key }) => key === 'by')];
  /** @param {ViewState} state @param {Plot} plot @param {string | null} [facet] what facets are; null: none are offered */
  function show(state, plot, facet = null) {
    if (facets !== undefined) {
      facets.hidden = facet === null;
      const word = facets.querySelector('label:last-of-type span');
      if (word !== null && facet !== null) word.textContent = shorten(facet, 30);
    }
    for (const input of host.querySelectorAll('input')) {
      if (input.type === 'radio') {
        const key = /** @type {'y'} */ (input.name.slice(prefix.length));
        input.checked = state[key] === input.value;
      }
    }
    bins.value = String(state.bins);
    host.hidden = plot.curves.every(({ firstStep }) => firstStep === null);
    if (countBins(plot) > 0) zoom.show(plot);
  }
  return { host, show };
}

/**
 * @typedef {object} Timeline
 * @property {Plot} plot
 * @property {ViewState} state
 * @property {(() => HTMLElement)} tools what can be taken away
 * @property {StepRange | null} allSteps of the index; null: not known
 * @property {Change} change
 */

/**
 * Draws the plot into `host`. Returns what removes it.
 * @param {HTMLElement} host
 * @param {Timeline} timeline
 * @returns {() => void}
 */
export function drawTimeline(host, timeline) {
  const { plot, state, change } = timeline;
  /** @param {number} bin */
  const choose = (bin) => change({ bin });
  const tools = timeline.tools();
  if (countBins(plot) === 0 || plot.curves.length === 0) {
    host.replaceChildren(element('p', { class: 'hint' }, 'There is nothing to draw.'), tools);
    return () => {};
  }
  if (plot.curves.every(({ soFar }) => soFar.at(-1) === 0)) {
    const last = plot.edges.at(-1) ?? 0;
    const end = plot.zoomed ? 'the last one shown' : 'the last one';
    const words = `No ${plot.noun} by step ${formatStep(last)}, ${end}: there is nothing to draw.`;
    host.replaceChildren(element('p', { class: 'nothing' }, words), tools);
    return () => {};
  }
  if (state.show === 'table') {
    host.replaceChildren(timelineTable(plot, { selected: state.bin, choose }), tools);
    return () => {};
  }
  return drawFigure(host, { ...timeline, plot: drawable(plot) }, tools);
}

/** @param {HTMLElement} host @param {Timeline} timeline @param {HTMLElement} tools */
function drawFigure(host, timeline, tools) {
  const { plot, state, change } = timeline;
  /** @param {number} bin */
  const choose = (bin) => change({ bin });
  const readout = element('p', { class: 'readout', 'aria-hidden': 'true' });
  /** @param {number | null} bin */
  const over = (bin) => readout.replaceChildren(...makeReadout(plot, bin ?? state.bin));
  const canvas = element('div', {
    class: 'plot',
    id: plot.noun === 'record' ? 'record-plot' : 'plot',
    tabindex: 0,
    role: 'slider',
    'aria-orientation': 'horizontal',
    'aria-label': `Bin of the chart; Enter shows its ${plot.noun === 'record' ? 'records' : 'contexts'}, plus and minus zoom, 0 shows all`,
  });
  const what = `${plot.noun}s ${state.y === 'cumulative' ? 'so far' : 'per bin'}`;
  const unit = plot.x === 'token' ? 'tokens consumed' : 'step';
  const below = element(
    'p',
    { class: 'axes' },
    element(
      'span',
      { class: 'hint' },
      'Choose a bin, by pointer or arrow keys and Enter, to read it. Drag over some steps, or press + and -, to zoom; 0 shows all steps.',
    ),
    element('span', { 'aria-hidden': 'true' }, unit),
  );
  const above = element('p', { class: 'axes', 'aria-hidden': 'true' }, what);
  host.replaceChildren(readout, above, canvas, below, tools);
  over(null);
  const scaling = { y: state.y, scale: state.scale };
  const bins = countBins(plot);
  const remove = keepChart(canvas, {
    ...{ plot, scaling, selected: state.bin, over, choose },
    zoom: (from, to) => change({ steps: stepsOfBins(plot, from, to), bin: null }),
  });
  const unwire = makeBinSlider(canvas, {
    bins,
    // Whoever zooms in again goes on where the first zoom was aimed.
    start: Math.min(bins, state.bin ?? (plot.zoomed ? Math.ceil(bins / 2) : 1)),
    textOf: (bin) => binSentence(plot, bin),
    over,
    choose,
    zoom: (way, bin) => change({ steps: zoomed(timeline, way, bin), bin: null }),
  });
  return () => {
    unwire();
    remove();
  };
}

/** @param {Timeline} timeline @param {Zoom} way @param {number} bin @returns {StepRange | null} */
function zoomed({ plot, allSteps }, way, bin) {
  if (way === 'all' || !(plot.zoomed || way === 'in')) return null;
  const isOneStep = shownSteps(plot).from === shownSteps(plot).to;
  if (way === 'in') return isOneStep && !plot.zoomed ? null : zoomedIn(plot, bin);
  return zoomedOut(plot, allSteps);
}

/** The numbers of a bin, or of all steps that are shown where there is none. @param {Plot} plot @param {number | null} bin */
function makeReadout(plot, bin) {
  const chosen = bin !== null && bin <= countBins(plot) ? bin : null;
  const where =
    chosen === null
      ? formatSteps(plot.edges[0] ?? 0, plot.edges.at(-1) ?? 0)
      : binSteps(plot, chosen);
  const isAll = chosen === null && !plot.zoomed;
  const parts = plot.curves.map((curve) => {
    const total = curve.soFar[chosen ?? countBins(plot)] ?? 0;
    return element(
      'span',
      { class: 'reading' },
      swatch(curve.style),
      element('b', {}, formatCount(countIn(curve, chosen))),
      isAll ? ' in all' : ` of ${formatCount(total)} so far`,
    );
  });
  return [element('span', { class: 'where' }, where), ...parts];
}
