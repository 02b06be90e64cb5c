// Accuracy by exposures against counting one by one.

import fc from 'fast-check';
import t from 'tap';
import { countExposures, doublingRanges, measureDoses } from '../../../curves/dose/measure-dose.ts';
import { wilsonInterval } from '../../../curves/stats/wilson.ts';
import { examplesOf } from '../small-examples.ts';

t.test('ranges double and hold each count once', (t) => {
  t.strictSame(doublingRanges(4), [
    { low: 0, high: 0 },
    { low: 1, high: 1 },
    { low: 2, high: 3 },
    { low: 4, high: null },
  ]);
  t.strictSame(doublingRanges(1), [
    { low: 0, high: 0 },
    { low: 1, high: null },
  ]);
  for (const count of [0, 1, 2, 3, 4, 63, 64, 1e9]) {
    const holding = doublingRanges(64).filter(
      ({ low, high }) => low <= count && (high === null || count <= high),
    );
    t.equal(holding.length, 1, `${count}`);
  }
  t.end();
});

t.test('exposures by policy are 0 where the example is not exposed', (t) => {
  t.strictSame(
    (['either', 'both', 'good', 'bad'] as const).map((policy) => countExposures(policy, 3, 5)),
    [8, 3, 3, 5],
  );
  t.equal(countExposures('both', 0, 5), 0);
  t.end();
});

t.test('examples, accuracies and intervals equal those counted one by one', (t) => {
  const example = fc.record({
    good: fc.nat({ max: 9 }),
    bad: fc.nat({ max: 9 }),
    right: fc.boolean(),
    rarestCount: fc.nat({ max: 30 }),
  });
  const ranges = doublingRanges(8);
  fc.assert(
    fc.property(fc.array(example, { minLength: 1, maxLength: 50 }), (list) => {
      const set = {
        ...examplesOf(list.map(({ rarestCount }) => ({ exposedStep: 1, rarestCount }))),
        counts: {
          steps: [5, 7],
          good: [new Float64Array(list.length), Float64Array.from(list, ({ good }) => good)],
          bad: [new Float64Array(list.length), Float64Array.from(list, ({ bad }) => bad)],
        },
      };
      const right = [Uint8Array.from(list, ({ right }) => Number(right))];
      const results = { set: 'a_set', seed: 1, steps: Float64Array.of(7), right };
      const [dose] = measureDoses(set, results, { policy: 'either', ranges });
      const isEqual = ranges.every(({ low, high }, r) => {
        const inside = list.filter(
          ({ good, bad }) => good + bad >= low && (high === null || good + bad <= high),
        );
        const count = inside.filter(({ right }) => right).length;
        const row = dose?.rows[r];
        return (
          row?.examples === inside.length &&
          row.accuracy === (inside.length === 0 ? null : count / inside.length) &&
          JSON.stringify(row.interval) === JSON.stringify(wilsonInterval(count, inside.length))
        );
      });
      return isEqual && dose?.step === 7;
    }),
  );
  t.end();
});

t.test('a checkpoint that the split has no counts of is refused', (t) => {
  const set = examplesOf([{ exposedStep: 1 }]);
  const results = {
    set: 'a_set',
    seed: null,
    steps: Float64Array.of(7),
    right: [Uint8Array.of(1)],
  };
  const options = { policy: 'either', ranges: doublingRanges(8) } as const;
  t.throws(() => measureDoses(set, results, options), {
    code: 'bad_argument',
    message: /the split has no counts by checkpoint.*--checkpoints/,
  });
  const other = { ...set, counts: { steps: [5], good: [], bad: [] } };
  t.throws(() => measureDoses(other, results, options), { message: /no counts by step 7/ });
  t.end();
});
