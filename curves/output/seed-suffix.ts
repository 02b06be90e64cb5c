// A suffix that tells the files of several seeds apart.

import type { Seed } from '../results/results.ts';

/** Nothing where there is one seed; a seed may be any text, names of files may not. */
export function seedSuffix(seed: Seed, seeds: number): string {
  return seeds === 1 ? '' : `.seed-${String(seed).replaceAll(/[^\w.+-]/g, '_')}`;
}
