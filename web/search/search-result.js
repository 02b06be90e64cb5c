// What a search found: how many records and when, by step as a stair, and the records themselves.

import { chartSvg } from '../chart/chart-svg.js';
import { readColours } from '../chart/palette.js';
import { countBins, planPlot } from '../chart/plot-data.js';
import { element } from '../element.js';
import { binSteps } from '../exposures/bin-text.js';
import { timelineCsv } from '../exposures/downloads.js';
import { drawTimeline, timelineSwitches } from '../exposures/timeline-section.js';
import { countNoun, formatCount, formatSteps } from '../format-number.js';
import { problemPanel } from '../problem-panel.js';
import { remarkLines } from '../remark-lines.js';
import { ApiProblem } from '../request.js';
import { saveFile } from '../save-file.js';
import { stepLink } from '../step-link.js';
import { askRecordsHaving } from '../steps/ask-records.js';
import { recordList } from '../steps/record-list.js';
import { askPassages } from './ask-search.js';
import { passageList } from './passage-list.js';

/** @import { IndexDescription } from '../../schemas/index-description.ts' */
/** @import { Plot } from '../chart/plot-data.js' */
/** @import { StepRange, ViewState } from '../view-state.js' */
/** @import { SearchAnswer, Searched } from './ask-search.js' */

/** @typedef {{ query: string, after: number, by: number, count: number }} Wanted */

/** Records that are shown first. */
const firstRecords = 5;

/** @typedef {(next: Partial<ViewState>) => void} Change */

/**
 * @param {Change} change
 * @param {() => IndexDescription | null} facts
 */
export function searchResult(change, facts) {
  const numbers = element('div');
  const switches = timelineSwitches(change, 'record');
  const drawing = element('div', { class: 'drawing' });
  const found = element('section', { class: 'found', 'aria-label': 'Records' });
  const host = element('div', { hidden: true }, numbers, switches.host, drawing, found);
  let undraw = () => {};
  let reading = new AbortController();
  let shown = '';

  /** @param {ViewState} state @param {SearchAnswer} answer @param {Searched} searched */
  function show(state, answer, { snapshot, remarks }) {
    const lines = remarkLines(remarks);
    numbers.replaceChildren(summaryTable(answer), ...(lines === null ? [] : [lines]));
    const plot = planSearch(answer, state.steps);
    const hadFocus = document.activeElement?.id === 'record-plot';
    undraw();
    switches.show({ ...state, x: 'step' }, plot);
    const tools = () => downloads({ plot, state, answer });
    const allSteps = stepsOfIndex(facts());
    undraw = drawTimeline(drawing, {
      plot,
      state: { ...state, x: 'step' },
      tools,
      allSteps,
      change,
    });
    if (hadFocus) document.getElementById('record-plot')?.focus();
    const key = JSON.stringify([answer.query, snapshot, state.bin, state.steps]);
    if (key === shown) return;
    shown = key;
    reading.abort();
    reading = new AbortController();
    // They may not be known yet.
    const hasTexts = facts()?.bytes.text !== 0;
    void fillRecords(found, { plot, bin: state.bin, answer, hasTexts, change }, reading.signal);
  }
  function clear() {
    undraw();
    undraw = () => {};
    reading.abort();
    shown = '';
  }
  return { host, show, clear };
}

/** @param {IndexDescription | null} facts @returns {StepRange | null} */
function stepsOfIndex(facts) {
  return facts === null ? null : { from: Math.max(1, facts.first_step), to: facts.steps };
}

/** The records of a search as the one curve of a plot. @param {SearchAnswer} answer @param {StepRange | null} steps @returns {Plot} */
export function planSearch({ query, records, first, last, at, timeline }, steps) {
  const { edges, records: count } = timeline ?? { edges: [0], records: [] };
  const asExposures = {
    phrase: query,
    tokens: [],
    count: records,
    first,
    last,
    timeline: { edges, count },
  };
  const plot = planPlot([at === undefined ? asExposures : { ...asExposures, at }], null, steps);
  return { ...plot, noun: 'record' };
}

