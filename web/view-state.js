// What the page shows, as a URL fragment and back.
//
// Everything that a link must reproduce is in here and nothing else. It lives in the fragment,
// which browsers do not send, so a long list cannot exceed a server's limit on URLs. Defaults are
// left out. Pure: knows neither document nor history.

/** @typedef {(typeof views)[number]} View */
/** @typedef {{ from: number, to: number }} StepRange both included */
/** @typedef {{ hold: 'sentence' | 'phrase', good: string, bad: string }} Columns */

/**
 * @typedef {object} ViewState
 * @property {View} view
 * @property {readonly string[]} phrases
 * @property {{ good: string, bad: string } | null} pair a minimal pair is asked in place of phrases
 * @property {number} bins
 * @property {StepRange | null} steps that the chart shows; null: all
 * @property {'cumulative' | 'bin'} y
 * @property {'linear' | 'log'} scale
 * @property {'step' | 'token'} x
 * @property {'chart' | 'table'} show
 * @property {'phrase' | 'facet'} by whether one phrase is shown by facet
 * @property {number | null} bin the selected bin, from 1
 * @property {string} query of the search
 * @property {string} text that is traced
 * @property {number | null} span of the text that is selected, from 1
 * @property {number | null} step whose records are shown; null: the first
 * @property {string | null} watch the watch list that is followed; null: the first
 * @property {'either' | 'both' | 'good' | 'bad'} policy of the splits
 * @property {readonly number[]} at steps of the splits, one each; none is the last step
 * @property {number} minCount of the splits
 * @property {Columns | null} columns of the splits' pair files; null: sentence_good, sentence_bad
 * @property {string | null} set of the curves that is large; null: the first
 * @property {string | null} seed of the curves; null: the first
 * @property {number} threshold of the curves, in per cent
 * @property {'groups' | 'examples' | 'frequency' | 'frequency_groups'} test whose p is shown
 * @property {'on' | 'off'} filters of the sets
 * @property {'linear' | 'log'} steps_axis of the curves
 * @property {number} permutations of the tests
 */

/** In the order of the navigation. */
export const views = /** @type {const} */ ([
  ...['exposures', 'search', 'trace', 'steps', 'splits', 'curves', 'live'],
]);

/** @type {ViewState} */
export const defaultState = Object.freeze({
  view: 'exposures',
  phrases: [],
  pair: null,
  bins: 100,
  steps: null,
  y: 'cumulative',
  scale: 'linear',
  x: 'step',
  show: 'chart',
  by: 'phrase',
  bin: null,
  query: '',
  text: '',
  span: null,
  step: null,
  watch: null,
  policy: 'either',
  at: [],
  minCount: 1,
  columns: null,
  set: null,
  seed: null,
  threshold: 80,
  test: 'groups',
  filters: 'on',
  steps_axis: 'linear',
  permutations: 1000,
});

/** The numbers of bins that are offered. */
export const binChoices = /** @type {const} */ ([20, 50, 100, 200, 400]);
/** Thresholds of the curves, in per cent. */
export const minThreshold = 50;
export const maxThreshold = 99;
export const tests = /** @type {const} */ (['groups', 'examples', 'frequency_groups', 'frequency']);
export const policies = /** @type {const} */ (['either', 'both', 'good', 'bad']);

/**
 * The state that a fragment (or query) names; what it does not name, or names wrongly, is default.
 * @param {string} text with or without its leading `#` or `?`
 * @returns {ViewState}
 */
