// The answers as a table: a phrase a row, with first seen, count and last; and a pair's verdict.
//
// A phrase that cannot be asked says why in its own row. Shows, does not ask. The roles are said
// outright because the phone's layout (results.css) takes them from the elements.

import { seriesLimit, swatch } from '../chart/palette.js';
import { shownPhrase } from '../chart/shown-phrase.js';
import { element } from '../element.js';
import { countNoun, formatCount, formatStep, shorten } from '../format-number.js';
import { stepLink } from '../step-link.js';
import { differingTokens } from './pair-difference.js';

/** @import { Answer, Seen, Unanswerable } from '../../schemas/answer.ts' */

/** Of a longer phrase the beginning is enough to know it by. */
const shownTokens = 60;

/**
 * @param {readonly (Answer | Unanswerable)[]} answers
 * @param {{ isPair: boolean, ofIds: boolean, hasRecords: boolean }} question of a pair the first is the
 * good one, the second the bad one; `ofIds`: the tokens are ids, which tell a reader nothing
 * @returns {HTMLElement}
 */
export function answersTable(answers, { isPair, ofIds, hasRecords }) {
  const titles = [
    'phrase',
    'first seen',
    ...(hasRecords ? ['in record'] : []),
    'last',
    'exposures',
  ];
  const head = titles.map((title, i) =>
    element('th', { scope: 'col', role: 'columnheader', class: i === 0 ? null : 'number' }, title),
  );
  const marks = isPair && !ofIds ? differingTokens(answers) : [];
  const rows = answers.flatMap((answer, i) => [
    element(
      'tr',
      { role: 'row', class: 'error' in answer ? 'unasked' : answer.count === 0 ? 'never' : null },
      phraseCell(answer, {
        style: i,
        side: isPair ? ['good', 'bad'][i] : undefined,
        marks: marks[i],
        ofIds,
      }),
      ...('error' in answer ? [whyCell(answer, titles.length - 1)] : makeCells(answer, hasRecords)),
    ),
    ...('error' in answer
      ? []
      : (answer.variants ?? []).map((variant) => variantRow(variant, hasRecords))),
  ]);
  return element(
    'table',
    { class: 'answers', role: 'table' },
    element('caption', { class: 'unseen' }, 'First seen, last seen and count of each phrase'),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...head)),
    element('tbody', { role: 'rowgroup' }, ...rows),
  );
}

/** One of the ways to ask a text as ids: its numbers are part of the phrase's. @param {Answer} variant @param {boolean} hasRecords */
function variantRow(variant, hasRecords) {
  return element(
    'tr',
    { role: 'row', class: variant.count === 0 ? 'variant never' : 'variant' },
    element(
      'th',
      { scope: 'row', role: 'rowheader' },
      element('span', { class: 'phrase', dir: 'auto' }, shorten(visible(variant.phrase), 400)),
      idsLine(variant),
    ),
    ...makeCells(variant, hasRecords),
  );
}

/** @typedef {{ style: number, side?: string | undefined, marks?: ReadonlySet<number> | undefined, ofIds: boolean }} PhraseLook */

/** @param {Answer | Unanswerable} answer @param {PhraseLook} look */
function phraseCell(answer, { style, side, marks, ofIds }) {
  const isAsked = !('error' in answer);
  return element(
    'th',
    { scope: 'row', role: 'rowheader' },
    style < seriesLimit && isAsked && swatch(style),
    side !== undefined && element('span', { class: 'side' }, side),
    element(
      'span',
      { class: 'phrase', dir: 'auto', title: shorten(answer.phrase, 1000) },
      ...(isAsked && !ofIds
        ? describeWords(answer, marks)
        : [shorten(visible(answer.phrase), 400)]),
    ),
    isAsked && ofIds && answer.variants === undefined && idsLine(answer),
  );
}

/** The tokens as they were matched. @param {Answer} answer @param {ReadonlySet<number> | undefined} marks */
function describeWords({ tokens }, marks) {
  const words = tokens.slice(0, shownTokens).flatMap((token, i) => {
    const word = shorten(token, 200);
    return [i > 0 && ' ', marks?.has(i) ? element('em', { class: 'differs' }, word) : word];
  });
  return tokens.length > shownTokens
    ? [...words, ` … (${countNoun(tokens.length, 'token')})`]
    : words;
}

