// Searches by brute force: every record is read from its first token to its last, and every way to match a
// phrase is tried. It shares the types of an expression with the engine, and nothing else.

import type { Expression, Positioned, Slot } from '../../../search/language/expression.ts';

/** Tokens of a record; null is a boundary. */
export type NaiveRecord = readonly (string | null)[];

type Span = readonly [start: number, end: number];

export function satisfies(record: NaiveRecord, expression: Expression): boolean {
  if (expression.kind === 'not') return !satisfies(record, expression.of);
  if (expression.kind === 'phrase' || expression.kind === 'near') {
    return [...occurrences(record, expression)].length > 0;
  }
  return expression.kind === 'and'
    ? expression.of.every((one) => satisfies(record, one))
    : expression.of.some((one) => satisfies(record, one));
}

function* occurrences(record: NaiveRecord, expression: Positioned): Generator<Span> {
  if (expression.kind === 'phrase') {
    for (let start = 0; start < record.length; start++) {
      for (const end of endings(record, start, expression.slots)) yield [start, end];
    }
  } else if (expression.kind === 'or') {
    for (const one of expression.of) yield* occurrences(record, one);
  } else {
    const { left, right, most, isOrdered } = expression;
    for (const one of occurrences(record, left)) {
      for (const other of occurrences(record, right)) {
        if (isClose(record, [one, other], most)) yield [one[0], other[1]];
        if (!isOrdered && isClose(record, [other, one], most)) yield [other[0], one[1]];
      }
    }
  }
}

function isClose(record: NaiveRecord, [first, second]: readonly [Span, Span], most: number) {
  if (second[0] < first[1]) return false;
  const between = record.slice(first[1], second[0]);
  return between.length <= most && !between.includes(null);
}

function* endings(record: NaiveRecord, at: number, slots: readonly Slot[]): Generator<number> {
  const [slot, ...rest] = slots;
  if (slot === undefined) {
    yield at;
    return;
  }
  if (slot.kind === 'alternatives') {
    for (const sequence of slot.of) yield* endings(record, at, [...sequence, ...rest]);
    return;
  }
  const token = record[at];
  if (token === undefined || token === null || !fits(token, slot)) return;
  yield* endings(record, at + 1, rest);
}

function fits(token: string, slot: Exclude<Slot, { kind: 'alternatives' }>): boolean {
  if (slot.kind === 'any') return true;
  if (slot.kind === 'token') return token === slot.token;
  if (slot.kind === 'prefix') return token.startsWith(slot.prefix);
  if (slot.kind === 'pattern') return new RegExp(`^(?:${slot.source})$`, 'u').test(token);
  throw new Error('distances are tested with the terms');
}
