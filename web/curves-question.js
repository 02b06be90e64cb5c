// The fields of a question for curves: policy, the split's step, least count, permutations and columns,
// all of which live in the URL.

import { columnFields } from './column-fields.js';
import { element } from './element.js';
import { labelled, leastFault, policyChoices, wholeOf } from './split-question.js';

/** @import { ViewState } from './view-state.js' */

/** @typedef {Pick<ViewState, 'policy' | 'at' | 'minCount' | 'columns' | 'permutations'>} CurvesQuestion */

const mostPermutations = 1_000_000;

/**
 * `changed` is called with the question whenever a field is changed to something that can be asked.
 * @param {(question: CurvesQuestion) => void} changed
 */
export function curvesQuestionFields(changed) {
  const choices = policyChoices();
  const at = element('input', {
    ...{ id: 'curves-at', placeholder: 'last', inputmode: 'numeric', autocomplete: 'off' },
    'aria-describedby': 'curves-at-hint',
  });
  const least = element('input', { inputmode: 'numeric', id: 'curves-least' });
  const permutations = element('input', { inputmode: 'numeric', id: 'curves-permutations' });
  const wrong = element('p', { class: 'error', role: 'alert' });
  const columns = columnFields('curves-');
  const host = element(
    'div',
    { class: 'question-fields' },
    choices.host,
    element(
      'div',
      { class: 'three' },
      labelled(at, 'by step'),
      labelled(least, 'at least … times'),
      labelled(permutations, 'permu\u00adtations'),
    ),
    element(
      'p',
      { class: 'hint', id: 'curves-at-hint' },
      'The step is of the fixed split; the other follows the checkpoints.',
    ),
    columns.host,
  );
  /** The question, or null where a field holds none; that is told unless it is still being typed. @param {boolean} tell @returns {CurvesQuestion | null} */
  const read = (tell) => {
    const fault =
      wholeFault('by step', at.value, { isOptional: true }) ??
      leastFault(least.value) ??
      wholeFault('permutations', permutations.value, { most: mostPermutations }) ??
      columns.fault();
    wrong.textContent = (tell ? fault : null) ?? '';
    if (fault !== null) return null;
    const step = wholeOf(at.value);
    return {
      policy: choices.read(),
      at: step === null ? [] : [step],
      minCount: wholeOf(least.value) ?? 1,
      permutations: wholeOf(permutations.value) ?? 1000,
      columns: columns.read(),
    };
  };
  /** @param {CurvesQuestion} question */
  const show = (question) => {
    choices.show(question.policy);
    at.value = String(question.at.at(-1) ?? '');
    least.value = String(question.minCount);
    permutations.value = String(question.permutations);
    columns.show(question.columns);
    wrong.textContent = '';
  };
  host.addEventListener('change', () => {
    const question = read(false);
    if (question !== null) changed(question);
  });
  return { host, wrong, read, show, openColumns: columns.open };
}

/**
 * @param {string} name
 * @param {string} text
 * @param {{ isOptional?: boolean, most?: number }} options
 */
function wholeFault(name, text, { isOptional = false, most = Number.MAX_SAFE_INTEGER }) {
  if (isOptional && text.trim() === '') return null;
  const whole = wholeOf(text);
  if (whole !== null && whole <= most) return null;
  const range = most < Number.MAX_SAFE_INTEGER ? ` to ${most.toLocaleString('en')}` : '';
  return `${name}: expected a whole number from 1${range}, found “${text.slice(0, 20)}”.`;
}
