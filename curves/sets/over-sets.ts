// Several sets and seeds together: p adjusted for the number of sets, and medians over seeds.

import { type TestName, testNames } from '../permutation/test-names.ts';
import type { Seed } from '../results/results.ts';
import { adjustedByBenjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { median } from '../stats/median.ts';
import type { SetCurves } from './set-curves.ts';

type ByTest = Readonly<Record<TestName, readonly (number | null)[]>>;

/** Medians over the seeds of a set where a value is defined; null where it is for none. */
interface OverSeeds {
  readonly seeds: readonly Seed[];
  /** Of how many seeds the lag is defined, by threshold. */
  readonly defined: readonly number[];
  readonly tTrain: readonly (number | null)[];
  readonly tValidation: readonly (number | null)[];
  readonly lag: readonly (number | null)[];
  readonly p: ByTest;
  readonly q: ByTest;
}

export interface SetSummary extends SetCurves {
  /** p adjusted over the sets of the same seed and split that are not excluded. */
  readonly q: ByTest;
  /** Where the set has several seeds; the same for each of them. */
  readonly overSeeds: OverSeeds | null;
}

/** The curves with what they say together, in their order. */
export function summariseOverSets(curves: readonly SetCurves[]): SetSummary[] {
  const thresholds = curves[0]?.lag.length ?? 0;
  const keyOf = ({ set, split }: SetCurves) => JSON.stringify([set, split]);
  const medians = Array.from(Map.groupBy(curves, keyOf), ([key, seeds]) => ({
    ...{ key, split: seeds[0]?.split },
    ...takeMedians(seeds, thresholds),
  }));
  const overSeeds = new Map(
    adjustWithin(medians, ({ split }) => split, thresholds).map(
      ({ key, split: _, excluded: __, ...over }) => [key, over.seeds.length < 2 ? null : over],
    ),
  );
  const family = ({ seed, split }: SetCurves) => JSON.stringify([seed, split]);
  return adjustWithin(curves, family, thresholds).map((curve) => ({
    ...curve,
    overSeeds: overSeeds.get(keyOf(curve)) ?? null,
  }));
}

function takeMedians(
  seeds: readonly SetCurves[],
  thresholds: number,
): Omit<OverSeeds, 'q'> & Pick<SetCurves, 'excluded'> {
  const over = (of: (curve: SetCurves) => readonly (number | null)[]) =>
    Array.from({ length: thresholds }, (_, t) =>
      median(seeds.flatMap((curve) => of(curve)[t] ?? [])),
    );
  // A set is excluded over seeds where it is for more than half of them.
  const reasons = seeds.flatMap(({ excluded }) => excluded ?? []);
  return {
    seeds: seeds.map(({ seed }) => seed),
    excluded: 2 * reasons.length > seeds.length ? (reasons[0] ?? null) : null,
    defined: Array.from(
      { length: thresholds },
      (_, t) => seeds.filter(({ lag }) => lag[t] !== null).length,
    ),
    tTrain: over(({ tTrain }) => tTrain),
    tValidation: over(({ tValidation }) => tValidation),
    lag: over(({ lag }) => lag),
    p: byTest((name) => over(({ p }) => p[name])),
  };
}

/** With q by test and threshold, adjusted within families; null for excluded items and undefined p. */
function adjustWithin<Item extends { readonly p: ByTest; readonly excluded: string | null }>(
  items: readonly Item[],
  familyOf: (item: Item) => unknown,
  thresholds: number,
): (Item & { readonly q: ByTest })[] {
  const nothing = () => new Array<number | null>(thresholds).fill(null);
  const all = items.map((item) => ({ ...item, q: byTest(nothing) }));
  for (const members of Map.groupBy(all, familyOf).values()) {
    const kept = members.filter(({ excluded }) => excluded === null);
    for (const name of testNames) {
      for (let t = 0; t < thresholds; t++) {
        const tested = kept.flatMap(({ p, q }) => {
          const value = p[name][t] ?? null;
          return value === null ? [] : [{ value, q: q[name] }];
        });
        const adjusted = adjustedByBenjaminiHochberg(tested.map(({ value }) => value));
        for (const [k, { q }] of tested.entries()) q[t] = adjusted[k] ?? null;
      }
    }
  }
  return all;
}

function byTest<Value>(of: (name: TestName) => Value): Record<TestName, Value> {
  return {
    examples: of('examples'),
    groups: of('groups'),
    frequency: of('frequency'),
    frequency_groups: of('frequency_groups'),
  };
}
