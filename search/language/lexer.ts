// A query as a list of lexemes: phrases, operators and parentheses.

import type { IndexAnalyzer } from '../../text/index-analyzer.ts';
import { badQuery } from './bad-query.ts';
import type { Slot } from './expression.ts';
import { QueryText } from './query-text.ts';
import { PhraseReader } from './read-phrase.ts';
import { SlotMaker } from './slot-maker.ts';

type LexemeKind =
  | { readonly kind: 'phrase'; readonly slots: readonly Slot[] }
  | { readonly kind: 'near'; readonly most: number; readonly isOrdered: boolean }
  | { readonly kind: 'and' | 'or' | 'not' | 'open' | 'close' | 'end' };

/** Offsets in UTF-16 units, half-open. */
export type Lexeme = LexemeKind & { readonly start: number; readonly end: number };

/** Tokens between the sides of NEAR or BEFORE. */
const maxBetween = 1_000_000;

const operators: ReadonlyMap<string, LexemeKind> = new Map([
  ['AND', { kind: 'and' }],
  ['OR', { kind: 'or' }],
  ['NOT', { kind: 'not' }],
]);

/** The lexemes of a query, `end` as the last one. */
export function readLexemes(text: string, analyzer: IndexAnalyzer): Lexeme[] {
  const query = new QueryText(text);
  const reader = new PhraseReader(query, new SlotMaker(analyzer));
  const lexemes: Lexeme[] = [];
  for (;;) {
    query.skipBlanks();
    const { at: start } = query;
    const before = lexemes.at(-1);
    const isTouching = before?.end === start && before.kind !== 'open';
    if (isTouching && query.next === '~') throw notApart(query, start);
    const kind = query.isAtEnd ? ({ kind: 'end' } as const) : readLexeme(query, reader);
    if (isTouching && !mayTouch(before.kind, kind.kind)) throw notApart(query, start);
    lexemes.push({ ...kind, start, end: query.at });
    if (kind.kind === 'end') return lexemes;
  }
}

type Kind = LexemeKind['kind'];

/** Operators and parentheses need no white space, as in NOT(a OR b). Words do, as in f(x). */
function mayTouch(before: Kind, kind: Kind): boolean {
  if (before === 'phrase') return kind !== 'phrase' && kind !== 'open';
  return before !== 'close' || kind !== 'phrase';
}

function readLexeme(query: QueryText, reader: PhraseReader): LexemeKind {
  const { next } = query;
  if (next === '"') return { kind: 'phrase', slots: reader.readQuoted() };
  if (next === '/') return { kind: 'phrase', slots: [reader.readPatternSlot()] };
  if (next === '(' || next === ')') {
    query.at++;
    return { kind: next === '(' ? 'open' : 'close' };
  }
  refuseForeign(query);
  return readWord(query, reader);
}

/** Signs of other query languages, which would be matched as tokens. */
function refuseForeign(query: QueryText): void {
  const { text, at } = query;
  const rest = text.slice(at, at + 3);
  const solve = /^\||^&&(\s|$)/.test(rest)
    ? 'Write OR or AND. Alternatives in quotes are written as "(this|these) sketch".'
    : /^[-+!]/.test(rest)
      ? 'Write NOT before what a record must not hold, and \\- \\+ \\! for the signs.'
      : undefined;
  if (solve === undefined) return;
  throw badQuery({
    offset: at,
    expected: 'a word, a phrase or (',
    found: query.quote(at),
    solve,
  });
}

function readWord(query: QueryText, reader: PhraseReader): LexemeKind {
  const { at: start } = query;
  const written = query.peekWord();
  const operator = operators.get(written) ?? readNear(written, start);
  if (operator !== undefined) {
    query.at += written.length;
    return operator;
  }
  const slots = reader.readWord();
  if (slots.length > 0) return { kind: 'phrase', slots };
  throw badQuery({ offset: start, expected: 'a word with a token', found: query.quote(start) });
}

function readNear(written: string, offset: number): LexemeKind | undefined {
  const [, name, most] = written.match(/^(NEAR|BEFORE)(?:\/(.*))?$/su) ?? [];
  if (name === undefined) {
    refuseSmallNear(written, offset);
    return undefined;
  }
  if (most !== undefined && /^\d{1,7}$/.test(most) && Number(most) <= maxBetween) {
    return { kind: 'near', most: Number(most), isOrdered: name === 'BEFORE' };
  }
  throw badQuery({
    offset,
    expected: `${name}/ and how many tokens may lie between, 0 to ${maxBetween.toLocaleString('en')}, as ${name}/5`,
    found: written.slice(0, 40),
    solve: `Write "${name}" in quotes for the word.`,
  });
}

/** As near/5, which could mean the operator or its tokens. */
function refuseSmallNear(written: string, offset: number): void {
  const operator = written.match(/^(?:near|before)\/\d+$/iu)?.[0];
  if (operator === undefined) return;
  throw badQuery({
    offset,
    expected: `an operator in capitals, as ${operator.toUpperCase()}`,
    found: operator.slice(0, 40),
    solve: `Write "${operator.slice(0, 40)}" in quotes for its tokens.`,
  });
}

function notApart(query: QueryText, offset: number) {
  const isDistance = query.text[offset] === '~';
  return badQuery({
    offset,
    expected: 'white space',
    found: query.quote(offset),
    solve: isDistance
      ? 'Write NEAR/5 between words for their distance.'
      : 'Write a backslash before a sign that means itself, as \\( or \\".',
  });
}
