// All spans of a text as a table, those too that others hide in the text.

import { element } from '../element.js';
import { formatCount, shorten } from '../format-number.js';
import { stepLink } from '../step-link.js';

/** @import { TracedSpan } from './ask-trace.js' */

/** Characters of a span that the table shows. */
const shownLength = 160;

/** @param {readonly TracedSpan[]} spans @param {{ selected: number | null, choose: (span: number) => void }} options */
export function spanTable(spans, { selected, choose }) {
  const number = { scope: 'col', class: 'number' };
  const rows = spans.map(({ start, end, text, count, first, last }, i) => {
    const button = element(
      'button',
      {
        ...{ type: 'button', class: 'link span-text', dir: 'auto' },
        'aria-pressed': String(i + 1 === selected),
        click: () => choose(i + 1),
      },
      shorten(text.replace(/\s+/gu, ' '), shownLength),
    );
    return element(
      'tr',
      { class: i + 1 === selected ? 'selected' : null },
      element('th', { scope: 'row' }, button),
      element('td', { class: 'number' }, formatCount(end - start)),
      element('td', { class: 'number' }, stepLink(first.step)),
      element('td', { class: 'number' }, stepLink(last.step)),
      element('td', { class: 'number' }, formatCount(count)),
    );
  });
  const titles = ['tokens', 'first step', 'last step', 'exposures'];
  const table = element(
    'table',
    { class: 'numbers spans' },
    element('caption', { class: 'unseen' }, 'Spans of the text that stand in the corpus'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, 'span'),
        ...titles.map((title) => element('th', number, title)),
      ),
    ),
    element('tbody', {}, ...rows),
  );
  const look = { class: 'scroller', role: 'region', tabindex: 0, 'aria-label': 'Spans' };
  return element('div', look, table);
}
