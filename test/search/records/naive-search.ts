// Searches by brute force: every record is read from its first token to its last, and every way to match a
// phrase is tried. It shares the types of an expression with the engine, and nothing else.

import type { Expression, Positioned, Slot } from '../../../search/language/expression.ts';

/** Tokens of a record; null is a boundary. */
export type NaiveRecord = readonly (string | null)[];

type Span = readonly [start: number, end: number];

export function satisfies(record: NaiveRecord, expression: Expression): boolean {
  if (expression.kind === 'not') return !satisfies(record, expression.of);
  if (expression.kind === 'phrase' || expression.kind === 'near') {
    return occurrences(record, expression).length > 0;
  }
  return expression.kind === 'and'
    ? expression.of.every((one) => satisfies(record, one))
    : expression.of.some((one) => satisfies(record, one));
}

/** Those of a phrase are the shortest from each start and the shortest to each end. */
export function occurrences(record: NaiveRecord, expression: Positioned): Span[] {
  if (expression.kind === 'phrase') {
    const all = Array.from(record.keys()).flatMap((start) => {
      return Array.from(endings(record, start, expression.slots), (end): Span => [start, end]);
    });
    return all.filter(
      ([start, end]) =>
        !all.some((other) => other[0] === start && other[1] < end) ||
        !all.some((other) => other[1] === end && other[0] > start),
    );
  }
  if (expression.kind === 'or') return expression.of.flatMap((one) => occurrences(record, one));
  const left = occurrences(record, expression.left);
  const right = occurrences(record, expression.right);
  const pairs = left.flatMap((one) => right.map((other): Pair => [one, other]));
  const orders = expression.isOrdered ? [pairs] : [pairs, pairs.map(([a, b]): Pair => [b, a])];
  return orders.flatMap((some) => joinNearest(record, some, expression.most));
}

type Pair = readonly [first: Span, second: Span];

/** Pairs in which one of the two is the nearest that the other one has. */
function joinNearest(record: NaiveRecord, pairs: readonly Pair[], most: number): Span[] {
  const behind = pairs.filter(([first, second]) => second[0] >= first[1]);
  const joined = behind.filter(([first, second]) => {
    const isNearestEnd = !behind.some(
      ([one, other]) =>
        one === first && (other[0] < second[0] || (other[0] === second[0] && other[1] < second[1])),
    );
    const isNearestStart = !behind.some(
      ([one, other]) =>
        other === second && (one[1] > first[1] || (one[1] === first[1] && one[0] > first[0])),
    );
    return isNearestEnd || isNearestStart;
  });
  return joined
    .filter((pair) => isClose(record, pair, most))
    .map(([one, other]) => [one[0], other[1]]);
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
