// Intervals against values that statsmodels 0.15 gives (proportion_confint, method wilson), and against
// what defines them: the bounds solve (p - x)² = z² x (1 - x) / n.

import fc from 'fast-check';
import t from 'tap';
import { wilsonInterval, z95 } from '../../../curves/stats/wilson.ts';

t.test('known intervals', (t) => {
  const known = [
    [0, 10, 0, 0.277_532_799_862_889],
    [10, 10, 0.722_467_200_137_111, 1],
    [1, 1, 0.206_549_314_377_237, 1],
    [7, 10, 0.396_778_147_461_145, 0.892_208_732_593_699],
    [792, 1000, 0.765_749_868_826_817, 0.816_015_304_217_619],
  ] as const;
  for (const [right, count, low, high] of known) {
    const [from, to] = wilsonInterval(right, count) as [number, number];
    t.ok(Math.abs(from - low) < 1e-12 && Math.abs(to - high) < 1e-12, `${right} of ${count}`);
  }
  t.equal(wilsonInterval(0, 0), null);
  t.end();
});

t.test('the bounds solve the equation of the score test and hold the share', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.nat(), (count, some) => {
      const right = some % (count + 1);
      const [low, high] = wilsonInterval(right, count) as [number, number];
      const share = right / count;
      const solves = (x: number) =>
        Math.abs((share - x) ** 2 - (z95 ** 2 * x * (1 - x)) / count) < 1e-12;
      return 0 <= low && low <= share && share <= high && high <= 1 && solves(low) && solves(high);
    }),
  );
  t.end();
});
