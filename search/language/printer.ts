// Expression -> the query in its canonical form, which parses to the same expression.
//
// Operators are written out, with parentheses only where the grammar needs them. A phrase of one slot
// stands without quotes where it can. Tokens are analysed again, which changes one only where
// lower-casing gave a text that is not in NFC: a capital I with a dot and a further mark.

import { analyze } from '../../text/analyzer.ts';
import type { Expression, PhraseExpression, Slot } from './expression.ts';

/** The query, without regard to `start` and `end` of its parts. */
export function printQuery(expression: Expression): string {
  switch (expression.kind) {
    case 'phrase':
      return printPhrase(expression);
    case 'near': {
      const { left, right, most, isOrdered } = expression;
      const leftText = printInside(left, ['phrase', 'near']);
      const rightText = printInside(right, ['phrase']);
      return `${leftText} ${isOrdered ? 'BEFORE' : 'NEAR'}/${most} ${rightText}`;
    }
    case 'not':
      return `NOT ${printInside(expression.of, ['phrase', 'not'])}`;
    case 'and':
      return expression.of
        .map((part) => printInside(part, ['phrase', 'near', 'not']))
        .join(' AND ');
    case 'or':
      return expression.of
        .map((part) => printInside(part, ['phrase', 'near', 'not', 'and']))
        .join(' OR ');
  }
}

/** In parentheses, but for kinds that bind as strongly as needed. */
function printInside(part: Expression, bare: readonly Expression['kind'][]): string {
  const text = printQuery(part);
  return bare.includes(part.kind) ? text : `(${text})`;
}

function printPhrase({ slots }: PhraseExpression): string {
  const [only, another] = slots;
  if (only !== undefined && another === undefined && isBare(only)) return printSlot(only);
  return `"${printSlots(slots)}"`;
}

/** Whether a slot may stand outside quotes. */
function isBare(slot: Slot): boolean {
  switch (slot.kind) {
    case 'token':
      return isPlain(slot.token) && !/^(AND|OR|NOT|NEAR|BEFORE)$/.test(slot.token);
    case 'prefix':
      return isPlain(slot.prefix);
    case 'distance':
      return isPlain(slot.token);
    default:
      return slot.kind === 'pattern';
  }
}

function isPlain(token: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_'.,]*$/u.test(token);
}

function printSlots(slots: readonly Slot[]): string {
  return slots
    .map((slot, i) => {
      const text = printSlot(slot);
      return i === 0 ? text : `${joinsSpace(text) ? '\n' : ' '}${text}`;
    })
    .join('');
}

/** Marks make one token with the space before them, and not with a line feed. */
function joinsSpace(text: string): boolean {
  return !/^[!-~]/.test(text) && analyze(` ${text}`, 'cased')[0]?.startsWith(' ') === true;
}

function printSlot(slot: Slot): string {
  switch (slot.kind) {
    case 'token':
      return escapeSigns(slot.token);
    case 'any':
      return '?';
    case 'prefix':
      return `${escapeSigns(slot.prefix)}*`;
    case 'pattern':
      return `/${slot.source}/`;
    case 'distance':
      return `${escapeSigns(slot.token)}~${slot.most}`;
    case 'alternatives':
      return `(${slot.of.map(printSlots).join('|')})`;
  }
}

/** A slash is a sign only where a word begins. */
function escapeSigns(token: string): string {
  return token.replace(/["()|?*~\\]|^\//gu, '\\$&');
}
