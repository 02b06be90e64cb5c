import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import t from 'tap';
import { randomBelow } from '../../../curves/stats/random-below.ts';

/** Gives the numbers of a list, as a generator would. */
function listed(values: readonly number[]) {
  let at = 0;
  return { next: () => (values[at++] ?? 0) | 0, clone: () => listed(values), getState: () => [] };
}

t.test('numbers stay below their bound, and all of them come', (t) => {
  const random = xoroshiro128plus(1);
  for (const count of [1, 2, 3, 7, 1000, 1 << 20]) {
    const draws = Array.from({ length: 2000 }, () => randomBelow(random, count));
    t.ok(draws.every((value) => Number.isInteger(value) && value >= 0 && value < count));
    if (count < 10) t.equal(new Set(draws).size, count);
  }
  t.end();
});

t.test('the bits that would favour a number are drawn again', (t) => {
  // Of 2^32 values one is too many for 3 numbers of the same size: 0, whose product is 0.
  t.equal(randomBelow(listed([0, 1]), 3), 0);
  t.equal(randomBelow(listed([0, 0xffffffff]), 3), 2);
  t.equal(randomBelow(listed([0x55555555, 5]), 3), 0, '0x55555555 * 3 ends in 0xffffffff');
  t.equal(randomBelow(listed([0x55555556]), 3), 1);
  t.end();
});
