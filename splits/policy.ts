// When an example counts as exposed, and which examples a split keeps. Pure, and deterministic:
// the same examples and seed give the same choice on every machine, in any order.

import { createHash } from 'node:crypto';
import { noPause, type Pause } from './pause.ts';

/** Which of a pair's phrases has to be exposed; `either` is the paper's (arXiv 2606.00230, 3.2). */
export type Policy = 'either' | 'both' | 'good' | 'bad';

/**
 * What is kept of a set: all examples; `balance`, as many proxy-train as proxy-validation examples;
 * `match-frequency`, the same within each range of word frequency.
 */
export type Sampling = 'all' | 'balance' | 'match-frequency';

/** The step from which on a pair is proxy-train, of those of its phrases; null: never. */
export function exposedStepOf(
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
    const [exposed, unexposed] = [true, false].map((side) =>
      stratum.filter((candidate) => candidate.exposed === side).map(({ row }) => row),
    ) as [number[], number[]];
    const size = Math.min(exposed.length, unexposed.length);
    for (const side of [exposed, unexposed]) {
      const hash = (row: number) => hashOf([seed, set, row]);
      for (const row of await firstByHash(side, size, hash, pause)) kept.add(row);
    }
  }
  return kept;
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function firstByHash(
  rows: readonly number[],
  size: number,
  hash: (row: number) => string,
  pause: Pause,
): Promise<number[]> {
  if (rows.length === size) return [...rows];
  const hashed: { row: number; hash: string }[] = [];
  for (const row of rows) {
    hashed.push({ row, hash: hash(row) });
    const turn = pause();
    if (turn !== undefined) await turn;
  }
  hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  return hashed.slice(0, size).map(({ row }) => row);
}
