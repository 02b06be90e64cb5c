// The question's form: phrases a line each, or the two of a minimal pair.

import { byId } from '../element.js';

/** @import { IndexDescription } from '../../schemas/index-description.ts' */
/** @import { ViewState } from '../view-state.js' */

/** As many phrases as the page shows at once; a longer list is the API's. */
export const phraseLimit = 200;

/** @typedef {Pick<ViewState, 'phrases' | 'pair'>} Asked */

/** @returns {'phrases' | 'pair'} */
function mode() {
  const checked = document.querySelector('input[name=mode]:checked');
  return checked instanceof HTMLInputElement && checked.value === 'pair' ? 'pair' : 'phrases';
}

/** @param {'phrases' | 'pair'} mode */
function setMode(mode) {
  for (const input of document.querySelectorAll('input[name=mode]')) {
    if (input instanceof HTMLInputElement) input.checked = input.value === mode;
  }
  byId('phrases-fields').hidden = mode !== 'phrases';
  byId('pair-fields').hidden = mode !== 'pair';
  byId('ask-error').textContent = '';
}

/** @param {string} id */
function readText(id) {
  return /** @type {HTMLTextAreaElement} */ (byId(id)).value;
}

/** Reads the form; a sentence for the user where it cannot be asked. @returns {Asked | string} */
function readForm() {
  if (mode() === 'pair') {
    const [good, bad] = [readText('good').trim(), readText('bad').trim()];
    if (good === '' || bad === '') return 'A minimal pair needs both: a good phrase and a bad one.';
    return { phrases: [], pair: { good, bad } };
  }
  const phrases = readText('phrases')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (phrases.length === 0) return 'Type a phrase first: one or more words, one phrase per line.';
  if (phrases.length > phraseLimit) {
    return `These are ${phrases.length} phrases; the page shows up to ${phraseLimit}. Send longer lists to POST /v1/exposures.`;
  }
  return { phrases, pair: null };
}

/** Fills the form from a state that was gone to; what is typed and as good as that stays. @param {ViewState} state */
export function fillAskForm({ phrases, pair }) {
  setMode(pair === null ? 'phrases' : 'pair');
  setValue('phrases', phrases.join('\n'));
  setValue('good', pair?.good ?? '');
  setValue('bad', pair?.bad ?? '');
}

/** Says what an index of token ids takes; of words that needs no saying. @param {IndexDescription} facts */
export function hintAtIds({ analyzer, tokenizer }) {
  const hint = byId('ask-ids');
  hint.hidden = analyzer !== 'ids';
  hint.textContent =
    tokenizer === undefined
      ? 'This index takes token ids: [464, 3797]'
      : 'Text, or token ids: [464, 3797]';
}

/** @param {string} id @param {string} value */
function setValue(id, value) {
  const field = /** @type {HTMLTextAreaElement} */ (byId(id));
  if (field.value !== value && field.value.trim() !== value) field.value = value;
}

/**
 * Calls `ask` whenever the form is sent with something to ask, `refused` when it says itself why not.
 * @param {{ ask: (asked: Asked) => void, refused: () => void }} options
 */
export function wireAskForm({ ask, refused }) {
  const form = /** @type {HTMLFormElement} */ (byId('ask'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const asked = readForm();
    byId('ask-error').textContent = typeof asked === 'string' ? asked : '';
    if (typeof asked === 'string') refused();
    else ask(asked);
  });
  form.addEventListener('input', () => {
    byId('ask-error').textContent = '';
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  for (const input of form.querySelectorAll('input[name=mode]')) {
    input.addEventListener('change', () => setMode(mode()));
  }
}
