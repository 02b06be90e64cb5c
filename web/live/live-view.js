// The live view: steps as they come in, the watch lists, and one of them as its items are seen.
//
// It asks while it is shown, and stops when another view is, or when the window is hidden.

import { element, withCode } from '../element.js';
import { countNoun, formatCount, formatStep } from '../format-number.js';
import { problemPanel } from '../problem-panel.js';
import { ApiProblem } from '../request.js';
import { askIndexEnd, askWatches, putWatch } from './ask-watches.js';
import { followEvents } from './event-stream.js';
import { FollowedList } from './followed-list.js';
import { listRail } from './list-rail.js';

/** @import { IndexDescription } from '../../schemas/index-description.ts' */
/** @import { ViewState } from '../view-state.js' */
/** @import { IndexEnd } from './ask-watches.js' */

/** @import { WatchSummary } from '../../schemas/watches.ts' */

const pollMs = 1000;

/**
 * @typedef {object} LiveOptions
 * @property {(next: Partial<ViewState>) => void} change
 * @property {() => IndexDescription | null} facts
 * @property {() => void} grown told when the index has other records than `facts` says
 */

/** Knows no URL: it is told a state, and reports changes. */
export class LiveView {
  #options;
  #rail;
  #steps = element('p', { class: 'status live-steps' });
  #connection = element('p', { class: 'hint', role: 'status' });
  #trouble = element('div');
  #list = new FollowedList();
  #pace = stepPace();
  #running = new AbortController();
  /** The list that is chosen, and the one whose events are read. @type {string | null} */
  #chosen = null;
  /** @type {string | null} */
  #followed = null;
  #isShown = false;
  /** As they were asked last; null: the server keeps none. @type {readonly WatchSummary[] | null} */
  #watches = [];

  /** Builds the view into `host`. @param {HTMLElement} host @param {LiveOptions} options */
  constructor(host, options) {
    this.#options = options;
    this.#rail = listRail({ create: (name, phrases) => void this.#create(name, phrases) });
    const parts = [this.#steps, this.#connection, this.#trouble, this.#list.host];
    const sheet = element('div', { class: 'sheet' }, ...parts);
    host.append(element('h1', { class: 'unseen' }, 'While a model trains'), this.#rail.host, sheet);
  }

  /** @param {ViewState} state */
  show({ watch }) {
    const isSame = this.#isShown && this.#followed !== null && this.#followed === watch;
    this.#chosen = watch;
    this.#isShown = true;
    if (!isSame) this.#start();
  }

  /** Another view is shown. */
  hide() {
    this.#isShown = false;
    this.#followed = null;
    this.#running.abort();
  }

  /** @param {string} name @param {readonly string[]} phrases */
  async #create(name, phrases) {
    try {
      await putWatch(name, phrases, AbortSignal.timeout(60_000));
      this.#rail.done();
      this.#followed = null;
      this.#options.change({ watch: name });
    } catch (error) {
      this.#rail.fail(error instanceof ApiProblem ? error.message : String(error));
    }
  }

  #start() {
    this.#running.abort();
    this.#running = new AbortController();
    this.#followed = null;
    this.#watches = [];
    this.#list.clear();
    this.#trouble.replaceChildren();
    this.#connection.textContent = '';
    void this.#poll(this.#running.signal);
  }

  /** @param {AbortSignal} signal */
  async #poll(signal) {
    while (!signal.aborted) {
      try {
        if (!document.hidden) await this.#look(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ApiProblem) || error.status !== 0) return this.#fail(error);
        this.#tell(false);
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  /** @param {AbortSignal} signal */
  async #look(signal) {
    if (this.#watches !== null) this.#watches = await askLists(signal);
    const watches = this.#watches;
    const end = await askEnd(signal);
    if (signal.aborted) return;
    const { facts, grown } = this.#options;
    this.#steps.replaceChildren(...this.#pace.describe(end));
    if (end !== null && end.records !== facts()?.records) grown();
    this.#rail.host.hidden = watches === null;
    if (watches === null) {
      this.#connection.replaceChildren(...withCode(howToWatch));
      return;
    }
    this.#chosen ??= watches[0]?.name ?? null;
    this.#showRail();
    const summary = watches.find(({ name }) => name === this.#chosen);
    if (summary === undefined) {
      const isNone = this.#chosen === null;
      const advice = isNone
        ? 'Make a list of phrases to watch.'
        : `There is no list ${this.#chosen}.`;
      this.#connection.textContent = advice;
      return;
    }
    this.#list.learn({ summary, end, firstStep: facts()?.first_step || 1 });
    if (this.#followed !== summary.name) void this.#follow(summary.name, signal);
  }

  /** The list that is followed is known by its events, which come before the next look. */
  #showRail() {
    const { epoch, seen } = this.#list;
    const watches = (this.#watches ?? []).map((watch) =>
      watch.name === this.#followed && watch.epoch === epoch ? { ...watch, seen } : watch,
    );
    this.#rail.show(watches, this.#chosen);
  }

  /** @param {string} name @param {AbortSignal} signal */
  async #follow(name, signal) {
    this.#followed = name;
    try {
      await followEvents(name, {
        signal,
        onEvents: (events) => {
          this.#list.add(events);
          this.#showRail();
        },
        onState: (isOpen) => this.#tell(isOpen),
      });
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  /** @param {boolean} isOpen */
  #tell(isOpen) {
    this.#connection.textContent = isOpen ? '' : 'The connection was lost: trying again.';
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#running.abort();
    this.#list.clear();
    this.#steps.textContent = '';
    const retry = () => this.#start();
    this.#trouble.replaceChildren(problemPanel(error, retry));
  }
}

/** The end of the index; null before its first commit. @param {AbortSignal} signal */
function askEnd(signal) {
  return nullAt('not_ready', () => askIndexEnd(signal));
}

const howToWatch =
  'A server that was started with `--watches` keeps lists of phrases, and shows here when each is first seen.';

/** The watch lists; null: the server keeps none. @param {AbortSignal} signal */
function askLists(signal) {
  return nullAt('watches_off', () => askWatches(signal));
}

/**
 * The answer; null where the server refuses with the code.
 * @template Answer
 * @param {string} code
 * @param {() => Promise<Answer>} ask
 * @returns {Promise<Answer | null>}
 */
async function nullAt(code, ask) {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiProblem && error.code === code) return null;
    throw error;
  }
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
