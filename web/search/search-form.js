// The form of a search: a query, and how one is written.

import { element } from '../element.js';

/** @type {readonly (readonly [string, string])[]} */
const language = [
  ['red color', 'records that hold both words; so does `red AND color`'],
  ['"red color"', 'the words next to each other'],
  ['red OR blue', 'one of them, or both'],
  ['red NOT blue', 'the first without the second'],
  ['red NEAR/5 color', 'at most 5 tokens in between, in either order'],
  ['red BEFORE/5 color', 'in this order'],
  ['gramma*', 'tokens that begin so'],
  ['"the ? of"', 'any one token in between'],
  ['"(this|these) day"', 'one of several'],
  ['/colou?r/', 'tokens that a pattern matches whole'],
  ['color~1', 'tokens within so many edits'],
];

/**
 * @param {{ ask: (query: string) => void, refused: () => void }} options
 */
export function searchForm({ ask, refused }) {
  const field = element('textarea', {
    ...{ id: 'query', rows: 3, dir: 'auto', spellcheck: 'false', autocapitalize: 'off' },
    ...{ autocomplete: 'off', 'aria-describedby': 'query-error' },
    keydown: (event) => {
      const { key, ctrlKey, metaKey } = /** @type {KeyboardEvent} */ (event);
      if (key === 'Enter' && (ctrlKey || metaKey)) host.requestSubmit();
    },
  });
  const wrong = element('p', { class: 'error', role: 'alert', id: 'query-error' });
  const rows = language.flatMap(([query, means]) => [
    element('dt', {}, element('code', {}, query)),
    element(
      'dd',
      {},
      ...means.split('`').map((part, i) => (i % 2 ? element('code', {}, part) : part)),
    ),
  ]);
  const host = element(
    'form',
    {
      ...{ class: 'rail', 'aria-label': 'Search', novalidate: true },
      submit: (event) => {
        event.preventDefault();
        const query = field.value.trim();
        wrong.textContent = query === '' ? 'Type a query first: one or more words.' : '';
        if (query === '') refused();
        else ask(query);
      },
    },
    element('label', { for: 'query' }, 'Query'),
    field,
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'submit', class: 'primary' }, 'Search'),
      element(
        'span',
        { class: 'hint keys' },
        element('kbd', {}, 'Ctrl'),
        ' ',
        element('kbd', {}, 'Enter'),
      ),
    ),
    wrong,
    element(
      'details',
      { class: 'glossary language', open: !matchMedia('(max-width: 860px)').matches },
      element('summary', {}, 'How to write a query'),
      element('dl', {}, ...rows),
    ),
  );
  /** @param {string} query */
  const show = (query) => {
    if (field.value.trim() !== query) field.value = query;
  };
  return { host, show };
}
