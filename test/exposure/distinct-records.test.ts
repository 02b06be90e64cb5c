import fc from 'fast-check';
import t from 'tap';
import { distinctRecords, type RecordRange } from '../../exposure/distinct-records.ts';
import { chooseCounted } from '../../exposure/phrase-variants.ts';
import type { Interval } from '../../store/segment/interval.ts';

/** Sets of records as `distinct` gives them; an interval names its set by its start. */
function ranksOf(sets: readonly ReadonlySet<number>[]) {
  return {
    *distinct(
      { start: set }: Interval,
      { start = 0, end = Number.POSITIVE_INFINITY, descending = false }: RecordRange = {},
    ) {
      const values = [...(sets[set] ?? [])].filter((value) => value >= start && value < end);
      values.sort((a, b) => (descending ? b - a : a - b));
      for (const value of values) yield { value, count: 1 };
    },
  };
}

t.test('records of several phrases come once each, in order', async (t) => {
  const set = fc.uniqueArray(fc.nat({ max: 30 })).map((values) => new Set(values));
  fc.assert(
    fc.property(
      fc.array(set, { maxLength: 4 }),
      fc.record({ start: fc.nat({ max: 30 }), end: fc.nat({ max: 32 }), descending: fc.boolean() }),
      (sets, range) => {
        const intervals = sets.map((_, start) => ({ start, end: start + 1 }));
        const expected = [...new Set(sets.flatMap((set) => [...set]))]
          .filter((value) => value >= range.start && value < range.end)
          .sort((a, b) => (range.descending ? b - a : a - b));
        const found = [...distinctRecords(ranksOf(sets), intervals, range)];
        return JSON.stringify(found) === JSON.stringify(expected);
      },
    ),
  );
  t.pass();
});

t.test('a variant that ends with another one is not counted', async (t) => {
  const counted = (...variants: string[]) =>
    chooseCounted(variants.map((text) => ({ tokens: text.split(' ') }))).map(({ tokens }) =>
      tokens.join(' '),
    );
  t.same(counted('1 2', '3 2'), ['1 2', '3 2']);
  t.same(counted('1 2', '9 1 2'), ['1 2']);
  t.same(counted('9 1 2', '1 2'), ['1 2']);
  t.same(counted('1 2', '1 2 3'), ['1 2', '1 2 3']);
  t.same(counted('1'), ['1']);
});