/** @param {SearchAnswer} answer */
function summaryTable({ records, first, last }) {
  const rank = (/** @type {SearchAnswer['first']} */ seen) =>
    seen === null || seen.rank === null
      ? '–'
      : `${seen.id === null ? '' : `${seen.id}, `}rank ${formatCount(seen.rank)}`;
  const cells = [
    {
      title: 'first seen',
      text: first === null ? 'never' : stepLink(first.step, element('small', {}, 'step ')),
      look: 'first',
    },
    { title: 'in record', text: rank(first), look: 'record' },
    { title: 'last', text: last === null ? '–' : stepLink(last.step, 'step '), look: 'last' },
    { title: 'records', text: formatCount(records), look: 'count' },
  ];
  return element(
    'dl',
    { class: records === 0 ? 'numbers-line never' : 'numbers-line' },
    ...cells.map(({ title, text, look }) =>
      element('div', {}, element('dt', {}, title), element('dd', { class: look }, text)),
    ),
  );
}

/** @param {{ plot: Plot, state: ViewState, answer: SearchAnswer }} shown */
function downloads({ plot, state, answer }) {
  const scaling = { y: state.y, scale: state.scale };
  const caption = `Records by step: ${answer.query}`;
  /** @type {[string, string, string, () => string][]} */
  const files = [
    ['CSV', 'records.csv', 'text/csv', () => timelineCsv(plot)],
    ['JSON', 'search.json', 'application/json', () => `${JSON.stringify(answer, null, 1)}\n`],
    [
      'SVG',
      'records.svg',
      'image/svg+xml',
      () => chartSvg(plot, scaling, { colours: readColours(), caption }),
    ],
  ];
  const buttons = files.map(([title, name, type, make]) =>
    element(
      'button',
      { type: 'button', class: 'quiet', click: () => saveFile(name, new Blob([make()], { type })) },
      element('span', { class: 'unseen' }, 'Download '),
      title,
    ),
  );
  return element('div', { class: 'tools' }, ...buttons);
}

/**
 * The first records of the chosen bin, or of all steps that are shown.
 * @param {HTMLElement} host
 * @param {{ plot: Plot, bin: number | null, answer: SearchAnswer, hasTexts: boolean, change: Change }} shown
 * @param {AbortSignal} signal
 */
async function fillRecords(host, { plot, bin, answer, hasTexts, change }, signal) {
  const [curve] = plot.curves;
  const chosen = bin !== null && bin <= countBins(plot) ? bin : null;
  const after = plot.edges[chosen === null ? 0 : chosen - 1] ?? 0;
  const by = (chosen === null ? plot.edges.at(-1) : plot.edges[chosen]) ?? 0;
  const perBin = curve?.perBin ?? [];
  const count =
    chosen === null ? perBin.reduce((sum, one) => sum + one, 0) : (perBin[chosen - 1] ?? 0);
  const where = chosen === null ? formatSteps(after, by) : binSteps(plot, chosen);
  const title = chosen === null && !plot.zoomed ? 'First records' : `Records in ${where}`;
  const back = element(
    'button',
    { type: 'button', class: 'link', click: () => change({ bin: null }) },
    'first records',
  );
  const said = element('span', { class: 'hint', role: 'status' }, countNoun(count, 'record'));
  host.hidden = answer.records === 0;
  const heading = element(
    'div',
    { class: 'heading' },
    element('h2', {}, title),
    said,
    chosen !== null && back,
  );
  host.replaceChildren(heading);
  if (count === 0) return;
  const waiting = element('p', { class: 'hint' }, 'Reading…');
  host.append(waiting);
  const { query } = answer;
  try {
    const parts = await (hasTexts ? listPassages : listRecords)(
      { query, after, by, count },
      signal,
    );
    if (!signal.aborted) waiting.replaceWith(...parts);
  } catch (error) {
    if (signal.aborted) return;
    const retry = () => void fillRecords(host, { plot, bin, answer, hasTexts, change }, signal);
    waiting.replaceWith(problemPanel(error, retry));
  }
}

/**
 * The passages that were found; where they are, of an index without texts.
 * @param {Wanted} wanted
 * @param {AbortSignal} signal
 */
async function listPassages(wanted, signal) {
  const { count, ...asked } = wanted;
  const read = (/** @type {number} */ limit) => askPassages({ ...asked, limit }, signal);
  try {
    return passageList({ found: await read(firstRecords), count, read, signal });
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'text_not_stored') throw error;
    return await listRecords(wanted, signal);
  }
}

/** Where the records are, of an index without texts. @param {Wanted} wanted @param {AbortSignal} signal */
async function listRecords({ count, ...wanted }, signal) {
  const read = async (/** @type {number} */ limit) =>
    (await askRecordsHaving({ ...wanted, limit }, signal)).records;
  const records = await read(firstRecords);
  return recordList({ records, count, withSteps: true, read, signal });
}
