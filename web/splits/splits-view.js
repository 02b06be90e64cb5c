// The splits: pair files and a question in, the split shown and to be downloaded.
//
// The question lives in the URL; files cannot, so they are kept here until the page goes. Once a
// split is shown it follows the question, as the chart follows its switches.

import { element } from '../element.js';
import { problemPanel } from '../problem-panel.js';
import { ApiProblem } from '../request.js';
import { askSplit } from './ask-split.js';
import { emptySplit, noSplit } from './empty-split.js';
import { pairFiles } from './pair-files.js';
import { questionForm } from './question-form.js';
import { readSplit } from './split-answer.js';
import { splitQuestionFields } from './split-question.js';
import { showSplit } from './split-result.js';

/** @import { IndexDescription } from '../../schemas/index-description.ts' */
/** @import { SplitQuestion } from './question-fields.js' */
/** @import { ViewState } from '../view-state.js' */

/**
 * Builds the view into `host`. Returns what shows a state.
 * @param {HTMLElement} host
 * @param {{ change: (next: Partial<ViewState>) => void }} options
 */
export function buildSplitsView(host, { change }) {
  /** The question that is shown or under way; null before the first. @type {string | null} */
  let asked = null;
  const form = splitForm({
    changed: change,
    sent: (question) => {
      asked = JSON.stringify(question);
      change(question);
      void sheet.ask(form.files(), question);
    },
    renewed: () => sheet.forgetProblem(),
  });
  /** Of the index; until it is known, as where steps are counted from 1. */
  let firstStep = 1;
  const sheet = splitSheet({
    ...{ take: form.take, openColumns: form.openColumns },
    firstStep: () => firstStep,
  });
  const title = element('h1', { class: 'unseen' }, 'Splits of minimal pairs by exposure');
  host.append(title, form.host, sheet.host);

  /** Some indexes cannot be split by; then the page says why in place of the form. @param {IndexDescription} facts */
  function learn({ analyzer, first_step }) {
    firstStep = Math.max(1, first_step);
    if (analyzer !== 'ids') return;
    host.replaceChildren(title, element('div', { class: 'sheet alone' }, ...noSplit()));
  }

  /** @param {ViewState} state */
  function show({ policy, at, minCount, columns }) {
    const question = { policy, at, minCount, columns };
    form.show(question);
    if (asked === null || asked === JSON.stringify(question)) return;
    if (form.files().length === 0) return;
    asked = JSON.stringify(question);
    void sheet.ask(form.files(), question);
  }
  return { show, learn };
}

/**
 * @typedef {object} SplitFormOptions
 * @property {(question: SplitQuestion) => void} changed
 * @property {(question: SplitQuestion) => void} sent
 * @property {() => void} renewed the files are others, or the form says itself what is wrong
 */

/** @param {SplitFormOptions} options */
function splitForm({ changed, sent, renewed }) {
  /** @type {readonly File[]} */
  let files = [];
  const picked = pairFiles({
    changed: (next) => {
      files = next;
      go.disabled = files.length === 0;
      renewed();
    },
  });
  const fields = splitQuestionFields(changed);
  const look = { label: 'Split', button: 'Split', files: [picked.host] };
  const { host, go } = questionForm(look, fields, { sent, refused: renewed });
  /** @param {File} file */
  const take = (file) => picked.add([file]);
  return { host, take, files: () => files, show: fields.show, openColumns: fields.openColumns };
}

/** What can be done on this page about a problem, by its code. @type {Readonly<Record<string, string>>} */
const adviceByCode = {
  missing_field: 'On this page, use “Columns of the files” above the button.',
  body_too_large: 'On this page: leave out some of the files, and split them separately.',
  field_taken:
    'This page puts nothing before them: rename the field in the file, or use the command or POST /v1/splits.',
};

/** @param {{ take: (file: File) => void, openColumns: () => void, firstStep: () => number }} options */
function splitSheet({ take, openColumns, firstStep }) {
  let asking = new AbortController();
  let undraw = () => {};
  const status = element('p', { class: 'status', role: 'status' });
  const problem = element('div');
  const result = element('div', { id: 'split-result' }, ...emptySplit(take));
  const host = element('div', { class: 'sheet' }, status, problem, result);

  /** @param {readonly File[]} files @param {SplitQuestion} question */
  async function ask(files, question) {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    status.textContent = 'Splitting…';
    result.setAttribute('aria-busy', 'true');
    problem.replaceChildren();
    try {
      const { zip, remarks } = await askSplit(files, question, signal);
      const answer = await readSplit(zip);
      if (signal.aborted) return;
      undraw();
      undraw = showSplit(result, answer, { firstStep: firstStep(), remarks });
      const name = `snapshot ${answer.summaries[0]?.snapshot}`;
      status.replaceChildren('Split done ', element('span', { class: 'snapshot' }, name));
    } catch (error) {
      if (signal.aborted) return;
      undraw();
      undraw = () => {};
      result.replaceChildren();
      status.textContent = '';
      const code = error instanceof ApiProblem ? error.code : '';
      const retry = () => void ask(files, question);
      problem.replaceChildren(problemPanel(error, retry, adviceByCode[code]));
      if (code === 'missing_field') openColumns();
    }
    result.removeAttribute('aria-busy');
  }
  const forgetProblem = () => {
    if (problem.childElementCount === 0) return;
    problem.replaceChildren();
    result.replaceChildren(...emptySplit(take));
  };
  return { host, ask, forgetProblem };
}
