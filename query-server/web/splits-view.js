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
  /** @type {readonly File[]} */
  let files = [];
  /** The question that is shown or under way; null before the first. @type {string | null} */
  let asked = null;
  let asking = new AbortController();
  let undraw = () => {};
  const status = element('p', { class: 'status', role: 'status' });
  const result = element('div', { id: 'split-result' });
  const problem = element('div');
  const go = element('button', { type: 'submit', class: 'primary', disabled: true }, 'Split');
  const picked = pairFiles({
    changed: (next) => {
      files = next;
      go.disabled = files.length === 0;
    },
  });
  const fields = splitQuestionFields(change);
  const actions = element('div', { class: 'actions' }, go);
  const form = element(
    'form',
    { class: 'rail', 'aria-label': 'Split', novalidate: true },
    picked.host,
    fields.host,
    actions,
    fields.wrong,
  );
  host.append(
    element('h1', { class: 'unseen' }, 'Splits of minimal pairs by exposure'),
    form,
    element('div', { class: 'sheet' }, status, problem, result),
  );
  result.append(...emptySplit((file) => picked.add([file])));

  /** @param {SplitQuestion} question */
  async function ask(question) {
    asked = JSON.stringify(question);
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
      const snapshot = element(
        'span',
        { class: 'snapshot' },
        `snapshot ${answer.summary.snapshot}`,
      );
      status.replaceChildren('Split done ', snapshot);
    } catch (error) {
      if (signal.aborted) return;
      undraw();
      undraw = () => {};
      result.replaceChildren();
      status.textContent = '';
      problem.replaceChildren(problemPanel(error, () => void ask(question)));
    }
    result.removeAttribute('aria-busy');
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const question = fields.read(true);
    if (question === null || files.length === 0) return;
    asked = null;
    change(question);
    void ask(question);
  });

  /** @param {ViewState} state */
  function show({ policy, at, minCount, columns }) {
    const question = { policy, at, minCount, columns };
    fields.show(question);
    if (asked !== null && asked !== JSON.stringify(question) && files.length > 0)
      void ask(question);
  }
  return { show };
}
