// The fields of a split's question: policy, steps, least count and the files' columns, all of which
// live in the URL.

import { columnFields } from './column-fields.js';
import { element } from './element.js';
import { policies } from './view-state.js';

/** @import { ViewState } from './view-state.js' */

/** @typedef {Pick<ViewState, 'policy' | 'at' | 'minCount' | 'columns'>} SplitQuestion */

const policyWords = {
  either: 'either of the two phrases',
  both: 'both phrases',
  good: 'the good phrase',
  bad: 'the bad phrase',
};

/**
 * The fields; `changed` is called with the question whenever one of them is changed to something
 * that can be asked. `wrong` tells what cannot; it belongs below the button, which must not move
 * while it is pressed.
 * @param {(question: SplitQuestion) => void} changed
 */
export function splitQuestionFields(changed) {
  const choices = policyChoices();
  const at = element('input', {
    id: 'split-at',
    placeholder: 'last',
    autocomplete: 'off',
    'aria-describedby': 'split-at-hint',
  });
  const least = element('input', { inputmode: 'numeric', id: 'split-least' });
  const wrong = element('p', { class: 'error', role: 'alert' });
  const columns = columnFields();
  const numbers = element(
    'div',
    { class: 'two' },
    labelled(at, 'by step'),
    labelled(least, 'at least … times'),
  );
  const hint = element(
    'p',
    { class: 'hint', id: 'split-at-hint' },
    '10, 50, 100 makes three splits.',
  );
  const host = element(
    'div',
    { class: 'question-fields' },
    choices.host,
    numbers,
    hint,
    columns.host,
  );
  /** The question, or null where a field holds none; that is told unless it is still being typed. @param {boolean} tell @returns {SplitQuestion | null} */
  const read = (tell) => {
    const fault = stepsFault(at.value) ?? leastFault(least.value) ?? columns.fault();
    wrong.textContent = (tell ? fault : null) ?? '';
    if (fault !== null) return null;
    return {
      policy: choices.read(),
      at: stepsOf(at.value) ?? [],
      minCount: wholeOf(least.value) ?? 1,
      columns: columns.read(),
    };
  };
  /** @param {SplitQuestion} question */
  const show = (question) => {
    choices.show(question.policy);
    at.value = question.at.join(', ');
    least.value = String(question.minCount);
    columns.show(question.columns);
    wrong.textContent = '';
  };
  host.addEventListener('change', () => {
    const question = read(false);
    if (question !== null) changed(question);
  });
  return { host, wrong, read, show, openColumns: columns.open };
}

export function policyChoices() {
  const inputs = policies.map((policy) =>
    element('input', { type: 'radio', name: 'policy', value: policy }),
  );
  const labels = inputs.map((input, i) =>
    element('label', { class: 'choice' }, input, policyWords[policies[i] ?? 'either']),
  );
  const legend = element('legend', {}, 'Proxy-train if the corpus held');
  const host = element('fieldset', { class: 'field' }, legend, ...labels);
  const read = () => policies[inputs.findIndex((input) => input.checked)] ?? 'either';
  /** @param {ViewState['policy']} policy */
  const show = (policy) => {
    for (const input of inputs) input.checked = input.value === policy;
  };
  return { host, read, show };
}

/** @param {HTMLInputElement} field @param {string} words */
export function labelled(field, words) {
  return element('div', { class: 'field' }, element('label', { for: field.id }, words), field);
}

/** As many splits as the server makes at once. */
const mostSteps = 100;

/** @param {string} text @returns {string | null} */
function stepsFault(text) {
  const steps = stepsOf(text);
  if (steps === null) {
    return `by step: expected whole numbers from 1 with commas between, such as 10, 50, 100; found “${text.slice(0, 20)}”.`;
  }
  if (steps.length <= mostSteps) return null;
  return `by step: expected at most ${mostSteps} steps, found ${steps.length}.`;
}

/** @param {string} text @returns {string | null} */
export function leastFault(text) {
  if (text.trim() === '' || wholeOf(text) !== null) return null;
  return `at least … times: expected a whole number from 1, found “${text.slice(0, 20)}”.`;
}

/**
 * "50, 10" -> [10, 50]; null where it is not a list of whole numbers from 1. A comma parts steps, so
 * none can stand inside a number.
 * @param {string} text
 */
export function stepsOf(text) {
  if (text.trim() === '') return [];
  const steps = text.split(',').map((part) => (/^\s*0/.test(part) ? null : wholeOf(part)));
  if (!steps.every((step) => step !== null)) return null;
  return [...new Set(steps)].sort((a, b) => a - b);
}

/** "1,000" -> 1000; null where it is not a whole number from 1. @param {string} text */
export function wholeOf(text) {
  const digits = text.trim().replaceAll(/(?<=[0-9])[,_ ](?=[0-9]{3}(?![0-9]))/g, '');
  return /^0*[1-9][0-9]{0,14}$/.test(digits) ? Number(digits) : null;
}
