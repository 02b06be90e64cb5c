// The rail of the live view: the watch lists as links, and a form for a new one.

import { element } from '../element.js';
import { formatCount } from '../format-number.js';
import { decodeState, encodeState } from '../view-state.js';

/** @import { WatchSummary } from '../../schemas/watches.ts' */

/**
 * @param {{ create: (name: string, phrases: readonly string[]) => void }} options
 */
export function listRail({ create }) {
  const lists = element('ul', { class: 'watch-lists' });
  const form = newListForm(create);
  const title = element('h2', { id: 'watch-lists-title' }, 'Watch lists');
  const host = element(
    'div',
    { class: 'rail' },
    element('nav', { 'aria-labelledby': 'watch-lists-title' }, title, lists),
    form.host,
  );
  let shown = '';

  /** @param {readonly WatchSummary[]} watches @param {string | null} chosen */
  function show(watches, chosen) {
    // Links that stay the same keep the focus.
    const key = JSON.stringify([
      watches.map(({ name, seen, items }) => [name, seen, items]),
      chosen,
    ]);
    if (key === shown) return;
    shown = key;
    const focused = document.activeElement?.getAttribute('data-name');
    lists.replaceChildren(...watches.map((watch) => listLink(watch, chosen)));
    if (watches.length === 0) lists.append(element('li', { class: 'hint' }, 'none yet'));
    if (typeof focused === 'string') {
      const link = lists.querySelector(`[data-name="${CSS.escape(focused)}"]`);
      if (link instanceof HTMLElement) link.focus();
    }
    form.host.open ||= watches.length === 0;
  }
  return { host, show, fail: form.fail, done: form.done };
}

/** @param {WatchSummary} watch @param {string | null} chosen */
function listLink({ name, seen, items }, chosen) {
  const href = `#${encodeState({ ...decodeState(location.hash), view: 'live', watch: name })}`;
  const current = name === chosen ? 'true' : null;
  return element(
    'li',
    {},
    element('a', { href, 'aria-current': current, 'data-name': name }, name),
    element('span', { class: 'hint' }, ` ${formatCount(seen)} of ${formatCount(items)} seen`),
  );
}

/** @param {(name: string, phrases: readonly string[]) => void} create */
function newListForm(create) {
  const name = element('input', {
    ...{ type: 'text', id: 'watch-name', autocomplete: 'off', autocapitalize: 'off' },
    ...{ spellcheck: 'false', maxlength: 100, 'aria-describedby': 'watch-error' },
  });
  const phrases = element('textarea', {
    ...{ id: 'watch-phrases', rows: 6, dir: 'auto', spellcheck: 'false', autocapitalize: 'off' },
    autocomplete: 'off',
  });
  const wrong = element('p', { class: 'error', role: 'alert', id: 'watch-error' });
  const fields = element(
    'form',
    {
      ...{ 'aria-label': 'New watch list', novalidate: true },
      submit: (event) => {
        event.preventDefault();
        const lines = phrases.value.split('\n').filter((line) => line.trim() !== '');
        wrong.textContent = missing(name.value.trim(), lines);
        if (wrong.textContent === '') create(name.value.trim(), lines);
      },
    },
    element('label', { for: 'watch-name' }, 'Name'),
    name,
    element('label', { for: 'watch-phrases' }, 'Phrases to watch, a line each'),
    phrases,
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'submit', class: 'primary' }, 'Watch'),
    ),
    wrong,
  );
  const host = element(
    'details',
    { class: 'glossary' },
    element('summary', {}, 'New list'),
    fields,
  );
  /** @param {string} text */
  const fail = (text) => {
    wrong.textContent = text;
  };
  /** The list is there. */
  const done = () => {
    name.value = '';
    phrases.value = '';
    host.open = false;
  };
  return { host, fail, done };
}

/** @param {string} name @param {readonly string[]} lines */
function missing(name, lines) {
  if (name === '') return 'Give the list a name: letters, digits, - . and _.';
  return lines.length === 0 ? 'Type the phrases to watch, a line each.' : '';
}
