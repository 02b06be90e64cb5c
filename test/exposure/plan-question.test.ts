import fc from 'fast-check';
import t from 'tap';
import { divideRange, planEdges, planRange } from '../../exposure/plan-edges.ts';
import { requireSteps } from '../../exposure/question.ts';

t.test('edge i of a timeline is F + floor(i * (L - F) / n), for steps of any size', (t) => {
  fc.assert(
    fc.property(
      fc.oneof(fc.maxSafeNat(), fc.nat({ max: 50 })),
      fc.oneof(fc.maxSafeNat(), fc.nat({ max: 50 })),
      fc.integer({ min: 1, max: 200 }),
      (one, other, bins) => {
        const [after, by] = [Math.min(one, other), Math.max(one, other)];
        const n = Math.min(bins, by - after);
        const edges = divideRange({ after, by }, bins);
        const expected = Array.from({ length: n }, (_, i) =>
          Number(BigInt(after) + (BigInt(i) * BigInt(by - after)) / BigInt(n)),
        );
        return JSON.stringify(edges) === JSON.stringify([...expected, by]);
      },
    ),
  );
  t.strictSame(divideRange({ after: 0, by: 0 }, 10), [0]);
  t.strictSame(divideRange({ after: 0, by: 3 }, 10), [0, 1, 2, 3]);
  t.strictSame(divideRange({ after: 1944, by: 2006 }, 3), [1944, 1964, 1985, 2006]);
  t.end();
});

t.test('a timeline goes from the first step to the last, or over the steps asked for', (t) => {
  const steps = { firstStep: 1945, lastStep: 2006 };
  t.strictSame(planRange({}, steps), { after: 1944, by: 2006 });
  t.strictSame(planRange({ fromStep: 1950 }, steps), { after: 1949, by: 2006 });
  t.strictSame(planRange({ toStep: 1950 }, steps), { after: 1944, by: 1950 });
  t.strictSame(planRange({ fromStep: 1, toStep: 3000 }, steps), { after: 0, by: 3000 });
  t.strictSame(planRange({}, { firstStep: 0, lastStep: 0 }), { after: 0, by: 0 });
  const refused = [
    { range: { fromStep: 1960, toStep: 1950 }, message: /from_step 1960.*after to_step 1950/ },
    { range: { fromStep: 2007 }, message: /from_step 2007.*after the index's last step 2006/ },
    { range: { toStep: 1944 }, message: /the index's first step 1945.*after to_step 1944/ },
    { range: { fromStep: 0 }, message: /from_step must be a whole number from 1/ },
  ];
  for (const { range, message } of refused) {
    t.throws(() => planRange(range, steps), { code: 'bad_argument', message });
  }
  t.equal(planEdges({}, steps), undefined);
  t.throws(() => planEdges({ toStep: 1950 }, steps), { code: 'bad_argument', message: /bins/ });
  t.end();
});

t.test('a question has a stated number of steps and bins at most', (t) => {
  const steps = { firstStep: 1, lastStep: 2_000_000 };
  t.equal(planEdges({ bins: 1_000_000 }, steps)?.length, 1_000_001);
  const expected = {
    code: 'bad_argument',
    message: /found 1000001 bins.*expected 1000000 at most/,
  };
  t.throws(() => planEdges({ bins: 1_000_001 }, steps), expected);
  t.same(planEdges({ bins: 1e9 }, { firstStep: 1, lastStep: 2 }), [0, 1, 2], 'bins that there are');
  t.doesNotThrow(() => requireSteps({ at: new Array(100_000).fill(1) }));
  t.throws(
    () => requireSteps({ at: new Array(50_001).fill(1), lastAt: new Array(50_000).fill(1) }),
    {
      code: 'bad_argument',
      message: /found 100001 steps.*expected 100000 at most/,
    },
  );
  t.end();
});
