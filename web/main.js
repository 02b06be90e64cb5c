// Wires the page: the URL's fragment -> state -> the view it names, and back.
//
// One direction only: whatever the user does changes the fragment, and `show` shows what the
// fragment says. So a link, reload, the back button and a click are the same thing.

import { buildCurvesView } from './curves/curves-view.js';
import { byId } from './element.js';
import { hintAtIds } from './exposures/ask-form.js';
import { buildExposuresView } from './exposures/exposures-view.js';
import { shorten } from './format-number.js';
import { askIndex, indexLine } from './index-facts.js';
import { LiveView } from './live/live-view.js';
import { ApiProblem } from './request.js';
import { buildSearchView } from './search/search-view.js';
import { buildSplitsView } from './splits/splits-view.js';
import { buildStepsView } from './steps/steps-view.js';
import { wireTheme } from './theme.js';
import { buildTraceView } from './trace/trace-view.js';
import { decodeState, encodeState, listPhrases, views } from './view-state.js';

/** @import { IndexDescription } from '../schemas/index-description.ts' */
/** @import { ViewState } from './view-state.js' */

let state = decodeState('');
/** @type {IndexDescription | null} */
let facts = null;

const exposures = buildExposuresView({
  change,
  facts: () => facts,
  answered: (snapshot) => {
    if (facts !== null && facts.snapshot !== snapshot) void readFacts();
  },
  retry: () => {
    void readFacts();
    show();
  },
});
/** Made when it is first shown. @type {ReturnType<typeof buildSearchView> | null} */
let search = null;
/** Made when it is first shown. @type {ReturnType<typeof buildTraceView> | null} */
let trace = null;
const splits = buildSplitsView(byId('splits'), { change });
const steps = buildStepsView(byId('steps'), { change });
/** Made when it is first shown. @type {ReturnType<typeof buildCurvesView> | null} */
let curves = null;

/** Made when it is first shown. @type {LiveView | null} */
let live = null;

/** Goes to another state. @param {Partial<ViewState>} next */
function change(next) {
  const hash = encodeState({ ...state, ...next });
  if (hash !== encodeState(state)) {
    history.pushState(null, '', hash === '' ? location.pathname : `#${hash}`);
  }
  show();
}

/** Shows what the URL says. */
function show() {
  state = decodeState(location.hash);
  for (const view of views) {
    byId(view).hidden = state.view !== view;
    const link = byId(`go-${view}`);
    link.setAttribute('href', `#${encodeState({ ...state, view })}`);
    if (state.view === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = writeTitle(state);
  if (state.view !== 'live') live?.hide();
  if (state.view === 'splits') splits.show(state);
  else if (state.view === 'curves') showCurves();
  else if (state.view === 'search') showSearch();
  else if (state.view === 'trace') showTrace();
  else if (state.view === 'live') showLive();
  else if (state.view === 'steps') void steps.show(state);
  else void exposures.show(state);
}

function showSearch() {
  search ??= buildSearchView(byId('search'), { change, facts: () => facts });
  void search.show(state);
}

function showLive() {
  live ??= new LiveView(byId('live'), {
    change,
    facts: () => facts,
    grown: () => void readFacts(),
  });
  live.show(state);
}

function showTrace() {
  trace ??= buildTraceView(byId('trace'), { change, facts: () => facts });
  void trace.show(state);
}

function showCurves() {
  curves ??= buildCurvesView(byId('curves'), { change });
  if (facts !== null) curves.learn(facts);
  curves.show(state);
}

/** @param {ViewState} state */
function writeTitle(state) {
  if (state.view === 'splits') return 'Splits · firstseen';
  if (state.view === 'curves') return 'Curves · firstseen';
  if (state.view === 'live') return `${state.watch ?? 'Live'} · firstseen`;
  if (state.view === 'trace') return 'Trace · firstseen';
  if (state.view === 'search') return `${shorten(state.query, 60) || 'Search'} · firstseen`;
  if (state.view === 'steps') {
    return state.step === null ? 'Steps · firstseen' : `Step ${state.step} · firstseen`;
  }
  const [phrase] = listPhrases(state);
  return phrase === undefined ? 'firstseen' : `${shorten(phrase, 60)} · firstseen`;
}

const waitMs = 2000;
/** Whether the index had no commit when it was asked last. */
let isWaiting = false;

/**
 * What is in the index. Where phrases are asked, their own question tells what is wrong. An index without a
 * commit is asked again until it has one.
 */
async function readFacts() {
  try {
    facts = await askIndex(AbortSignal.timeout(10_000));
    const hasCome = isWaiting;
    isWaiting = false;
    byId('index-line').replaceChildren(...indexLine(facts));
    hintAtIds(facts);
    exposures.learn();
    splits.learn(facts);
    steps.learn(facts);
    curves?.learn(facts);
    // Where phrases are asked, only an index of ids is shown in another way.
    const isAsked = state.view === 'exposures' && listPhrases(state).length > 0;
    if (!isAsked || hasCome || facts.analyzer === 'ids') show();
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_ready' && facts === null) {
      isWaiting = true;
      setTimeout(() => void readFacts(), waitMs);
    }
    if (listPhrases(state).length > 0) return;
    if (isWaiting) return exposures.wait();
    exposures.fail(error, () => void readFacts());
  }
}

// A link may say ?phrase=… as well (a browser's search keyword does); it becomes the fragment.
if (location.search !== '' && location.hash === '') {
  const hash = encodeState(decodeState(location.search));
  history.replaceState(null, '', `${location.pathname}${hash && `#${hash}`}`);
}
byId('skip').addEventListener('click', (event) => {
  event.preventDefault();
  byId('main').focus();
});
wireTheme(/** @type {HTMLButtonElement} */ (byId('theme')), show);
window.addEventListener('popstate', show);
show();
void readFacts();
