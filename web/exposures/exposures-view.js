// The view of exposures: a state's phrases are asked, and what came is shown.
//
// View switches ask nothing again; sending the form does, as the index may have grown. A newer
// state ends an older one's questions. Knows no URL: it is told a state and reports changes.

import { planFacets } from '../chart/facet-plot.js';
import { drawable, planPlot } from '../chart/plot-data.js';
import { byId, element } from '../element.js';
import { emptySheet, waitingSheet } from '../index-facts.js';
import { problemPanel } from '../problem-panel.js';
import { remarksOfExposures } from '../remark-lines.js';
import { ApiProblem } from '../request.js';
import { listPhrases } from '../view-state.js';
import { answersSummary, answersTable, pairVerdict } from './answers-table.js';
import { askAxis, askAxisAt, askExposures } from './ask-exposures.js';
import { fillAskForm, wireAskForm } from './ask-form.js';
import { showContexts } from './contexts-panel.js';
import { downloadButtons } from './downloads.js';
import { facetList } from './facet-list.js';
import { narrowButton } from './narrow-pair.js';
import { drawTimeline, timelineSwitches } from './timeline-section.js';

/** @import { Axis } from '../../schemas/axis.ts' */
/** @import { IndexDescription } from '../../schemas/index-description.ts' */
/** @import { Answers } from './ask-exposures.js' */
/** @import { FacetedAnswer } from '../chart/facet-plot.js' */
/** @import { Plot } from '../chart/plot-data.js' */
/** @import { StepRange, ViewState } from '../view-state.js' */

/** @typedef {Axis & { firsts: Axis }} TokenAxis of the timelines' edges, and of first steps */
/** @typedef {{ key: string, answers: Answers, axis: TokenAxis | null }} Answered */

/**
 * @typedef {object} ExposuresOptions
 * @property {(next: Partial<ViewState>) => void} change
 * @property {() => IndexDescription | null} facts
 * @property {(snapshot: string) => void} answered an answer of this snapshot came
 * @property {() => void} retry
 */

/**
 * Wires the view; the elements are the page's. Returns what shows a state.
 * @param {ExposuresOptions} options
 */
export function buildExposuresView(options) {
  const { change, facts } = options;
  /** @type {Answered | null} */
  let answered = null;
  let asking = new AbortController();
  let asked = '';
  let sent = false;
  const results = resultsView(options);
  wireAskForm({
    ask: (question) => {
      answered = null;
      sent = true;
      change({ ...question, bin: null });
    },
    refused: () => {
      if (!byId('problem').hidden) showEmpty(facts());
    },
  });

  /** @param {ViewState} state */
  async function show(state) {
    const question = JSON.stringify([state.phrases, state.pair]);
    if (asked !== question) fillAskForm(state);
    asked = question;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (listPhrases(state).length === 0) {
      results.clear();
      return showEmpty(facts());
    }
    try {
      if (answered?.key !== makeKey(state)) showBusy();
      answered = await askState(state, answered, signal);
      if (signal.aborted) return;
      options.answered(answered.answers.snapshot);
      results.show(state, answered);
      if (sent && matchMedia('(max-width: 860px)').matches) byId('status').scrollIntoView();
      sent = false;
    } catch (error) {
      if (!signal.aborted) showProblem(error, options.retry);
    }
  }

  return { show, fail: showProblem, wait: showWaiting, learn: results.learn };
}

/** Table, timeline and contexts of an answer. @param {ExposuresOptions} options */
function resultsView(options) {
  const { change, facts } = options;
  const drawer = timelineDrawer(options);
  const readContexts = contextsReader(change);
  /** @param {ViewState} state @param {Answered} answered */
  function show(state, { key, answers, axis }) {
    leaveOne('results');
    const hasRecords = knowsRecords(answers);
    showTable(state, answers, { change, ofIds: facts()?.analyzer === 'ids', hasRecords });
    const plot = planPlot(answers.answers, state.x === 'token' ? axis : null, state.steps);
    const layers = planLayers(state, answers, axis);
    byId('facets').replaceChildren(...(layers === null ? [] : [facetList(layers)]));
    drawer.draw(layers ?? plot, state, answers);
    const shown = { plot: drawable(plot), bin: state.bin, hasRecords };
    readContexts(shown, JSON.stringify([key, answers.snapshot, state.bin]));
  }
  return { show, clear: drawer.clear, learn: drawer.learn };
}

