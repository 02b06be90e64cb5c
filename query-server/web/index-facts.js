// What is in the index: a line at the top, and the sheet that is shown before the first question.

import { element, withCode } from './element.js';
import { countOf, formatCount } from './format-number.js';

/** @import { IndexDescription } from '../../schemas/index-description.ts' */

/** @param {IndexDescription} facts */
export function indexLine({ tokens, records, steps, snapshot }) {
  return [
    fact(formatCount(tokens), 'tokens'),
    fact(formatCount(records), 'records'),
    fact(formatCount(steps), 'steps'),
    element('span', { class: 'snapshot' }, snapshot),
  ];
}

/** @param {string} number @param {string} unit */
function fact(number, unit) {
  return element('span', {}, element('b', {}, number), ` ${unit}`);
}

/** @param {IndexDescription | null} facts null: not known yet */
export function emptySheet(facts) {
  const nothing = facts !== null && facts.records === 0;
  return [
    element(
      'h2',
      { id: 'empty-title', class: 'question' },
      nothing ? 'This index is empty' : 'When did the model first see it?',
    ),
    element(
      'p',
      { class: 'lead' },
      ...(nothing
        ? withCode(
            'No record has been committed yet. Append with `firstseen index`; this page sees new records without a restart.',
          )
        : [
            'Type a phrase to see the step that first consumed it, how often it was consumed by any step, and the text around it. Several phrases are drawn in one chart. Counts are exact.',
          ]),
    ),
    !nothing && examples(),
    facts !== null && !nothing && factSheet(facts),
  ].filter((node) => node !== false);
}

function examples() {
  const phrases = ['of course', 'these days', 'this day'];
  return element(
    'p',
    { class: 'examples' },
    'For example ',
    element('a', { href: `#phrase=${encodeURIComponent(phrases[0] ?? '')}` }, `“${phrases[0]}”`),
    ', ',
    element(
      'a',
      { href: `#${phrases.map((phrase) => `phrase=${encodeURIComponent(phrase)}`).join('&')}` },
      'three phrases in one chart',
    ),
    ', or ',
    element(
      'a',
      { href: '#good=these+days&bad=this+days' },
      'the minimal pair “these days / this days”',
    ),
    '.',
  );
}

/** @param {IndexDescription} facts */
function factSheet({ sources, skipped, analyzer, steps, records, tokens, bytes, snapshot }) {
  /** @type {[string, string][]} */
  const rows = [
    ['steps', formatCount(steps)],
    ['records', formatCount(records)],
    ['tokens', formatCount(tokens)],
    ['skipped', skipped.count === 0 ? 'no record' : countOf(skipped.count, 'record')],
    ['sources', sourcesOf(sources.map(({ name }) => name))],
    ['analyser', analyzer],
    ['texts', bytes.text === 0 ? 'not stored, so there are no contexts' : 'stored'],
    ['snapshot', snapshot],
  ];
  const cells = rows.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
  return element('dl', { class: 'facts' }, ...cells);
}

/** @param {string[]} names */
function sourcesOf(names) {
  const short = names.map((name) => name.split('/').at(-1) ?? name);
  if (short.length <= 3) return short.join(', ');
  return `${formatCount(short.length)}, from ${short[0]} to ${short.at(-1)}`;
}
