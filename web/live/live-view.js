// The live view: steps as they come in, the watch lists, and one of them as its items are seen.
//
// It asks while it is shown, and stops when another view is, or when the window is hidden.

import { element } from '../element.js';
import { countNoun, formatCount, formatStep } from '../format-number.js';
import { problemPanel } from '../problem-panel.js';
import { ApiProblem } from '../request.js';
import { askIndexEnd, askWatches, putWatch } from './ask-watches.js';
import { followEvents } from './event-stream.js';
import { followedList } from './followed-list.js';
import { listRail } from './list-rail.js';

/** @import { IndexDescription } from '../../schemas/index-description.ts' */
/** @import { ViewState } from '../view-state.js' */
/** @import { IndexEnd } from './ask-watches.js' */

const pollMs = 1000;

/**
 * Builds the view into `host`. Returns what shows a state, and what ends the questions.
 * @param {HTMLElement} host
 * @param {{ change: (next: Partial<ViewState>) => void, facts: () => IndexDescription | null, grown: () => void }} options
 */
export function buildLiveView(host, { change, facts, grown }) {
  const rail = listRail({ create });
  const steps = element('p', { class: 'status live-steps' });
  const connection = element('p', { class: 'hint', role: 'status' });
  const trouble = element('div');
  const list = followedList();
  const sheet = element('div', { class: 'sheet' }, steps, connection, trouble, list.host);
  host.append(element('h1', { class: 'unseen' }, 'While a model trains'), rail.host, sheet);
  let running = new AbortController();
  /** @type {string | null} */
  let followed = null;
  let isShown = false;
  /** @type {string | null} */
  let chosen = null;
  const pace = stepPace();

  /** @param {string} name @param {readonly string[]} phrases */
  async function create(name, phrases) {
    try {
      await putWatch(name, phrases, AbortSignal.timeout(60_000));
      rail.done();
      followed = null;
      change({ watch: name });
    } catch (error) {
      rail.fail(error instanceof ApiProblem ? error.message : String(error));
    }
  }

  /** @param {ViewState} state */
  function show(state) {
    const isSame = isShown && followed === state.watch && followed !== null;
    chosen = state.watch;
    isShown = true;
    if (!isSame) start();
  }

  /** Another view is shown. */
  function hide() {
    isShown = false;
    followed = null;
    running.abort();
  }

  function start() {
    running.abort();
    running = new AbortController();
    followed = null;
    list.clear();
    trouble.replaceChildren();
    connection.textContent = '';
    void poll(running.signal);
  }

  /** @param {AbortSignal} signal */
  async function poll(signal) {
    while (!signal.aborted) {
      try {
        if (!document.hidden) await look(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ApiProblem) || error.status !== 0) return fail(error);
        connection.textContent = 'The connection was lost: trying again.';
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  /** @param {AbortSignal} signal */
  async function look(signal) {
    const watches = await askWatches(signal);
    const end = await askEnd(signal);
    if (signal.aborted) return;
    steps.replaceChildren(...pace.describe(end));
    if (end !== null && end.records !== facts()?.records) grown();
    if (chosen === null && watches[0] !== undefined) chosen = watches[0].name;
    rail.show(watches, chosen);
    const summary = watches.find(({ name }) => name === chosen);
    if (summary === undefined) {
      const advice =
        chosen === null ? 'Make a list of phrases to watch.' : `There is no list ${chosen}.`;
      connection.textContent = advice;
      return;
    }
    list.learn({ summary, end, firstStep: facts()?.first_step || 1 });
    if (followed === chosen) return;
    followed = chosen;
    void follow(summary.name, signal);
  }

  /** @param {string} name @param {AbortSignal} signal */
  async function follow(name, signal) {
    const onState = (/** @type {boolean} */ isOpen) => {
      connection.textContent = isOpen ? '' : 'The connection was lost: trying again.';
    };
    try {
      await followEvents(name, { signal, onEvents: list.add, onState });
    } catch (error) {
      if (!signal.aborted) fail(error);
    }
  }

  /** @param {unknown} error */
  function fail(error) {
    running.abort();
    list.clear();
    steps.textContent = '';
    trouble.replaceChildren(problemPanel(error, start, adviceFor(error)));
  }
  return { show, hide };
}

/** The end of the index; null before its first commit. @param {AbortSignal} signal */
async function askEnd(signal) {
  try {
    return await askIndexEnd(signal);
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_ready') return null;
    throw error;
  }
}

/** @param {unknown} error */
function adviceFor(error) {
  if (!(error instanceof ApiProblem) || error.code !== 'watches_off') return undefined;
  return 'Watch lists say when phrases are first seen, while an index grows.';
}

/** How fast steps come, over the last half minute. */
function stepPace() {
  /** @type {{ step: number, at: number }[]} */
  let seen = [];
  /** @param {IndexEnd | null} end @returns {(Node | string)[]} */
  function describe(end) {
    if (end === null) return ['The index has no commit yet.'];
    const at = performance.now();
    seen = [...seen.filter((one) => at - one.at < 30_000), { step: end.step, at }];
    const [oldest = { step: end.step, at }] = seen;
    const rate = (1000 * (end.step - oldest.step)) / Math.max(1, at - oldest.at);
    const coming =
      rate > 0
        ? `, ${rate >= 10 ? formatCount(Math.round(rate)) : rate.toFixed(1)} steps a second`
        : '';
    const step = element('b', {}, `Step ${formatStep(end.step)}`);
    const rest = `, ${countNoun(end.records, 'record')}${coming}`;
    return [element('span', {}, step, rest)];
  }
  return { describe };
}
