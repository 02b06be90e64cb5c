// The fields that questions for splits and for curves have alike: policy, steps, count and columns.
//
// All of them live in the URL.

import { element } from '../element.js';
import { policies } from '../view-state.js';
import { columnFields } from './column-fields.js';

/** @import { ViewState } from '../view-state.js' */

/** @typedef {Pick<ViewState, 'policy' | 'at' | 'minCount' | 'columns'>} SplitQuestion */

const policyWords = {
  either: 'either of the two phrases',
  both: 'both phrases',
  good: 'the good phrase',
  bad: 'the bad phrase',
};

/**
 * @typedef {object} NumberField
 * @property {HTMLInputElement} input with an id
 * @property {string} words its label
 * @property {(text: string) => string | null} fault a sentence for the user; null where the text can be asked
 */

/**
 * @template {{ at: readonly number[] }} Own
 * @typedef {object} OwnFields
 * @property {string} form names the fields apart from those of other forms
 * @property {readonly [NumberField, ...NumberField[]]} numbers that of the step, and others
 * @property {string} hint about the step
 * @property {() => Own} read of fields without fault
 * @property {(own: Own) => void} show
 */

/**
 * The fields; `changed` is called with the question whenever one of them is changed to something
 * that can be asked. `wrong` tells what cannot; it belongs below the button, which must not move
 * while it is pressed.
 * @template {{ at: readonly number[] }} Own
 * @param {OwnFields<Own>} own
 * @param {(question: SplitQuestion & Own) => void} changed
 */
export function questionFields(own, changed) {
  const choices = policyChoices();
  const count = element('input', { inputmode: 'numeric', id: `${own.form}least` });
  const [step, ...others] = own.numbers;
  /** @type {NumberField[]} */
  const numbers = [step, { input: count, words: 'at least … times', fault: countFault }, ...others];
  const hint = element('p', { class: 'hint', id: `${own.form}at-hint` }, own.hint);
  step.input.setAttribute('aria-describedby', hint.id);
  const wrong = element('p', { class: 'error', role: 'alert' });
  const columns = columnFields(own.form);
  const labels = numbers.map(({ input, words }) =>
    element('div', { class: 'field' }, element('label', { for: input.id }, words), input),
  );
  const row = element('div', { class: labels.length === 2 ? 'two' : 'three' }, ...labels);
  const host = element('div', { class: 'question-fields' }, choices.host, row, hint, columns.host);
  /** The question, or null where a field holds none; that is told unless it is still being typed. @param {boolean} tell @returns {(SplitQuestion & Own) | null} */
  const read = (tell) => {
    const faults = numbers.map(({ input, fault }) => fault(input.value));
    const fault = faults.find((one) => one !== null) ?? columns.fault();
    wrong.textContent = (tell ? fault : null) ?? '';
    if (fault !== null) return null;
    return {
      policy: choices.read(),
      ...own.read(),
      minCount: decodeWhole(count.value) ?? 1,
      columns: columns.read(),
    };
  };
  /** @param {SplitQuestion & Own} question */
  const show = (question) => {
    choices.show(question.policy);
    own.show(question);
    count.value = String(question.minCount);
    columns.show(question.columns);
    wrong.textContent = '';
  };
  host.addEventListener('change', () => {
    const question = read(false);
    if (question !== null) changed(question);
  });
  return { host, wrong, read, show, openColumns: columns.open };
}

function policyChoices() {
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

/** @param {string} text @returns {string | null} */
function countFault(text) {
  if (text.trim() === '' || decodeWhole(text) !== null) return null;
  return `at least … times: expected a whole number from 1, found “${text.slice(0, 20)}”.`;
}

/** "1,000" -> 1000; null where it is not a whole number from 1. @param {string} text */
export function decodeWhole(text) {
  const digits = text.trim().replaceAll(/(?<=[0-9])[,_ ](?=[0-9]{3}(?![0-9]))/g, '');
  return /^0*[1-9][0-9]{0,14}$/.test(digits) ? Number(digits) : null;
}
