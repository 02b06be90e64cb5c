import fc from 'fast-check';
import t from 'tap';
import type { Interval } from '../../../store/segment/interval.ts';
import { joinAtOnce, joinIntervals } from '../../../store/segment/join-intervals.ts';

const max = 60;

/** By marking each row, and each border between two rows that an interval goes over or touches. */
function naiveUnion(intervals: readonly Interval[]): Interval[] {
  const rows = new Set(intervals.flatMap(({ start, end }) => range(start, end)));
  const joined: { start: number; end: number }[] = [];
  for (let row = 0; row < max; row++) {
    if (!rows.has(row)) continue;
    const last = joined.at(-1);
    if (last?.end === row) last.end++;
    else joined.push({ start: row, end: row + 1 });
  }
  return joined;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

const interval = fc
  .tuple(fc.nat(max - 1), fc.integer({ min: 1, max: 12 }))
  .map(([start, length]) => ({ start, end: Math.min(max, start + length) }));

t.test('joined intervals are the union of all, they rise and are apart', async (t) => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 20 }), (intervals) => {
      const given = structuredClone(intervals);
      t.same([...joinAtOnce(intervals)], naiveUnion(intervals));
      t.same(intervals, given, 'what was given is left alone');
    }),
    { numRuns: 500 },
  );
});

t.test('many intervals have pauses between them', async (t) => {
  const count = 100_000;
  let looks = 0;
  const intervals = Array.from({ length: count }, (_, i) => {
    const start = (i * 7919) % count;
    return {
      get start() {
        looks++;
        return 3 * start;
      },
      end: 3 * start + 1,
    };
  });
  const stretches: number[] = [];
  const work = joinIntervals(intervals);
  for (;;) {
    looks = 0;
    const { done, value } = work.next();
    stretches.push(looks);
    if (done !== true) continue;
    t.equal(value.length, count);
    break;
  }
  const longest = Math.max(...stretches);
  t.ok(longest < 20_000, `${longest} intervals without a pause`);
  t.ok(stretches.length > 10, `${stretches.length} pauses`);
});
