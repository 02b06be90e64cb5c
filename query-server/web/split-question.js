// The fields of a split's question: policy, step, least count and the files' columns, all of which
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
  const at = element('input', { inputmode: 'numeric', id: 'split-at', placeholder: 'last' });
  const least = element('input', { inputmode: 'numeric', id: 'split-least' });
  const wrong = element('p', { class: 'error', role: 'alert' });
  const columns = columnFields();
  const numbers = element(
    'div',
    { class: 'two' },
    labelled(at, 'by step'),
    labelled(least, 'at least … times'),
  );
  const host = element('div', { class: 'question-fields' }, choices.host, numbers, columns.host);
  /** The question, or null where a field holds none; that is told unless it is still being typed. @param {boolean} tell @returns {SplitQuestion | null} */
  const read = (tell) => {
    const fault =
      faultOf('by step', at.value) ?? faultOf('at least … times', least.value) ?? columns.fault();
    wrong.textContent = (tell ? fault : null) ?? '';
    if (fault !== null) return null;
    return {
      policy: choices.read(),
      at: wholeOf(at.value),
      minCount: wholeOf(least.value) ?? 1,
      columns: columns.read(),
    };
  };
  /** @param {SplitQuestion} question */
  const show = (question) => {
    choices.show(question.policy);
    at.value = question.at === null ? '' : String(question.at);
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

/** @param {HTMLInputElement} field @param {string} words */
function labelled(field, words) {
  return element('div', { class: 'field' }, element('label', { for: field.id }, words), field);
}

/** @param {string} name @param {string} text @returns {string | null} */
function faultOf(name, text) {
  if (text.trim() === '' || wholeOf(text) !== null) return null;
  return `${name}: expected a whole number from 1, found “${text.slice(0, 20)}”.`;
}

/** "1,000" -> 1000; null for what is no whole number from 1. @param {string} text */
export function wholeOf(text) {
  const digits = text.trim().replaceAll(/(?<=[0-9])[,_ ](?=[0-9]{3}(?![0-9]))/g, '');
  return /^0*[1-9][0-9]{0,14}$/.test(digits) ? Number(digits) : null;
}