/** The plot by facet, where one phrase is asked so. @param {ViewState} state @param {Answers} answers @param {TokenAxis | null} axis @returns {Plot | null} */
function planLayers(state, { answers }, axis) {
  const [answer, other] = answers;
  if (state.by !== 'facet' || answer === undefined || other !== undefined) return null;
  if ('error' in answer || !('by_facet' in answer) || answer.count === 0) return null;
  const faceted = /** @type {FacetedAnswer} */ (answer);
  return planFacets(faceted, state.x === 'token' ? axis : null, state.steps);
}

/** What exposures can be shown by; null: by phrase only. @param {ViewState} state @param {IndexDescription | null} facts @returns {string | null} */
function facetsOffered(state, facts) {
  if (facts === null || listPhrases(state).length !== 1 || !('facet' in facts)) return null;
  return String(facts.facet);
}

/** Draws the timeline in the place of the one before; focus on the chart stays there. @param {ExposuresOptions} options */
function timelineDrawer({ change, facts }) {
  const switches = timelineSwitches(change);
  const facets = element('div', { id: 'facets' });
  const drawing = element('div', { class: 'drawing' });
  byId('timeline').append(switches.host, facets, drawing);
  let undraw = () => {};
  const clear = () => {
    undraw();
    undraw = () => {};
  };
  /** @type {{ plot: Plot, state: ViewState } | null} */
  let drawn = null;
  /** What the index says decides which switches are offered. */
  const learn = () => {
    if (drawn !== null) switches.show(drawn.state, drawn.plot, facetsOffered(drawn.state, facts()));
  };
  /** @param {Plot} plot @param {ViewState} state @param {Answers} answers */
  const draw = (plot, state, answers) => {
    drawn = { plot, state };
    const hadFocus = document.activeElement?.id === 'plot';
    clear();
    switches.show(state, plot, facetsOffered(state, facts()));
    const allSteps = stepsOfIndex(facts());
    const tools = () => downloadButtons({ plot, state, answers });
    undraw = drawTimeline(drawing, { plot, state, tools, allSteps, change });
    if (hadFocus) document.getElementById('plot')?.focus();
  };
  return { draw, clear, learn };
}

/** Reads contexts, unless those of the same key are there already. @param {ExposuresOptions['change']} change */
function contextsReader(change) {
  let reading = new AbortController();
  let shown = '';
  const leave = () => change({ bin: null });
  /** @param {{ plot: Plot, bin: number | null, hasRecords: boolean }} shows @param {string} key */
  return (shows, key) => {
    if (shown === key) return;
    shown = key;
    reading.abort();
    reading = new AbortController();
    void showContexts(byId('contexts'), { ...shows, leave }, reading.signal);
  };
}

/** What of a state is asked. @param {ViewState} state */
function makeKey(state) {
  const phrases = listPhrases(state);
  return JSON.stringify([phrases, state.bins, state.steps, phrases.length === 1 && state.by]);
}

/**
 * The answers of a state, those of before where they are the same; with the axis where it is shown.
 * @param {ViewState} state
 * @param {Answered | null} before
 * @param {AbortSignal} signal
 * @returns {Promise<Answered>}
 */
async function askState(state, before, signal) {
  const key = makeKey(state);
  let answered = before?.key === key ? before : null;
  // The index may grow between the two questions; then the edges differ and both are asked again.
  for (let tries = 0; tries < 3; tries++) {
    answered ??= {
      key,
      answers: await askExposures(listPhrases(state), state, signal),
      axis: null,
    };
    if (state.x === 'step') return answered;
    const axis = answered.axis ?? (await askTokens(answered.answers, state, signal));
    if (fits(axis, answered.answers)) return { ...answered, axis };
    answered = null;
  }
  throw new ApiProblem(
    'index_grows',
    'The index grows faster than the page can ask for tokens; show the chart by steps, or ask again.',
  );
}

