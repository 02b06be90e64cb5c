// Whether the symbols of a record satisfy an expression: what intervals cannot say, the place of tokens
// in a record, is read there.

import type { Expression, Positioned, Slot } from '../language/expression.ts';

/** The symbols of a slot: a set, or undefined for any token. */
export type SlotSymbols = (
  slot: Exclude<Slot, { kind: 'alternatives' | 'any' }>,
) => ReadonlySet<number>;

export interface RecordText {
  readonly symbols: ArrayLike<number>;
  /** The symbol of the boundary; -1 where there is none. */
  readonly boundary: number;
  readonly symbolsOf: SlotSymbols;
}

/** Tokens [start, end). */
interface Span {
  readonly start: number;
  readonly end: number;
}

export function matches(expression: Expression, text: RecordText): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.of.every((one) => matches(one, text));
    case 'or':
      return expression.of.some((one) => matches(one, text));
    case 'not':
      return !matches(expression.of, text);
    default:
      return findSpans(expression, text).length > 0;
  }
}

function findSpans(expression: Positioned, text: RecordText): Span[] {
  if (expression.kind === 'or') return expression.of.flatMap((one) => findSpans(one, text));
  if (expression.kind === 'near') return joinNear(expression, text);
  const spans: Span[] = [];
  for (let start = 0; start < text.symbols.length; start++) {
    for (const end of endsOf([start], expression.slots, text)) spans.push({ start, end });
  }
  return spans;
}

/** Where slots end that begin at any of the starts. */
function endsOf(starts: readonly number[], slots: readonly Slot[], text: RecordText): number[] {
  let at: readonly number[] = starts;
  for (const slot of slots) {
    if (slot.kind === 'alternatives') {
      at = [...new Set(slot.of.flatMap((sequence) => endsOf(at, sequence, text)))];
      continue;
    }
    const wanted = slot.kind === 'any' ? undefined : text.symbolsOf(slot);
    at = at.flatMap((place) => {
      const symbol = text.symbols[place];
      if (symbol === undefined || symbol === text.boundary) return [];
      return wanted === undefined || wanted.has(symbol) ? [place + 1] : [];
    });
  }
  return [...at];
}

function joinNear(
  { left, right, most, isOrdered }: Extract<Positioned, { kind: 'near' }>,
  text: RecordText,
): Span[] {
  const rights = findSpans(right, text);
  return findSpans(left, text).flatMap((one) =>
    rights.flatMap((other): Span[] => {
      if (isOrdered && other.start < one.end) return [];
      const [first, second] = one.start < other.start ? [one, other] : [other, one];
      const gap = second.start - first.end;
      if (gap < 0 || gap > most) return [];
      for (let i = first.end; i < second.start; i++) {
        if (text.symbols[i] === text.boundary) return [];
      }
      return [{ start: first.start, end: second.end }];
    }),
  );
}
