// One set under one seed: curves of both sides, lags, and whether they may be chance. Pure; the random
// numbers depend on the seed of the test and the set alone, so a set's p is the same in any company.

import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Pause } from '../../splits/pause.ts';
import { permutationTest } from '../permutation/permutation-test.ts';
import { makeUnits, Reassigner, type Units } from '../permutation/reassign.ts';
import type { TestName } from '../permutation/test-names.ts';
import type { Seed, SetResults } from '../results/results.ts';
import type { SetExamples } from '../split/split-examples.ts';
import { countSides, makeCurve, type SideCurve } from './accuracy.ts';
import { explainExclusion, type Filters } from './filters.ts';
import { type FirstSteps, measureLag, Passages } from './lag.ts';
import { fixedSides, type Sides, type SplitKind, sidesAsOf } from './sides.ts';

export interface CurveOptions {
  /** Whole per cents, rising. */
  readonly thresholds: readonly number[];
  readonly permutations: number;
  readonly randomSeed: number;
  readonly filters: Filters;
  /** Called between the re-assignments of a test. */
  readonly pause?: Pause;
}

/** Values by threshold stand in the order of the thresholds. */
export interface SetCurves {
  readonly set: string;
  readonly seed: Seed;
  readonly split: SplitKind;
  readonly steps: readonly number[];
  readonly train: SideCurve;
  readonly validation: SideCurve;
  readonly tTrain: FirstSteps;
  readonly tValidation: FirstSteps;
  readonly lag: readonly (number | null)[];
  /** Null where the lag is undefined, and of frequency where the split has no frequencies. */
  readonly p: Readonly<Record<TestName, readonly (number | null)[]>>;
  /** Why the set is left out over sets; null: it is not. */
  readonly excluded: string | null;
}

/** The curves of both kinds of split; `as_of` is not there where the sides are not known. */
export async function makeSetCurves(
  examples: SetExamples,
  results: SetResults,
  options: CurveOptions,
): Promise<SetCurves[]> {
  const kinds = [fixedSides(examples, results.steps), sidesAsOf(examples, results.steps)];
  const curves: SetCurves[] = [];
  for (const sides of kinds) {
    if (sides !== undefined) {
      curves.push(await makeSideCurves(examples, { ...results, sides }, options));
    }
  }
  return curves;
}

async function makeSideCurves(
  examples: SetExamples,
  { set, seed, steps, right, sides }: SetResults & { readonly sides: Sides },
  options: CurveOptions,
): Promise<SetCurves> {
  const { thresholds, filters } = options;
  const counts = countSides(right, sides);
  const [train, validation] = [new Passages(thresholds), new Passages(thresholds)];
  for (const [c, at] of counts.entries()) {
    train.add(c, at.train.right, at.train.examples);
    validation.add(c, at.validation.right, at.validation.examples);
  }
  const tTrain = train.steps(steps);
  const tValidation = validation.steps(steps);
  const lag = thresholds.map((_, t) => measureLag(tTrain[t] ?? null, tValidation[t] ?? null));
  const all = counts.map((at) => at.train.right + at.validation.right);
  const exposed = counts.at(-1)?.train.examples ?? 0;
  return {
    ...{ set, seed, split: sides.kind, steps: [...steps] },
    train: makeCurve(counts.map((at) => at.train)),
    validation: makeCurve(counts.map((at) => at.validation)),
    ...{ tTrain, tValidation, lag },
    p: await runTests(examples, sides, { ...options, right, steps, observed: lag }),
    excluded: explainExclusion({ right: all, examples: examples.rows.length, exposed }, filters),
  };
}

async function runTests(
  { set, rows, group, rarestCount }: SetExamples,
  sides: Sides,
  input: CurveOptions & Parameters<typeof permutationTest>[0],
): Promise<SetCurves['p']> {
  const examples = rows.length;
  const test = async (units: Units, name: TestName) => {
    const random = xoroshiro128plus(hashParts(input.randomSeed, set, name));
    return await permutationTest(input, new Reassigner(units, sides, random));
  };
  const undefinedP = input.observed.map(() => null);
  const within = rarestCount === null ? undefined : { examples, rarestCount };
  return {
    examples: await test(makeUnits(undefined, { examples }), 'examples'),
    groups: await test(makeUnits(group, { examples }), 'groups'),
    frequency: within ? await test(makeUnits(undefined, within), 'frequency') : undefinedP,
    frequency_groups: within
      ? await test(makeUnits(group, within), 'frequency_groups')
      : undefinedP,
  };
}

/** 32 bits of the three (FNV-1a), so that sets and tests draw different numbers. */
function hashParts(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(JSON.stringify(parts))) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
