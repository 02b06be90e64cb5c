// When an example counts as exposed, and which examples a split keeps. Pure, and deterministic:
// the same examples and seed give the same choice on every machine, in any order.

import { createHash } from 'node:crypto';
import { noPause, type Pause } from './pause.ts';

/** The phrases of a pair that have to be exposed; `either` is the paper's (arXiv 2606.00230, 3.2). */
export type Policy = 'either' | 'both' | 'good' | 'bad';

/**
 * The examples of a set that are kept: all; `balance`, as many proxy-train as proxy-validation examples;
 * `match-frequency`, the same within each range of word frequency.
 */
export type Sampling = 'all' | 'balance' | 'match-frequency';

/** The step from which on a pair is proxy-train, of those of its phrases; null: never. */
export function findExposedStep(
  policy: Policy,
  good: number | null,
  bad: number | null,
): number | null {
  switch (policy) {
    case 'good':
      return good;
    case 'bad':
      return bad;
    case 'both':
      return good === null || bad === null ? null : Math.max(good, bad);
    case 'either':
      if (good === null || bad === null) return good ?? bad;
      return Math.min(good, bad);
  }
}

/** An example as sampling sees it. */
export interface Candidate {
  readonly row: number;
  readonly exposed: boolean;
  /** How often the rarest token of its phrases occurs by the step. */
  readonly frequency: number;
}

/**
 * The rows that stay. Where both sides are to be of one size, the larger keeps the rows with the
 * smallest of seeded hashes, so that a row's chance depends on nothing else in the set. Frequencies
 * are matched in ranges that double: 0, 1-2, 3-6, 7-14, ...
 */
export async function sampleRows(
  candidates: readonly Candidate[],
  sampling: Sampling,
  {
    set,
    seed,
    pause = noPause,
  }: { readonly set: string; readonly seed: number; readonly pause?: Pause },
): Promise<Set<number>> {
  if (sampling === 'all') return new Set(candidates.map(({ row }) => row));
  const strata = Map.groupBy(candidates, ({ frequency }) =>
    sampling === 'balance' ? 0 : Math.floor(Math.log2(frequency + 1)),
  );
  const kept = new Set<number>();
  for (const stratum of strata.values()) {
    const sides = [true, false].map((side) => stratum.filter(({ exposed }) => exposed === side));
    const size = Math.min(...sides.map(({ length }) => length));
    for (const side of sides) {
      const first = side.length === size ? side : await orderByHash(side, { set, seed, pause });
      for (const { row } of first.slice(0, size)) kept.add(row);
    }
  }
  return kept;
}

/** The candidates in the order of their hashes, which depend on nothing but seed, set and row. */
async function orderByHash(
  candidates: readonly Candidate[],
  { set, seed, pause }: { readonly set: string; readonly seed: number; readonly pause: Pause },
): Promise<{ readonly row: number }[]> {
  const hashed: { row: number; hash: string }[] = [];
  for (const { row } of candidates) {
    const hash = createHash('sha256').update(JSON.stringify([seed, set, row]));
    hashed.push({ row, hash: hash.digest('hex') });
    await pause();
  }
  return hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1));
}
