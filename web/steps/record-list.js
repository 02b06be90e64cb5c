// Records as a list: where each was read, and its text, of a long one the beginning first.

import { element } from '../element.js';
import { cutEnd } from '../exposures/context-cut.js';
import { formatCount } from '../format-number.js';

/** @import { RecordLine } from './ask-records.js' */

/** Code units of a text that are shown at once. */
const shownLength = 600;
/** So much more is shown with the rest, without a button for it. */
const spareLength = 200;

/** @param {RecordLine} record */
export function recordItem(record) {
  const { rank, id, source, line, row } = record;
  const where = element(
    'p',
    { class: 'where' },
    element('b', {}, `rank ${formatCount(rank)}`),
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
