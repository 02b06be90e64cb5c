// One phrase of a query: a word, a pattern, or what stands in quotes.
//
// Signs for whole tokens stand apart: white space, a quotation mark or another sign is on both sides.
// So "what?" is refused, which could mean the question mark or any token.

import { badQuery } from './bad-query.ts';
import type { Slot } from './expression.ts';
import { endsWithSpace, type QueryText } from './query-text.ts';
import { readPattern } from './read-pattern.ts';
import { requirePattern } from './require-pattern.ts';
import type { SlotMaker } from './slot-maker.ts';

/** Alternatives in alternatives. */
const maxDepth = 100;

/** Slots next to each other while they are read, and the text since the last sign. */
interface Sequence {
  readonly slots: Slot[];
  /** Without its escapes. */
  text: string;
  /** Offset of the text. */
  start: number;
  /** Signs that may follow a token directly. */
  readonly closing: string;
}

export class PhraseReader {
  #query: QueryText;
  #maker: SlotMaker;

  constructor(query: QueryText, maker: SlotMaker) {
    this.#query = query;
    this.#maker = maker;
  }

  /** From one quotation mark to behind the other. */
  readQuoted(): Slot[] {
    const query = this.#query;
    const start = query.at++;
    const slots = this.#readSequence(start, 0);
    if (query.next !== '"') {
      throw badQuery({
        offset: query.at,
        expected: 'the end of the quotes',
        found: query.quote(query.at),
        solve:
          'Alternatives stand in parentheses, as "(this|these) sketch". Write \\| and \\) for the signs.',
      });
    }
    query.at++;
    this.#requireToken(slots, start);
    return slots;
  }

  /** A word up to white space or a parenthesis, which may be several tokens. */
  readWord(): Slot[] {
    const query = this.#query;
    const sequence: Sequence = { slots: [], text: '', start: query.at, closing: ')' };
    while (!query.endsWord()) {
      const { next } = query;
      if (next === '?') throw this.#strayAny();
      if (next === '*' || next === '~') this.#readSuffix(sequence);
      else this.#readUnit(sequence);
    }
    this.#flush(sequence);
    return sequence.slots;
  }

  /** `/re/`, which stands apart. */
  readPatternSlot(closing = ')'): Slot {
    const { at } = this.#query;
    this.#maker.requireWords(at, '/');
    const source = readPattern(this.#query);
    requirePattern(source, at + 1);
    this.#requireEnd(closing);
    return this.#maker.count({ kind: 'pattern', source }, at);
  }

  /** Throws where a record without any of the query's words could hold the slots. */
  #requireToken(slots: readonly Slot[], offset: number): void {
    if (!slots.every(isOpen)) return;
    throw badQuery({
      offset,
      expected: 'a phrase with a token that is not ?',
      found: this.#query.text.slice(offset, this.#query.at),
      solve: 'Put a word into the quotes.',
    });
  }

