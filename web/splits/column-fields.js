// Which columns (fields) of the pair files hold the two sentences, or the two phrases themselves.

import { element } from '../element.js';

/** @import { Columns } from '../view-state.js' */

const holds = /** @type {const} */ ([
  ['sentence', 'sentences'],
  ['phrase', 'phrases'],
]);

/** The fields, folded away until they are needed: most files have BLiMP's columns. @param {string} form names them apart */
export function columnFields(form) {
  const choices = holds.map(([value]) =>
    element('input', { type: 'radio', name: 'hold', value, checked: value === 'sentence' }),
  );
  const good = nameField(`${form}column-good`, 'sentence_good');
  const bad = nameField(`${form}column-bad`, 'sentence_bad');
  const host = element(
    'details',
    { class: 'columns' },
    element('summary', {}, 'Columns of the files'),
    element(
      'fieldset',
      { class: 'switch' },
      element('legend', {}, 'They hold'),
      ...choices.map((input, i) =>
        element('label', {}, input, element('span', {}, holds[i]?.[1] ?? '')),
      ),
    ),
    element(
      'div',
      { class: 'two' },
      element('div', {}, element('label', { for: good.id }, 'good'), good),
      element('div', {}, element('label', { for: bad.id }, 'bad'), bad),
    ),
  );
  const isPhrase = () => choices[1]?.checked === true;
  /** A sentence for the user, or null. */
  const fault = () => {
    const given = [good, bad].filter((field) => field.value.trim() !== '').length;
    if (given === 2 || (given === 0 && !isPhrase())) return null;
    return 'Columns: name both, the good one and the bad one.';
  };
  /** @returns {Columns | null} */
  const read = () => {
    if (good.value.trim() === '') return null;
    const hold = isPhrase() ? 'phrase' : 'sentence';
    return { hold, good: good.value.trim(), bad: bad.value.trim() };
  };
  /** @param {Columns | null} columns */
  const show = (columns) => {
    for (const input of choices) input.checked = input.value === (columns?.hold ?? 'sentence');
    good.value = columns?.good ?? '';
    bad.value = columns?.bad ?? '';
    if (columns !== null) host.open = true;
  };
  const open = () => {
    host.open = true;
  };
  return { host, fault, read, show, open };
}

/** @param {string} id @param {string} placeholder */
function nameField(id, placeholder) {
  return element('input', {
    id,
    placeholder,
    spellcheck: 'false',
    autocapitalize: 'off',
    autocomplete: 'off',
  });
}
