// A set's curves as one JSON object: a line of `firstseen curves --json`.

import { type TestName, testNames } from '../permutation/test-names.ts';
import type { SetSummary } from '../sets/over-sets.ts';

/** Values by threshold are keyed by it: {"70": 250, "80": null}. */
export function curveLine(summary: SetSummary, thresholds: readonly number[]): object {
  const keyed = (values: readonly (number | null)[]) =>
    Object.fromEntries(thresholds.map((threshold, t) => [threshold, values[t] ?? null]));
  const tests = (values: Readonly<Record<TestName, readonly (number | null)[]>>) =>
    Object.fromEntries(testNames.map((name) => [name, keyed(values[name])]));
  const { set, seed, split, steps, train, validation, excluded, overSeeds } = summary;
  return {
    ...{ set, seed, split, steps, train, validation },
    t_train: keyed(summary.tTrain),
    t_validation: keyed(summary.tValidation),
    lag: keyed(summary.lag),
    p: tests(summary.p),
    q: tests(summary.q),
    ...(overSeeds !== null && {
      over_seeds: {
        seeds: overSeeds.seeds,
        defined: keyed(overSeeds.defined),
        t_train: keyed(overSeeds.tTrain),
        t_validation: keyed(overSeeds.tValidation),
        lag: keyed(overSeeds.lag),
        p: tests(overSeeds.p),
        q: tests(overSeeds.q),
      },
    }),
    excluded,
  };
}
