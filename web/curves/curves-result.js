// Curves as shown: verdict, switches, one set large, all sets small, downloads.
//
// Built once and filled by `take`; `show` follows the URL. While a threshold is dragged, nothing but
// the figures changes; the URL changes when it is let go.

import { breakable, element } from '../element.js';
import { countNoun, formatStep } from '../format-number.js';
import { summariseOverSets } from '../modules/curves/sets/over-sets.js';
import { defaultState } from '../view-state.js';
import { curveDownloads } from './curve-downloads.js';
import { buildPanels } from './curve-panels.js';
import { buildSheet } from './curve-sheet.js';
import { curveSwitches } from './curve-switches.js';
import { numbersTable, testsTable } from './curve-tables.js';
import {
  atThreshold,
  decodeCurves,
  findMedian,
  listSeeds,
  setsOfSeed,
  withoutFilters,
} from './curves-answer.js';
import { curveRemarks } from './curves-remarks.js';

/** @import { CurvesAnswer } from '../../schemas/curves-answer.ts' */
/** @import { SetSummary } from '../../curves/sets/over-sets.ts' */
/** @import { CurvesQuestion } from './curves-question.js' */
/** @import { ViewState } from '../view-state.js' */

/**
 * @typedef {object} ShownCurves what is shown of an answer
 * @property {readonly SetSummary[]} all of every seed, at every threshold
 * @property {readonly number[]} thresholds of `all`
 * @property {ReadonlyMap<string, readonly SetSummary[]>} sets of the seed, at the one threshold
 * @property {number} threshold
 * @property {string} seed
 * @property {string} set the large one
 * @property {ViewState} state
 */

/** @param {{ change: (next: Partial<ViewState>) => void }} options */
export function buildCurvesResult({ change }) {
  /** @type {{ answer: CurvesAnswer, question: CurvesQuestion } | null} */
  let taken = null;
  /** @type {Map<ViewState['filters'], SetSummary[]>} */
  const summaries = new Map();
  let state = defaultState;
  const parts = buildParts({
    change,
    dragged: (threshold) => draw({ ...state, threshold }),
  });
  const { host } = parts;

  /** @param {CurvesAnswer} answer @param {CurvesQuestion} question */
  function take(answer, question) {
    taken = { answer, question };
    const curves = decodeCurves(answer);
    summaries.clear();
    summaries.set('on', summariseOverSets(curves));
    summaries.set('off', summariseOverSets(withoutFilters(curves)));
    host.hidden = false;
    parts.remarks.replaceChildren(...curveRemarks(answer.remarks));
    draw(state);
  }

  function forget() {
    taken = null;
    host.hidden = true;
  }

  /** @param {ViewState} next */
  function show(next) {
    state = next;
    draw(state);
  }

  /** @param {ViewState} of */
  function draw(of) {
    if (taken === null) return;
    const all = summaries.get(of.filters) ?? [];
    const shown = plan(all, taken.answer.thresholds, of);
    parts.draw(shown, { isOld: isOther(taken.question, of) });
  }
  return { host, take, forget, show };
}

/** Has the question changed since it was answered? @param {CurvesQuestion} asked @param {ViewState} state */
function isOther(asked, state) {
  const keys = /** @type {const} */ (['policy', 'at', 'minCount', 'columns', 'permutations']);
  return keys.some((key) => JSON.stringify(asked[key]) !== JSON.stringify(state[key]));
}

/**
 * @param {readonly SetSummary[]} all
 * @param {readonly number[]} thresholds
 * @param {ViewState} state
 * @returns {ShownCurves}
 */
function plan(all, thresholds, state) {
  const seeds = listSeeds(all);
  const seed = seeds.find((one) => one === state.seed) ?? seeds[0] ?? '';
  const t = thresholds.indexOf(state.threshold);
  const sets = setsOfSeed(
    all.map((summary) => atThreshold(summary, t)),
    seed,
  );
  const names = [...sets.keys()];
  const kept = names.find((name) => sets.get(name)?.[0]?.excluded === null);
  const set = names.find((name) => name === state.set) ?? kept ?? names[0] ?? '';
  return { all, thresholds, sets, threshold: state.threshold, seed, set, state };
}

/**
 * @param {{ change: (next: Partial<ViewState>) => void, dragged: (threshold: number) => void }} options
 */
function buildParts({ change, dragged }) {
  const verdict = element('p', { class: 'verdict' });
  const old = element('p', { class: 'hint', role: 'status' });
  const remarks = element('div', {});
  const switches = curveSwitches({ change, dragged });
  const title = element('h2', { class: 'set-title' });
  /** @param {number} threshold */
  const dropped = (threshold) => change({ threshold });
  const panels = buildPanels({ dragged, dropped });
  const tests = element('div', {});
  const numbers = element('div', {});
  const downloads = curveDownloads();
  const sheet = buildSheet({
    choose: (set) => {
      change({ set });
      title.scrollIntoView({ block: 'nearest' });
    },
  });
  const summary = element('summary', {}, 'Accuracies as numbers');
  const details = element('details', { class: 'columns' }, summary, numbers);
  const host = element(
    'div',
    { class: 'curves-result', hidden: true },
    ...[verdict, old, remarks, switches.host, title, panels.host, tests, details],
    ...[downloads.host, sheet.host],
  );
  /** @type {{ which: string, all: readonly SetSummary[] | null }} */
  let numbered = { which: '', all: null };
  /** @param {ShownCurves} shown @param {{ isOld: boolean }} more */
  function draw(shown, { isOld }) {
    const curves = shown.sets.get(shown.set) ?? [];
    verdict.textContent = writeVerdict(shown);
    old.textContent = isOld ? 'The question has changed since. “Make curves” asks it again.' : '';
    switches.show(shown);
    title.replaceChildren(breakable(shown.set));
    panels.draw(curves, shown);
    tests.replaceChildren(...testsTable(curves, shown));
    // Accuracies do not follow the threshold.
    const which = JSON.stringify([shown.set, shown.seed]);
    if (which !== numbered.which || shown.all !== numbered.all) {
      numbered = { which, all: shown.all };
      numbers.replaceChildren(numbersTable(curves));
    }
    downloads.take(shown);
    sheet.draw(shown);
  }
  return { host, draw, remarks };
}

/** What the fixed split says over sets. @param {ShownCurves} shown */
function writeVerdict({ sets, threshold, state }) {
  const fixed = [...sets.values()].flatMap((curves) => curves[0] ?? []);
  const kept = fixed.filter(({ excluded }) => excluded === null);
  const lags = kept.flatMap(({ lag }) => lag[0] ?? []);
  const excluded = fixed.length - kept.length;
  const without = excluded === 0 ? '' : `, ${excluded} of them excluded by the filters`;
  const head = `${countNoun(fixed.length, 'set')} at ${countNoun(fixed[0]?.steps.length ?? 0, 'checkpoint')}${without}.`;
  const median = findMedian(lags);
  if (median === null) return `${head} No set has a lag at ${threshold} %.`;
  const low = kept.filter(({ q }) => (q[state.test][0] ?? 1) < 0.05).length;
  return `${head} At ${threshold} %, ${lags.length} of ${kept.length} have a lag; its median is ${formatStep(median)} steps, and q is below 0.05 in ${low}.`;
}