  /** In quotes: up to their end, or to a `|` or `)`. */
  #readSequence(quote: number, depth: number): Slot[] {
    const query = this.#query;
    const sequence: Sequence = { slots: [], text: '', start: query.at, closing: '"|)' };
    for (;;) {
      const { next } = query;
      if (query.isAtEnd) throw openQuotes(query, quote);
      if ('"|)'.includes(next)) break;
      if (next === '*' || next === '~') this.#readSuffix(sequence);
      else if (next === '?' || next === '(') this.#readApart(sequence, { quote, depth });
      else if (next === '/' && endsWithSpace(sequence.text)) {
        this.#flush(sequence);
        sequence.slots.push(this.readPatternSlot(sequence.closing));
        sequence.start = query.at;
      } else this.#readUnit(sequence);
    }
    this.#flush(sequence);
    return sequence.slots;
  }

  /** `?` or alternatives. */
  #readApart(sequence: Sequence, { quote, depth }: { quote: number; depth: number }): void {
    const query = this.#query;
    const { at, next } = query;
    if (!endsWithSpace(sequence.text)) throw this.#attached(at);
    this.#flush(sequence);
    if (next === '?') {
      query.at++;
      sequence.slots.push(this.#maker.count({ kind: 'any' }, at));
    } else sequence.slots.push(this.#readAlternatives(quote, depth + 1));
    this.#requireEnd(sequence.closing);
    sequence.start = query.at;
  }

  #readAlternatives(quote: number, depth: number): Slot {
    const query = this.#query;
    const { at: start } = query;
    if (depth > maxDepth) {
      throw badQuery({
        offset: start,
        expected: `at most ${maxDepth} parentheses in each other`,
        found: 'one more',
      });
    }
    const of: Slot[][] = [];
    do {
      const at = ++query.at;
      const slots = this.#readSequence(quote, depth);
      if (slots.length === 0) throw emptyAlternative(query, at);
      of.push(slots);
    } while (query.next === '|');
    if (query.next !== ')') throw openAlternatives(query, start);
    if (of.length === 1) throw oneAlternative(query, start);
    query.at++;
    return this.#maker.count({ kind: 'alternatives', of }, start);
  }

  /** `*`, `~1` or `~2` behind a word. */
  #readSuffix(sequence: Sequence): void {
    const query = this.#query;
    const { at, next } = query;
    query.at++;
    if (next === '*') sequence.slots.push(...this.#maker.prefix(sequence, at));
    else {
      const most = query.text.charAt(query.at++);
      if (most !== '1' && most !== '2') {
        throw badQuery({
          offset: at,
          expected: '~1 or ~2',
          found: query.quote(at),
          solve: 'Write \\~ for the sign, and NEAR/5 between words for their distance.',
        });
      }
      sequence.slots.push(...this.#maker.distance(sequence, at, Number(most)));
    }
    this.#requireEnd(sequence.closing);
    sequence.text = '';
    sequence.start = query.at;
  }

  #readUnit(sequence: Sequence): void {
    const query = this.#query;
    if (query.next === '\\') sequence.text += query.readEscape();
    else sequence.text += query.text.charAt(query.at++);
  }

  /** The text so far becomes slots. */
  #flush(sequence: Sequence): void {
    if (sequence.text !== '') sequence.slots.push(...this.#maker.tokens(sequence));
    sequence.text = '';
  }

  #requireEnd(closing: string): void {
    if (!this.#query.endsHere(closing)) throw this.#attached(this.#query.at);
  }

  #attached(offset: number) {
    return badQuery({
      offset,
      expected: 'white space before and behind a sign',
      found: this.#query.quote(offset),
      solve: 'Write a backslash before a sign that means itself, as \\? or \\(.',
    });
  }

  #strayAny() {
    return badQuery({
      offset: this.#query.at,
      expected: '? inside quotes only, where it is any one token',
      found: this.#query.quote(this.#query.at),
      solve: 'Write \\? for the sign, and /colou?r/ for a letter that may be missing.',
    });
  }
}

/** Whether tokens of any kind can fill a slot. */
function isOpen(slot: Slot): boolean {
  if (slot.kind === 'alternatives') return slot.of.some((slots) => slots.every(isOpen));
  return slot.kind === 'any';
}

function openQuotes(query: QueryText, offset: number) {
  return badQuery({
    offset,
    expected: 'quotes that end',
    found: query.quote(offset),
    solve: 'Put a quotation mark behind the phrase, or write \\" for the sign.',
  });
}

function emptyAlternative(query: QueryText, offset: number) {
  return badQuery({
    offset,
    expected: 'a token in each alternative',
    found: query.quote(query.at),
    solve: 'Write \\( for the sign.',
  });
}

function openAlternatives(query: QueryText, offset: number) {
  return badQuery({
    offset,
    expected: 'alternatives that end with )',
    found: query.quote(query.at),
    solve: 'Write \\( for the sign.',
  });
}

function oneAlternative(query: QueryText, offset: number) {
  return badQuery({
    offset,
    expected: 'two alternatives or more, as (this|these)',
    found: query.text.slice(offset, query.at + 1).slice(0, 40),
    solve: 'Write \\( and \\) for the signs.',
  });
}