/** The ids that a phrase became; where it is a list of ids itself, they are said already. @param {Answer} answer */
function idsLine({ phrase, tokens }) {
  if (phrase.trimStart().startsWith('[') && phrase.replace(/\s/g, '') === `[${tokens.join()}]`) {
    return false;
  }
  const shown = tokens.slice(0, shownTokens).join(' ');
  const rest = tokens.length > shownTokens ? ` … (${formatCount(tokens.length)})` : '';
  const way = phrase.startsWith(' ') ? 'after a space' : 'as it is';
  return element(
    'span',
    { class: 'ids' },
    `${way}: ${tokens.length === 1 ? 'id' : 'ids'} ${shown}${rest}`,
  );
}

/** A phrase without a token may have nothing to see: white space and the like as escapes. @param {string} phrase */
function visible(phrase) {
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(phrase)) return shownPhrase(phrase);
  return `"${phrase.replace(/[^ ]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`)}"`;
}

/** @param {Unanswerable} answer @param {number} colspan */
function whyCell({ error }, colspan) {
  const text = error.message === '' ? error.code : error.message;
  return element(
    'td',
    { colspan, role: 'cell', class: 'why' },
    element('strong', {}, 'Not asked: '),
    text,
  );
}

/** @param {Answer} answer @param {boolean} hasRecords */
function makeCells({ first, last, count }, hasRecords) {
  const cells = [
    element(
      'td',
      { role: 'cell', class: 'number first', 'data-title': 'first seen' },
      first === null ? 'never' : stepLink(first.step, element('small', {}, 'step ')),
    ),
    hasRecords &&
      element(
        'td',
        { role: 'cell', class: 'number record', 'data-title': 'in record' },
        ...showRecord(first),
      ),
    element(
      'td',
      { role: 'cell', class: 'number last', 'data-title': 'last' },
      last === null ? '–' : stepLink(last.step, 'step '),
    ),
    element(
      'td',
      { role: 'cell', class: 'number count', 'data-title': 'exposures' },
      formatCount(count),
    ),
  ];
  return cells.filter((cell) => cell !== false);
}

/** @param {Seen | null} seen */
function showRecord(seen) {
  if (seen === null || seen.rank === null) return ['–'];
  const rank = element('span', { class: 'rank' }, `rank ${formatCount(seen.rank)}`);
  return seen.id === null ? [rank] : [element('span', { class: 'id' }, seen.id), rank];
}

/**
 * What the answers say of a pair under the policy `either`, in a sentence; null if one was not asked.
 * @param {readonly (Answer | Unanswerable)[]} answers
 * @returns {string | null}
 */
export function pairVerdict([good, bad]) {
  if (!good || !bad || 'error' in good || 'error' in bad) return null;
  const steps = [good, bad].flatMap(({ first }) => first?.step ?? []);
  if (steps.length === 0) {
    return 'Neither phrase was exposed: the pair is proxy-validation at every step (policy either).';
  }
  const from = Math.min(...steps);
  return `The pair is proxy-train from step ${formatStep(from)} on and proxy-validation before it (policy either).`;
}

/**
 * All that was answered in one sentence, for the status line.
 * @param {readonly (Answer | Unanswerable)[]} answers
 */
export function answersSummary(answers) {
  const asked = answers.filter((answer) => !('error' in answer));
  const seen = asked.filter((answer) => !('error' in answer) && answer.count > 0);
  const parts = [countNoun(answers.length, 'phrase')];
  if (seen.length > 0) parts.push(`${formatCount(seen.length)} seen`);
  if (asked.length > seen.length)
    parts.push(`${formatCount(asked.length - seen.length)} never seen`);
  if (answers.length > asked.length)
    parts.push(`${formatCount(answers.length - asked.length)} could not be asked`);
  if (answers.length > seriesLimit) parts.push(`chart and contexts show the first ${seriesLimit}`);
  return parts.join(', ');
}