/** The tokens by the edges of a timeline, and by the first steps that the chart marks. @param {Answers} answers @param {ViewState} state @param {AbortSignal} signal @returns {Promise<TokenAxis>} */
async function askTokens({ answers }, state, signal) {
  const { curves } = drawable(planPlot(answers, null, state.steps));
  const steps = curves.flatMap(({ firstStep }) => firstStep ?? []);
  const [axis, firsts] = await Promise.all([
    askAxis(state, signal),
    askAxisAt(steps.length === 0 ? [0] : [...new Set(steps)], signal),
  ]);
  return { ...axis, firsts };
}

/** @param {IndexDescription | null} facts @returns {StepRange | null} */
function stepsOfIndex(facts) {
  return facts === null ? null : { from: Math.max(1, facts.first_step), to: facts.steps };
}

/** Are the edges of the answers those of the axis? @param {Axis} axis @param {Answers} answers */
function fits({ edges }, { answers }) {
  return answers.every(
    (answer) => 'error' in answer || String(answer.timeline?.edges) === String(edges),
  );
}

/** @param {IndexDescription | null} facts */
function showEmpty(facts) {
  leaveOne('empty');
  byId('status').textContent = '';
  byId('empty').replaceChildren(...emptySheet(facts));
}

function showWaiting() {
  leaveOne('empty');
  byId('status').textContent = '';
  byId('empty').replaceChildren(...waitingSheet());
}

/** @param {unknown} error @param {() => void} retry */
function showProblem(error, retry) {
  leaveOne('problem');
  byId('status').textContent = '';
  byId('problem').replaceChildren(problemPanel(error, retry));
}

/** Of empty, problem and results only one is seen. @param {'empty' | 'problem' | 'results'} id */
function leaveOne(id) {
  byId('sheet').setAttribute('aria-busy', 'false');
  for (const one of ['empty', 'problem', 'results']) byId(one).hidden = one !== id;
  if (id !== 'problem') byId('problem').replaceChildren();
}

/** Old answers stay, dimmed, until new ones come: the page does not jump. */
function showBusy() {
  byId('sheet').setAttribute('aria-busy', 'true');
  byId('status').textContent = 'Asking…';
  byId('problem').replaceChildren();
  byId('empty').hidden = true;
}

/** Whether the index knows the records of exposures; an answer without any does not say. @param {Answers} answers */
function knowsRecords({ answers }) {
  return answers.every((answer) => 'error' in answer || answer.first?.rank !== null);
}

/** @typedef {{ change: ExposuresOptions['change'], ofIds: boolean, hasRecords: boolean }} TableLook */

/** @param {ViewState} state @param {Answers} answers @param {TableLook} how */
function showTable({ pair }, { answers, snapshot, remarks }, { change, ofIds, hasRecords }) {
  // Critical phrases are words; an index of ids is refused a split.
  const narrow = pair === null || ofIds ? null : narrowButton(pair, answers, change);
  const verdict = pair === null ? null : pairVerdict(answers);
  const lines = remarksOfExposures(remarks);
  const summary = `${answersSummary(answers)} `;
  if (byId('status').firstChild?.textContent !== summary) {
    byId('status').replaceChildren(
      summary,
      element('span', { class: 'snapshot' }, `snapshot ${snapshot}`),
    );
  }
  byId('answers').replaceChildren(
    answersTable(answers, { isPair: pair !== null, ofIds, hasRecords }),
    ...(lines === null ? [] : [lines]),
    ...(verdict === null ? [] : [element('p', { class: 'verdict' }, verdict)]),
    ...(narrow === null ? [] : [narrow]),
  );
}
