// What a search found in records: of each the passages with the found text marked, and where it was read.

import { element } from '../element.js';
import { contextLines } from '../exposures/context-line.js';
import { formatCount } from '../format-number.js';
import { stepLink } from '../step-link.js';
import { growingList } from '../steps/record-list.js';

/** @import { SearchContext } from './ask-search.js' */

/** The server's limit for one question. */
const maxContexts = 100;

/**
 * A list that can be made longer, as far as the server shows passages.
 * @param {{ found: readonly SearchContext[], count: number, read: (limit: number) => Promise<readonly SearchContext[]>, signal: AbortSignal }} options
 */
export function passageList({ found, count, read, signal }) {
  const list = element('ol', { class: 'concordance' });
  const makeItems = (/** @type {readonly SearchContext[]} */ some) => {
    const lines = contextLines(
      some.flatMap(({ passages }) => passages),
      list,
    );
    let next = 0;
    return some.map((context) => {
      const own = lines.slice(next, next + context.passages.length);
      next += own.length;
      return element('li', {}, ...own, placeOf(context));
    });
  };
  const most = Math.min(count, maxContexts);
  return growingList({ list, first: found, count, most, makeItems, read, signal });
}

/** @param {SearchContext} context */
function placeOf({ step, rank, id, source, line }) {
  return element(
    'p',
    { class: 'where' },
    element('b', {}, stepLink(step, 'step ')),
    element('span', {}, `rank ${formatCount(rank)}`),
    id !== null && element('span', {}, id),
    element('span', { class: 'source', title: source }, `${source.split('/').at(-1)}:${line}`),
  );
}
