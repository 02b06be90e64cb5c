// Records as a list: where each was read, and its text, of a long one the beginning first.

import { element } from '../element.js';
import { cutEnd } from '../exposures/context-cut.js';
import { formatCount } from '../format-number.js';
import { problemPanel } from '../problem-panel.js';
import { stepLink } from '../step-link.js';

/** @import { RecordLine } from './ask-records.js' */

/** Code units of a text that are shown at once. */
const shownLength = 600;
/** So much more is shown with the rest, without a button for it. */
const spareLength = 200;

/** Records that one question more gives at most. */
const maxMore = 500;

/**
 * @typedef {object} RecordList
 * @property {readonly RecordLine[]} records the first ones
 * @property {number} count of all
 * @property {boolean} withSteps whether the steps are shown too
 * @property {(limit: number) => Promise<readonly RecordLine[]>} read the first `limit` of all
 * @property {AbortSignal} signal ends the list
 */

/** A list that can be made longer, up to all records. @param {RecordList} options */
export function recordList({ records, count, withSteps, read, signal }) {
  const list = element('ol', { class: 'records' });
  const makeItems = (/** @type {readonly RecordLine[]} */ some) =>
    some.map((record) => recordItem(record, withSteps));
  return growingList({ list, first: records, count, most: count, makeItems, read, signal });
}

/**
 * Fills a list with the first of `count` things, and a button that reads up to `most` of them.
 * @template Thing
 * @param {{ list: HTMLElement, first: readonly Thing[], count: number, most: number,
 *   makeItems: (things: readonly Thing[]) => HTMLElement[],
 *   read: (limit: number) => Promise<readonly Thing[]>, signal: AbortSignal }} options
 */
export function growingList({ list, first, count, most, makeItems, read, signal }) {
  list.append(...makeItems(first));
  const more = element('div', { class: 'more' });
  /** @param {number} shown */
  const offer = (shown) => {
    more.replaceChildren();
    if (shown >= most) return;
    const words = `More, ${formatCount(shown)} of ${formatCount(count)} are shown`;
    const click = () => void readMore(shown);
    more.append(element('button', { type: 'button', class: 'quiet', click }, words));
  };
  /** @param {number} shown */
  const readMore = async (shown) => {
    try {
      const wider = await read(Math.min(most, shown * 4, shown + maxMore));
      if (signal.aborted) return;
      list.append(...makeItems(wider.slice(shown)));
      offer(wider.length);
      const next = list.children[shown];
      if (!(next instanceof HTMLElement)) return;
      next.tabIndex = -1;
      next.focus();
    } catch (error) {
      if (!signal.aborted) more.replaceChildren(problemPanel(error, () => void readMore(shown)));
    }
  };
  offer(first.length);
  return [list, more];
}

/** @param {RecordLine} record @param {boolean} withStep */
function recordItem(record, withStep) {
  const { step, rank, id, source, line, row } = record;
  const where = element(
    'p',
    { class: 'where' },
    withStep && element('b', {}, stepLink(step, 'step ')),
    element(withStep ? 'span' : 'b', {}, `rank ${formatCount(rank)}`),
    typeof id === 'string' && element('span', {}, id),
    element(
      'span',
      { class: 'source', title: source },
      `${source.split('/').at(-1)}:${line ?? row}`,
    ),
  );
  return element('li', {}, where, ...showText(record));
}

/** @param {RecordLine} record */
function showText({ text, parts = text === undefined ? [] : [text] }) {
  if (parts.length === 0) return [];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const host = element('div', { class: 'record-text', dir: 'auto' });
  if (length === 0) {
    host.append(element('p', { class: 'hint' }, 'An empty text.'));
    return [host];
  }
  if (length <= shownLength + spareLength) {
    host.append(...joinParts(parts));
    return [host];
  }
  host.append(...joinParts(cutParts(parts)), '…');
  const all = element(
    'button',
    {
      type: 'button',
      class: 'link',
      click: () => {
        host.replaceChildren(...joinParts(parts));
        host.tabIndex = -1;
        host.focus();
        all.remove();
      },
    },
    `The whole text, ${formatCount(length)} characters`,
  );
  return [host, all];
}

/** The beginning of some parts, cut between words. @param {string[]} parts */
function cutParts(parts) {
  let left = shownLength;
  return parts.flatMap((part) => {
    if (left <= 0) return [];
    const shown = cutEnd(part, left);
    left -= part.length;
    return [shown];
  });
}

/** Parts with a line between any two, which says that no phrase crosses it. @param {string[]} parts */
function joinParts(parts) {
  return parts.flatMap((part, i) => {
    const said = 'Boundary: no phrase crosses it';
    const rule = element('hr', { class: 'boundary', title: said, 'aria-label': said });
    return i === 0 ? [part] : [rule, part];
  });
}
