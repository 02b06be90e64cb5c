// The fields of the question for curves: those of a split, and permutations.

import { element } from '../element.js';
import { decodeWhole, questionFields } from '../splits/question-fields.js';

/** @import { ViewState } from '../view-state.js' */

/** @typedef {Pick<ViewState, 'policy' | 'at' | 'minCount' | 'columns' | 'permutations'>} CurvesQuestion */

const maxPermutations = 1_000_000;

/** @param {(question: CurvesQuestion) => void} changed */
export function curvesQuestionFields(changed) {
  const at = element('input', {
    ...{ id: 'curves-at', placeholder: 'last', inputmode: 'numeric', autocomplete: 'off' },
  });
  const permutations = element('input', { inputmode: 'numeric', id: 'curves-permutations' });
  return questionFields(
    {
      form: 'curves-',
      numbers: [
        {
          ...{ input: at, words: 'by step' },
          fault: (text) => wholeFault('by step', text, { isOptional: true }),
        },
        {
          ...{ input: permutations, words: 'permu\u00adtations' },
          fault: (text) => wholeFault('permutations', text, { max: maxPermutations }),
        },
      ],
      hint: 'The step is of the fixed split; the other follows the checkpoints.',
      /** @returns {Pick<ViewState, 'at' | 'permutations'>} */
      read: () => {
        const step = decodeWhole(at.value);
        const asked = decodeWhole(permutations.value) ?? 1000;
        return { at: step === null ? [] : [step], permutations: asked };
      },
      show: (question) => {
        at.value = String(question.at.at(-1) ?? '');
        permutations.value = String(question.permutations);
      },
    },
    changed,
  );
}

/**
 * @param {string} name
 * @param {string} text
 * @param {{ isOptional?: boolean, max?: number }} options
 */
function wholeFault(name, text, { isOptional = false, max = Number.MAX_SAFE_INTEGER }) {
  if (isOptional && text.trim() === '') return null;
  const whole = decodeWhole(text);
  if (whole !== null && whole <= max) return null;
  const range = max < Number.MAX_SAFE_INTEGER ? ` to ${max.toLocaleString('en')}` : '';
  return `${name}: expected a whole number from 1${range}, found “${text.slice(0, 20)}”.`;
}
