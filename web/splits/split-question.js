// The fields of the question for splits.

import { element } from '../element.js';
import { decodeWhole, questionFields } from './question-fields.js';

/** @import { SplitQuestion } from './question-fields.js' */

/** As many splits as the server makes at once. */
const maxSteps = 100;

/** @param {(question: SplitQuestion) => void} changed */
export function splitQuestionFields(changed) {
  const at = element('input', { id: 'split-at', placeholder: 'last', autocomplete: 'off' });
  return questionFields(
    {
      form: 'split-',
      numbers: [{ input: at, words: 'by step', fault: stepsFault }],
      hint: '10, 50, 100 makes three splits.',
      /** @returns {Pick<SplitQuestion, 'at'>} */
      read: () => ({ at: decodeSteps(at.value) ?? [] }),
      show: (question) => {
        at.value = question.at.join(', ');
      },
    },
    changed,
  );
}

/** @param {string} text @returns {string | null} */
function stepsFault(text) {
  const steps = decodeSteps(text);
  if (steps === null) {
    return `by step: expected whole numbers from 1 with commas between, such as 10, 50, 100; found “${text.slice(0, 20)}”.`;
  }
  if (steps.length <= maxSteps) return null;
  return `by step: expected at most ${maxSteps} steps, found ${steps.length}.`;
}

/**
 * "50, 10" -> [10, 50]; null where it is not a list of whole numbers from 1. A comma parts steps, so
 * none can stand inside a number.
 * @param {string} text
 */
export function decodeSteps(text) {
  if (text.trim() === '') return [];
  const steps = text.split(',').map((part) => (/^\s*0/.test(part) ? null : decodeWhole(part)));
  if (!steps.every((step) => step !== null)) return null;
  return [...new Set(steps)].sort((a, b) => a - b);
}
