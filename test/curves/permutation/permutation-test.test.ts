// p against the definition: count re-assignments one by one, from accuracies of plain lists.

import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import t from 'tap';
import { permutationTest } from '../../../curves/permutation/permutation-test.ts';
import { makeUnits, Reassigner } from '../../../curves/permutation/reassign.ts';
import { measureLag, Passages } from '../../../curves/sets/lag.ts';
import { fixedSides, type Sides, sidesAsOf } from '../../../curves/sets/sides.ts';
import { examplesOf } from '../small-examples.ts';

const thresholds = [50, 75, 90];

/** First step at which the share of right ones among `isMember` is at least the threshold. */
function firstStep(
  right: readonly Uint8Array[],
  steps: readonly number[],
  isMember: (i: number, c: number) => boolean,
  threshold: number,
): number | null {
  for (const [c, judged] of right.entries()) {
    const members = [...judged.keys()].filter((i) => isMember(i, c));
    const count = members.filter((i) => judged[i] === 1).length;
    if (members.length > 0 && count * 100 >= threshold * members.length) return steps[c] as number;
  }
  return null;
}

function naiveTest(
  right: readonly Uint8Array[],
  steps: readonly number[],
  sides: Sides,
  { permutations, seed, threshold }: { permutations: number; seed: number; threshold: number },
): number | null {
  const at = (isTrain: (i: number, c: number) => boolean) => ({
    train: firstStep(right, steps, isTrain, threshold),
    validation: firstStep(right, steps, (i, c) => !isTrain(i, c), threshold),
  });
  const own = at((i, c) => (sides.trainFrom[i] as number) <= c);
  if (own.train === null || own.validation === null) return null;
  const lag = own.validation - own.train;
  const examples = right[0]?.length ?? 0;
  const reassigner = new Reassigner(
    makeUnits(undefined, { examples }),
    sides,
    xoroshiro128plus(seed),
  );
  let atLeast = 0;
  for (let n = 0; n < permutations; n++) {
    reassigner.draw();
    const masks = steps.map((_, c) => {
      reassigner.growTo(c);
      return reassigner.train.slice();
    });
    const isTrain = (i: number, c: number) =>
      (((masks[c]?.[i >>> 5] as number) >>> (i & 31)) & 1) === 1;
    const { train, validation } = at(isTrain);
    if (validation === null || (train !== null && validation - train >= lag)) atLeast++;
  }
  return (atLeast + 1) / (permutations + 1);
}

t.test('p equals what counting gives, for both kinds of split', async (t) => {
  let defined = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 1, max: 8 }),
      fc.boolean(),
      fc.infiniteStream(fc.integer({ min: 0, max: 99 })),
      fc.integer(),
      async (examples, checkpoints, byStep, noise, seed) => {
        const next = () => noise.next().value as number;
        const specs = Array.from({ length: examples }, () => ({
          exposedStep: next() < 50 ? next() : null,
        }));
        const set = examplesOf(specs, { at: 60 });
        const steps = Array.from({ length: checkpoints }, (_, c) => c * 12);
        const right = steps.map((step) => Uint8Array.from(specs, () => Number(next() < 30 + step)));
        const sides = byStep ? sidesAsOf(set, steps) : fixedSides(set, steps);
        if (sides === undefined) throw new Error('sides are known');
        const passages = (isTrain: boolean) => {
          const side = new Passages(thresholds);
          for (const [c, judged] of right.entries()) {
            const members = [...judged.keys()].filter(
              (i) => (sides.trainFrom[i] as number) <= c === isTrain,
            );
            side.add(c, members.filter((i) => judged[i] === 1).length, members.length);
          }
          return side.steps(steps);
        };
        const [train, validation] = [passages(true), passages(false)];
        const observed = thresholds.map((_, i) =>
          measureLag(train[i] ?? null, validation[i] ?? null),
        );
        const reassigner = new Reassigner(
          makeUnits(undefined, { examples }),
          sides,
          xoroshiro128plus(seed),
        );
        const permutations = 19;
        const p = await permutationTest(
          { right, steps, thresholds, observed, permutations },
          reassigner,
        );
        return thresholds.every((threshold, i) => {
          const expected = naiveTest(right, steps, sides, { permutations, seed, threshold });
          if (expected !== null) defined++;
          return p[i] === expected;
        });
      },
    ),
    { numRuns: 200 },
  );
  t.ok(defined > 50, `${defined} values of p`);
});

t.test('a threshold is reached in whole numbers, not in rounded ones', (t) => {
  const side = new Passages([70, 90]);
  side.add(0, 6, 10);
  side.add(1, 0, 0);
  side.add(2, 7, 10);
  side.add(3, 899, 1000);
  side.add(4, 9, 10);
  t.strictSame([...side.first], [2, 4]);
  t.strictSame(side.steps([0, 5, 10, 15, 20]), [10, 20]);
  const none = new Passages([70]);
  none.add(0, 0, 0);
  t.strictSame(none.steps([0]), [null], 'a side without examples reaches nothing');
  t.end();
});
