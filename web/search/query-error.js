// A query that cannot be asked: what is wrong, and the query with the place marked.

import { element } from '../element.js';

/** @import { Unsearchable } from './ask-search.js' */

/** @param {Unsearchable} answer */
export function queryError({ query, error }) {
  const { code, message, offset } = error;
  return element(
    'div',
    { class: 'problem', role: 'alert' },
    element('h2', {}, 'The query was refused'),
    offset !== undefined && markedQuery(query, offset),
    element('p', {}, message),
    element('p', { class: 'code' }, code),
  );
}

/** The query with the character at an offset marked, or its end. @param {string} query @param {number} offset */
function markedQuery(query, offset) {
  const { before, at, after } = splitQuery(query, offset);
  const said = at === '' ? 'here, at the end' : 'here';
  return element(
    'p',
    { class: 'query-place', dir: 'ltr' },
    before,
    element(
      'mark',
      { title: said },
      at === '' ? '\u00a0' : at,
      element('span', { class: 'unseen' }, ` (${said}) `),
    ),
    after,
  );
}

/**
 * The parts of a query before an offset in UTF-16 units, of the character there, and behind it.
 * @param {string} query
 * @param {number} offset
 */
export function splitQuery(query, offset) {
  const at = String.fromCodePoint(...[query.codePointAt(offset)].flatMap((point) => point ?? []));
  return { before: query.slice(0, offset), at, after: query.slice(offset + at.length) };
}
