import fc from 'fast-check';
import t from 'tap';
import { adjustedByBenjaminiHochberg } from '../../../curves/stats/benjamini-hochberg.ts';

t.test('known values, ties and their order', (t) => {
  t.strictSame(adjustedByBenjaminiHochberg([]), []);
  t.strictSame(adjustedByBenjaminiHochberg([0.5]), [0.5]);
  // By hand: 0.01 * 4/1, 0.02 * 4/2, 0.03 * 4/3 and 0.9.
  t.strictSame(adjustedByBenjaminiHochberg([0.9, 0.01, 0.03, 0.02]), [0.9, 0.04, 0.04, 0.04]);
  t.end();
});

t.test('rejecting at q <= a is what the step-up procedure rejects', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1001 }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 99 }),
      (thousandths, percent) => {
        const p = thousandths.map((value) => value / 1001);
        const level = percent / 100 + 1e-9;
        const rising = [...p].sort((a, b) => a - b);
        const last = rising.findLastIndex((value, i) => value * p.length <= level * (i + 1));
        const bound = last < 0 ? -1 : (rising[last] as number);
        const q = adjustedByBenjaminiHochberg(p);
        return p.every((value, i) => value <= bound === (q[i] as number) <= level);
      },
    ),
  );
  t.end();
});