export function decodeState(text) {
  const named = new URLSearchParams(text.replace(/^[#?]/, ''));
  const good = named.get('good');
  const bad = named.get('bad');
  return {
    view: pickOne(named.get('view'), [...views]),
    phrases: named.getAll('phrase').filter((phrase) => phrase !== ''),
    pair: good === null && bad === null ? null : { good: good ?? '', bad: bad ?? '' },
    bins: pickOne(count(named.get('bins')), [defaultState.bins, ...binChoices]),
    steps: stepsIn(named),
    y: pickOne(named.get('y'), ['cumulative', 'bin']),
    scale: pickOne(named.get('scale'), ['linear', 'log']),
    x: pickOne(named.get('x'), ['step', 'token']),
    show: pickOne(named.get('show'), ['chart', 'table']),
    by: pickOne(named.get('by'), ['phrase', 'facet']),
    bin: count(named.get('bin')),
    query: named.get('query') ?? '',
    text: named.get('text') ?? '',
    span: count(named.get('span')),
    step: named.get('step') === '0' ? 0 : count(named.get('step')),
    watch: named.get('watch'),
    policy: pickOne(named.get('policy'), [...policies]),
    at: counts(named.get('at')),
    minCount: count(named.get('min_count')) ?? defaultState.minCount,
    columns: decodeColumns(named, 'phrase') ?? decodeColumns(named, 'sentence'),
    set: named.get('set'),
    seed: named.get('seed'),
    threshold: decodeThreshold(count(named.get('threshold'))),
    test: pickOne(named.get('test'), [...tests]),
    filters: pickOne(named.get('filters'), ['on', 'off']),
    steps_axis: pickOne(named.get('steps_axis'), ['linear', 'log']),
    permutations: count(named.get('permutations')) ?? defaultState.permutations,
  };
}

/**
 * The fragment of a state, without `#`; empty for the default.
 * @param {ViewState} state
 */
export function encodeState(state) {
  const named = new URLSearchParams();
  if (state.view !== 'exposures') named.append('view', state.view);
  for (const phrase of state.phrases) named.append('phrase', phrase);
  if (state.pair !== null) {
    named.append('good', state.pair.good);
    named.append('bad', state.pair.bad);
  }
  const plain = /** @type {const} */ ([
    ...['bins', 'y', 'scale', 'x', 'show', 'by', 'bin', 'query', 'text', 'span', 'step', 'policy'],
    ...['watch', 'set', 'seed', 'threshold', 'test', 'filters', 'steps_axis', 'permutations'],
  ]);
  for (const key of plain) {
    const value = state[key];
    if (value !== null && value !== defaultState[key]) named.append(key, String(value));
  }
  if (state.steps !== null) {
    named.append('from_step', String(state.steps.from));
    named.append('to_step', String(state.steps.to));
  }
  if (state.at.length > 0) named.append('at', state.at.join());
  if (state.minCount !== defaultState.minCount) named.append('min_count', String(state.minCount));
  if (state.columns !== null) {
    const { hold, good, bad } = state.columns;
    named.append(`${hold}_good`, good);
    named.append(`${hold}_bad`, bad);
  }
  return named.toString();
}

/**
 * The phrases that a state asks: its list, or the two of its pair.
 * @param {ViewState} state
 * @returns {readonly string[]}
 */
export function listPhrases({ pair, phrases }) {
  return pair === null ? phrases : [pair.good, pair.bad];
}

/**
 * @template T
 * @param {unknown} value
 * @param {readonly [T, ...T[]]} allowed the first is the default
 * @returns {T}
 */
function pickOne(value, allowed) {
  return allowed.find((item) => item === value) ?? allowed[0];
}

/** @param {URLSearchParams} named @param {Columns['hold']} hold @returns {Columns | null} */
function decodeColumns(named, hold) {
  const good = named.get(`${hold}_good`);
  const bad = named.get(`${hold}_bad`);
  return good && bad ? { hold, good, bad } : null;
}

/** @param {URLSearchParams} named @returns {StepRange | null} */
function stepsIn(named) {
  const [from, to] = [count(named.get('from_step')), count(named.get('to_step'))];
  return from !== null && to !== null && from <= to ? { from, to } : null;
}

/** @param {number | null} percent */
function decodeThreshold(percent) {
  const isKnown = percent !== null && percent >= minThreshold && percent <= maxThreshold;
  return isKnown ? percent : defaultState.threshold;
}

/** @param {string | null} text @returns {number | null} */
function count(text) {
  if (text === null || !/^[1-9][0-9]{0,14}$/.test(text)) return null;
  return Number(text);
}

/** "100,700" -> [100, 700]; none where one of them is not a number. @param {string | null} text @returns {number[]} */
function counts(text) {
  const found = (text ?? '').split(',').map(count);
  return found.every((one) => one !== null) ? found : [];
}
