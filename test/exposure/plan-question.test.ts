import fc from 'fast-check';
import t from 'tap';
import { planEdges } from '../../exposure/plan-question.ts';

t.test('edge i of a timeline is floor(i * L / n), for steps of any size', (t) => {
  fc.assert(
    fc.property(
      fc.oneof(fc.maxSafeNat(), fc.nat({ max: 50 })),
      fc.integer({ min: 1, max: 200 }),
      (lastStep, bins) => {
        const n = Math.min(bins, lastStep);
        const edges = planEdges(lastStep, bins);
        const expected = Array.from({ length: n }, (_, i) =>
          Number((BigInt(i) * BigInt(lastStep)) / BigInt(n)),
        );
        return JSON.stringify(edges) === JSON.stringify([...expected, lastStep]);
      },
    ),
  );
  t.strictSame(planEdges(0, 10), [0]);
  t.strictSame(planEdges(3, 10), [0, 1, 2, 3]);
  t.end();
});
