// What several sets and seeds say together: p adjusted for the number of sets, and medians over seeds.

import type { Seed } from './results/results.ts';
import type { SetCurves } from './set-curves.ts';
import { adjustedByBenjaminiHochberg } from './stats/benjamini-hochberg.ts';
import { median } from './stats/median.ts';
import { type TestName, testNames } from './test-names.ts';

type ByTest = Readonly<Record<TestName, readonly (number | null)[]>>;

/** Medians over the seeds of a set where a value is defined; null where it is for none. */
export interface OverSeeds {
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
  const familyOf = ({ seed, split }: SetCurves) => JSON.stringify([seed, split]);
  const q = adjustWithin(curves, familyOf, thresholds);
  const bySet = Map.groupBy(curves, ({ set, split }) => JSON.stringify([set, split]));
  const medians = new Map<string, Omit<OverSeeds, 'q'> & Pick<SetCurves, 'split' | 'excluded'>>();
  for (const [key, seeds] of bySet) medians.set(key, mediansOf(seeds, thresholds));
  const medianQ = adjustWithin([...medians.values()], ({ split }) => split, thresholds);
  const keys = [...medians.keys()];
  return curves.map((curve, i) => {
    const key = JSON.stringify([curve.set, curve.split]);
    const { split, excluded, ...over } = medians.get(key) as OverSeeds & SetCurves;
    const overSeeds =
      over.seeds.length < 2 ? null : { ...over, q: medianQ[keys.indexOf(key)] as ByTest };
    return { ...curve, q: q[i] as ByTest, overSeeds };
  });
}

function mediansOf(
  seeds: readonly SetCurves[],
  thresholds: number,
): Omit<OverSeeds, 'q'> & Pick<SetCurves, 'split' | 'excluded'> {
  const over = (of: (curve: SetCurves) => readonly (number | null)[]) =>
    Array.from({ length: thresholds }, (_, t) =>
      median(seeds.flatMap((curve) => of(curve)[t] ?? [])),
    );
  const [first] = seeds;
  // A set is excluded over seeds where it is for more than half of them.
  const reasons = seeds.flatMap(({ excluded }) => excluded ?? []);
  return {
    seeds: seeds.map(({ seed }) => seed),
    split: first?.split ?? 'fixed',
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

/** q by test and threshold, adjusted within families; null for excluded sets and undefined p. */
function adjustWithin<Item extends { readonly p: ByTest; readonly excluded: string | null }>(
  items: readonly Item[],
  familyOf: (item: Item) => string,
  thresholds: number,
): ByTest[] {
  const all = items.map(() => byTest(() => new Array<number | null>(thresholds).fill(null)));
  const families = Map.groupBy(items.keys(), (i) => familyOf(items[i] as Item));
  for (const members of families.values()) {
    for (const name of testNames) {
      for (let t = 0; t < thresholds; t++) {
        const tested = members.filter((i) => {
          return items[i]?.excluded === null && (items[i]?.p[name][t] ?? null) !== null;
        });
        const q = adjustedByBenjaminiHochberg(tested.map((i) => items[i]?.p[name][t] as number));
        for (const [k, i] of tested.entries()) {
          const values = all[i]?.[name] as (number | null)[];
          values[t] = q[k] as number;
        }
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
