// The splits: pair files and a question in, the split shown and to be downloaded.
//
// The question lives in the URL; files cannot, so they are kept here until the page goes. Once a
// split is shown it follows the question, as the chart follows its switches.

import { askSplit } from './api.js';
import { element } from './element.js';
import { emptySplit } from './empty-split.js';
import { pairFiles } from './pair-files.js';
import { problemPanel } from './problem-panel.js';
import { readSplit } from './split-answer.js';
import { splitQuestionFields } from './split-question.js';
import { showSplit } from './split-result.js';

/** @import { SplitQuestion } from './split-question.js' */
/** @import { ViewState } from './view-state.js' */

/**
 * Builds the view into `host`. Returns what shows a state.
 * @param {HTMLElement} host
 * @param {{ change: (next: Partial<ViewState>) => void, lastStep: () => number }} options
 */
export function buildSplitsView(host, { change, lastStep }) {
  /** The question that is shown or under way; null before the first. @type {string | null} */
  let asked = null;
  const form = splitForm(change, (question) => {
    asked = JSON.stringify(question);
    change(question);
    void sheet.ask(form.files(), question);
  });
  const sheet = splitSheet({ lastStep, take: form.take });
  host.append(
    element('h1', { class: 'unseen' }, 'Splits of minimal pairs by exposure'),
    form.host,
    sheet.host,
  );

  /** @param {ViewState} state */
  function show({ policy, at, minCount, columns }) {
    const question = { policy, at, minCount, columns };
    form.show(question);
    if (asked === null || asked === JSON.stringify(question)) return;
    if (form.files().length === 0) return;
    asked = JSON.stringify(question);
    void sheet.ask(form.files(), question);
  }
  return { show };
}

/**
 * @param {(question: SplitQuestion) => void} changed
 * @param {(question: SplitQuestion) => void} sent
 */
function splitForm(changed, sent) {
  /** @type {readonly File[]} */
  let files = [];
  const go = element('button', { type: 'submit', class: 'primary', disabled: true }, 'Split');
  const picked = pairFiles({
    changed: (next) => {
      files = next;
      go.disabled = files.length === 0;
    },
  });
  const fields = splitQuestionFields(changed);
  const host = element(
    'form',
    { class: 'rail', 'aria-label': 'Split', novalidate: true },
    picked.host,
    fields.host,
    element('div', { class: 'actions' }, go),
    fields.wrong,
  );
  host.addEventListener('submit', (event) => {
    event.preventDefault();
    const question = fields.read(true);
    if (question !== null && files.length > 0) sent(question);
  });
  /** @param {File} file */
  const take = (file) => picked.add([file]);
  return { host, take, files: () => files, show: fields.show };
}

/** @param {{ lastStep: () => number, take: (file: File) => void }} options */
function splitSheet({ lastStep, take }) {
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
      const answer = await readSplit(await askSplit(files, question, signal));
      if (signal.aborted) return;
      undraw();
      undraw = showSplit(result, answer, lastStep());
      const name = `snapshot ${answer.summary.snapshot}`;
      status.replaceChildren('Split done ', element('span', { class: 'snapshot' }, name));
    } catch (error) {
      if (signal.aborted) return;
      undraw();
      undraw = () => {};
      result.replaceChildren();
      status.textContent = '';
      problem.replaceChildren(problemPanel(error, () => void ask(files, question)));
    }
    result.removeAttribute('aria-busy');
  }
  return { host, ask };
}
