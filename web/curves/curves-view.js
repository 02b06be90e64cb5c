// The curves: pair files, results and a question in, curves by exposure shown and to be downloaded.
//
// What is looked at lives in the URL, as does the question; files cannot, so they are kept here until
// the page goes. Results are large, so they are sent when the button is pressed, and never by themselves.

import { element, withCode } from '../element.js';
import { problemPanel } from '../problem-panel.js';
import { ApiProblem } from '../request.js';
import { noSplit } from '../splits/empty-split.js';
import { pairFiles } from '../splits/pair-files.js';
import { questionForm } from '../splits/question-form.js';
import { askCurves } from './ask-curves.js';
import { showProgress } from './curves-progress.js';
import { curvesQuestionFields } from './curves-question.js';
import { buildCurvesResult } from './curves-result.js';
import { resultFiles } from './result-files.js';

/** @import { IndexDescription } from '../../schemas/index-description.ts' */
/** @import { CurvesQuestion } from './curves-question.js' */
/** @import { ResultFiles } from './result-files.js' */
/** @import { ViewState } from '../view-state.js' */

/** @typedef {{ pairs: readonly File[], results: ResultFiles }} CurvesFiles */

/**
 * Builds the view into `host`. Returns what shows a state.
 * @param {HTMLElement} host
 * @param {{ change: (next: Partial<ViewState>) => void }} options
 */
export function buildCurvesView(host, { change }) {
  const form = curvesForm({
    changed: change,
    sent: (files, question) => {
      change(question);
      void sheet.ask(files, question);
    },
    renewed: () => sheet.forgetProblem(),
  });
  const sheet = curvesSheet({ change, openColumns: form.openColumns });
  const title = element('h1', { class: 'unseen' }, 'Curves by exposure');
  host.append(title, form.host, sheet.host);

  /** Some indexes cannot be split by; then the page says why in place of the form. @param {IndexDescription} facts */
  function learn({ analyzer }) {
    if (analyzer !== 'ids') return;
    host.replaceChildren(title, element('div', { class: 'sheet alone' }, ...noSplit()));
  }

  /** @param {ViewState} state */
  function show(state) {
    const { policy, at, minCount, columns, permutations } = state;
    form.show({ policy, at, minCount, columns, permutations });
    sheet.show(state);
  }
  return { show, learn };
}

/**
 * @typedef {object} CurvesFormOptions
 * @property {(question: CurvesQuestion) => void} changed
 * @property {(files: CurvesFiles, question: CurvesQuestion) => void} sent
 * @property {() => void} renewed the files are others
 */

/** @param {CurvesFormOptions} options */
function curvesForm({ changed, sent, renewed }) {
  /** @type {CurvesFiles} */
  let files = { pairs: [], results: { results: [], names: null } };
  /** @param {Partial<CurvesFiles>} next */
  const take = (next) => {
    files = { ...files, ...next };
    go.disabled = files.pairs.length === 0 || files.results.results.length === 0;
    renewed();
  };
  const pairs = pairFiles({ changed: (next) => take({ pairs: next }), hintId: 'curves-pair-hint' });
  const results = resultFiles({ changed: (next) => take({ results: next }) });
  const fields = curvesQuestionFields(changed);
  const look = { label: 'Curves', button: 'Make curves', files: [pairs.host, results.host] };
  const { host, go } = questionForm(look, fields, {
    sent: (question) => sent(files, question),
    refused: renewed,
  });
  return { host, show: fields.show, openColumns: fields.openColumns };
}

/** What can be done on this page about a problem, by its code. @type {Readonly<Record<string, string>>} */
const adviceByCode = {
  missing_field: 'On this page, use “Columns of the files” above the button.',
  deadline_exceeded:
    'On this page: take fewer permutations, or leave out some of the pair files; their results are then not read.',
};

/** @param {{ change: (next: Partial<ViewState>) => void, openColumns: () => void }} options */
function curvesSheet({ change, openColumns }) {
  let asking = new AbortController();
  const status = element('p', { class: 'status', role: 'status' });
  const look = { class: 'progress', max: 1, 'aria-label': 'Progress', hidden: true };
  const bar = element('progress', look);
  const problem = element('div');
  const empty = element('div', { class: 'empty-curves' }, ...emptyCurves());
  const result = buildCurvesResult({ change });
  const host = element('div', { class: 'sheet' }, status, bar, problem, empty, result.host);

  /** @param {CurvesFiles} files @param {CurvesQuestion} question */
  async function ask(files, question) {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    problem.replaceChildren();
    result.host.setAttribute('aria-busy', 'true');
    const progress = showProgress(status, bar);
    try {
      const { sent, watch } = progress;
      const answer = await askCurves(files, question, { signal, sent, watch });
      if (signal.aborted) return;
      empty.hidden = true;
      result.take(answer, question);
      const name = `snapshot ${answer.snapshot}`;
      status.replaceChildren('Curves made ', element('span', { class: 'snapshot' }, name));
    } catch (error) {
      if (signal.aborted) return;
      result.forget();
      status.textContent = '';
      empty.hidden = true;
      const code = error instanceof ApiProblem ? error.code : '';
      const retry = () => void ask(files, question);
      problem.replaceChildren(problemPanel(error, retry, adviceByCode[code]));
      if (code === 'missing_field') openColumns();
    } finally {
      progress.end(signal.aborted);
    }
    result.host.removeAttribute('aria-busy');
  }
  const forgetProblem = () => {
    if (problem.childElementCount === 0) return;
    problem.replaceChildren();
    empty.hidden = false;
  };
  return { host, ask, show: result.show, forgetProblem };
}

function emptyCurves() {
  return [
    element('h2', { class: 'question' }, 'Are unexposed examples learned later?'),
    element(
      'p',
      { class: 'lead' },
      'Give minimal pairs, and results of evaluating them at checkpoints. The accuracy on examples that the model had met is drawn with that on examples that it had not, with the lag between the two and whether it may be chance.',
    ),
    element(
      'p',
      { class: 'examples' },
      ...withCode(
        'Results stay in a temporary folder of the server while the curves are made. Links to this page keep what is shown, but not the files. The command `firstseen curves` gives the same numbers.',
      ),
    ),
  ];
}
