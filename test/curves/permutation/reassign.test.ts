// Re-assignments against what defines them: units are whole, no side grows beyond its size, what is
// train stays train, and every order of units is as likely as any other.

import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import t from 'tap';
import { makeUnits, Reassigner } from '../../../curves/permutation/reassign.ts';
import { fixedSides, sidesAsOf } from '../../../curves/sets/sides.ts';
import { examplesOf } from '../small-examples.ts';

const steps = Float64Array.of(0, 10, 20, 30);
const spec = fc.record({
  exposedStep: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 40 })),
  group: fc.integer({ min: 0, max: 9 }),
});
/** The examples of a group share step and frequency, as they share their phrases. */
const specs = fc.array(spec, { minLength: 1, maxLength: 60 }).map((list) =>
  list.map(({ group }) => {
    const first = list.find((other) => other.group === group);
    return { group, exposedStep: first?.exposedStep ?? null, rarestCount: group * 3 };
  }),
);

function members(words: Uint32Array, count: number): number[] {
  return Array.from({ length: count }, (_, i) => i).filter(
    (i) => ((words[i >>> 5] as number) >>> (i & 31)) & 1,
  );
}

t.test('single examples: sizes are those of the split, also within strata', (t) => {
  fc.assert(
    fc.property(specs, fc.boolean(), fc.boolean(), fc.integer(), (list, byStep, within, seed) => {
      const examples = examplesOf(list, { at: 25 });
      const sides = byStep ? sidesAsOf(examples, steps) : fixedSides(examples, steps);
      if (sides === undefined || examples.rarestCount === null) throw new Error('sides are known');
      const { rarestCount } = examples;
      const units = makeUnits(undefined, { examples: list.length, ...(within && { rarestCount }) });
      const reassigner = new Reassigner(units, sides, xoroshiro128plus(seed));
      for (let n = 0; n < 3; n++) {
        reassigner.draw();
        for (let c = 0; c < steps.length; c++) {
          reassigner.growTo(c);
          const train = members(reassigner.train, list.length);
          const expected = [...sides.trainFrom.keys()].filter(
            (i) => (sides.trainFrom[i] as number) <= c,
          );
          if (train.length !== expected.length || reassigner.size !== train.length) return false;
          if (!within) continue;
          const ranges = (of: number[]) =>
            of
              .map((i) => Math.floor(Math.log2((rarestCount[i] as number) + 1)))
              .sort((a, b) => a - b)
              .join();
          if (ranges(train) !== ranges(expected)) return false;
        }
      }
      return true;
    }),
  );
  t.end();
});

t.test('groups stay whole, fit, stay train, and none that fits is left out', (t) => {
  fc.assert(
    fc.property(specs, fc.boolean(), fc.integer(), (list, byStep, seed) => {
      const examples = examplesOf(list, { at: 25 });
      const sides = byStep ? sidesAsOf(examples, steps) : fixedSides(examples, steps);
      if (sides === undefined) throw new Error('sides are known');
      // Numbers of groups without an example have no unit with members.
      const units = makeUnits(examples.group, { examples: list.length });
      const reassigner = new Reassigner(units, sides, xoroshiro128plus(seed));
      for (let n = 0; n < 3; n++) {
        reassigner.draw();
        let before: number[] = [];
        for (let c = 0; c < steps.length; c++) {
          reassigner.growTo(c);
          const train = members(reassigner.train, list.length);
          const target = sides.trainFrom.reduce((sum, from) => sum + Number(from <= c), 0);
          const inTrain = new Set(train.map((i) => list[i]?.group));
          const isWhole = list.every(({ group }, i) => inTrain.has(group) === train.includes(i));
          const fits = list.every(({ group }) => {
            const size = list.filter((other) => other.group === group).length;
            return inTrain.has(group) || size > target - train.length;
          });
          const grows = before.every((i) => train.includes(i));
          if (train.length > target || !isWhole || !fits || !grows) return false;
          before = train;
        }
      }
      return true;
    }),
  );
  t.end();
});

t.test('every side of the same size is as likely as any other', (t) => {
  const examples = examplesOf(
    [3, 3, null, null, null].map((exposedStep) => ({ exposedStep })),
    { at: 10 },
  );
  const sides = fixedSides(examples, steps);
  const reassigner = new Reassigner(
    makeUnits(undefined, { examples: 5 }),
    sides,
    xoroshiro128plus(7),
  );
  const counts = new Map<string, number>();
  const draws = 20_000;
  for (let n = 0; n < draws; n++) {
    reassigner.draw();
    reassigner.growTo(0);
    const key = members(reassigner.train, 5).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  t.equal(counts.size, 10, 'all pairs of five');
  const expected = draws / 10;
  const chi = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  // The 0.9999 quantile of chi-squared with 9 degrees of freedom is 33.7.
  t.ok(chi < 33.7, `chi-squared ${chi}`);
  t.end();
});

t.test('the same random numbers give the same re-assignments', (t) => {
  const examples = examplesOf(
    Array.from({ length: 40 }, (_, i) => ({ exposedStep: i })),
    { at: 9 },
  );
  const drawn = () => {
    const reassigner = new Reassigner(
      makeUnits(undefined, { examples: 40 }),
      fixedSides(examples, steps),
      xoroshiro128plus(3),
    );
    reassigner.draw();
    reassigner.growTo(3);
    return members(reassigner.train, 40);
  };
  t.strictSame(drawn(), drawn());
  t.equal(drawn().length, 10);
  t.end();
});
