// The form of a trace, and what stands beside it before the first text.

import { element } from '../element.js';

/** @param {(text: string) => void} asked */
export function traceForm(asked) {
  const field = element('textarea', {
    ...{
      id: 'trace-text',
      rows: 9,
      dir: 'auto',
      spellcheck: 'false',
      'aria-describedby': 'trace-error',
    },
    keydown: (event) => {
      const { key, ctrlKey, metaKey } = /** @type {KeyboardEvent} */ (event);
      if (key === 'Enter' && (ctrlKey || metaKey)) host.requestSubmit();
    },
  });
  const wrong = element('p', { class: 'error', role: 'alert', id: 'trace-error' });
  const host = element(
    'form',
    {
      ...{ class: 'rail', 'aria-label': 'Trace', novalidate: true },
      submit: (event) => {
        event.preventDefault();
        const isEmpty = field.value.trim() === '';
        wrong.textContent = isEmpty ? 'Paste a text first.' : '';
        if (!isEmpty) asked(field.value);
      },
    },
    element('label', { for: 'trace-text' }, 'Text'),
    field,
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'submit', class: 'primary' }, 'Trace'),
      element(
        'span',
        { class: 'hint keys' },
        element('kbd', {}, 'Ctrl'),
        ' ',
        element('kbd', {}, 'Enter'),
      ),
    ),
    wrong,
  );
  /** @param {string} text */
  const show = (text) => {
    if (field.value !== text) field.value = text;
  };
  return { host, show };
}

export function emptyTrace() {
  return [
    element('h2', { class: 'question' }, 'Which parts of a text did the model read before?'),
    element(
      'p',
      { class: 'lead' },
      'Paste a text, such as an answer of the model or an item of a benchmark. Every longest span of it that stands in the corpus word by word, of four tokens or more, gets the colour of the step that first consumed it.',
    ),
  ];
}
