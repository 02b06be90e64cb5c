// What is in the index: a line at the top, and the sheet that is shown before the first question.

import { element, withCode } from './element.js';
import { examplePhrases } from './example-phrases.js';
import { countNoun, formatCount, formatStep } from './format-number.js';
import { askJson } from './request.js';

/** @import { IndexDescription } from '../schemas/index-description.ts' */

/** @param {IndexDescription} facts */
export function indexLine(facts) {
  const { tokens, records, snapshot, analyzer } = facts;
  return [
    fact(formatCount(tokens), nameTokens(tokens, analyzer)),
    fact(formatCount(records), records === 1 ? 'record' : 'records'),
    fact(...stepsOfIndex(facts)),
    element('span', { class: 'snapshot' }, snapshot),
  ];
}

/** @param {number} tokens @param {string} analyzer */
function nameTokens(tokens, analyzer) {
  const one = analyzer === 'ids' ? 'token id' : 'token';
  return tokens === 1 ? one : `${one}s`;
}

/** @param {AbortSignal} signal @returns {Promise<IndexDescription>} */
export function askIndex(signal) {
  return askJson('v1/index', signal);
}

/**
 * How many steps, and from where to where unless it is from 1 on without gaps.
 * @param {Pick<IndexDescription, 'first_step' | 'steps' | 'distinct_steps'>} facts
 * @returns {[string, string]}
 */
export function stepsOfIndex({ first_step: first, steps: last, distinct_steps: count }) {
  const range = `${formatStep(first)} to ${formatStep(last)}`;
  if (count === null) return [range, 'steps'];
  const words = count === 1 ? 'step' : 'steps';
  if (count === 0 || (first === 1 && count === last)) return [formatCount(count), words];
  return [formatCount(count), `${words}, ${count === 1 ? formatStep(last) : range}`];
}

/** @param {string} number @param {string} unit */
function fact(number, unit) {
  return element('span', {}, element('b', {}, number), ` ${unit}`);
}

/** @param {IndexDescription | null} facts null: not known yet */
export function emptySheet(facts) {
  if (facts !== null && facts.records === 0) {
    return [
      writeTitle('This index is empty'),
      writeLead(
        'No record has been committed yet. Append with `firstseen index`; this page sees new records without a restart.',
      ),
    ];
  }
  return [
    writeTitle('When did the model first see it?'),
    writeLead(
      facts?.resolution === 'step'
        ? 'Type a phrase to see the step that first consumed it, and how often it was consumed by any step. Several phrases are drawn in one chart. Counts are exact.'
        : 'Type a phrase to see the step that first consumed it, how often it was consumed by any step, and the text around it. Several phrases are drawn in one chart. Counts are exact.',
    ),
    facts !== null && facts.analyzer === 'ids' && writeLead(howToAskIds(facts)),
    facts !== null && facts.analyzer !== 'ids' && examplePhrases(facts),
    facts !== null && factSheet(facts),
  ].filter((node) => node !== false);
}

/** What is shown until the index has its first commit. */
export function waitingSheet() {
  return [
    writeTitle('Nothing has been indexed yet'),
    writeLead(
      'The index has no commit yet. This page looks every two seconds, and shows it once there is one.',
    ),
  ];
}

/** @param {string} words */
function writeTitle(words) {
  return element('h2', { id: 'empty-title', class: 'question' }, words);
}

/** @param {string} words with code in backquotes */
function writeLead(words) {
  return element('p', { class: 'lead' }, ...withCode(words));
}

/** What an index of token ids can be asked. @param {IndexDescription} facts */
function howToAskIds({ tokenizer }) {
  const holds = 'This index holds the token ids that the model consumed, not words.';
  if (tokenizer === undefined) {
    return `${holds} It was built without a tokenizer, so it is asked for ids: \`[464, 3797]\` is one phrase of two.`;
  }
  return `${holds} A text is asked as the ids that its tokenizer makes of it, as it is and after a space, because inside a sentence a word is mostly the token with the space. Both are counted together. Ids are asked as \`[464, 3797]\`.`;
}

/** @param {IndexDescription} facts */
function factSheet(facts) {
  const { sources, skipped, analyzer, records, tokens, bytes, snapshot, tokenizer } = facts;
  const ofIds = analyzer === 'ids';
  /** @type {[string, string][]} */
  const rows = [
    [
      'steps',
      stepsOfIndex(facts)
        .join(' ')
        .replace(/ steps?/, ''),
    ],
    ['records', formatCount(records)],
    [ofIds ? 'token ids' : 'tokens', formatCount(tokens)],
    ...(facts.model_tokens === null
      ? []
      : [/** @type {[string, string]} */ (['model tokens', formatCount(facts.model_tokens)])]),
    ['skipped', skipped.count === 0 ? 'no record' : countNoun(skipped.count, 'record')],
    ['sources', describeSources(sources.map(({ name }) => name))],
    ['analyser', ofIds ? 'ids: token ids match' : analyzer],
    ...(ofIds
      ? [
          /** @type {[string, string]} */ ([
            'tokenizer',
            tokenizer?.name.split('/').at(-1) ?? 'none',
          ]),
        ]
      : []),
    ...(facts.resolution === 'record'
      ? []
      : [/** @type {[string, string]} */ (['exposures', 'by step, without their records'])]),
    ['texts', bytes.text === 0 ? 'not stored, so there are no contexts' : 'stored'],
    ['snapshot', snapshot],
  ];
  const cells = rows.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
  return element('dl', { class: 'facts' }, ...cells);
}

/** @param {string[]} names */
function describeSources(names) {
  const short = names.map((name) => name.split('/').at(-1) ?? name);
  if (short.length <= 3) return short.join(', ');
  return `${formatCount(short.length)}, from ${short[0]} to ${short.at(-1)}`;
}
