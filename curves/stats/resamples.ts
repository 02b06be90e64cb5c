// Seeded samples and the interval of what they give. The same seed and key give the same samples on
// every machine.

import { crc32 } from 'node:zlib';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { randomBelow } from './random-below.ts';

export type Random = ReturnType<typeof xoroshiro128plus>;

/** What the samples are of, such as a set's name and a purpose: other keys, other samples. */
export function randomOf(seed: number, key: readonly (string | number | null)[]): Random {
  return xoroshiro128plus(crc32(JSON.stringify([seed, ...key])));
}

/** As many as there are of `positions`, drawn with replacement. */
export function bootstrap(positions: Int32Array, random: Random): Int32Array {
  return positions.map(() => positions[randomBelow(random, positions.length)] as number);
}

/** `positions` in a random order (Fisher and Yates). */
export function shuffle(positions: Int32Array, random: Random): Int32Array {
  const order = positions.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = randomBelow(random, i + 1);
    const value = order[i] as number;
    order[i] = order[j] as number;
    order[j] = value;
  }
  return order;
}

export type Interval = readonly [low: number, high: number];

/**
 * The percentiles 2.5 and 97.5 of the values that are defined, interpolated between neighbours as
 * numpy.percentile does. Null: none is.
 */
export function interval95(values: readonly (number | null)[]): Interval | null {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort();
  if (sorted.length === 0) return null;
  const at = (share: number) => {
    const position = share * (sorted.length - 1);
    const below = Math.floor(position);
    const low = sorted[below] as number;
    const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
    return low + (high - low) * (position - below);
  };
  return [at(0.025), at(0.975)];
}

/** `interval95` of the values, moved so that their mean is `centre`: without the samples' bias. */
export function interval95Around(
  values: readonly (number | null)[],
  centre: number | null,
): Interval | null {
  const interval = interval95(values);
  if (interval === null || centre === null) return null;
  const defined = values.filter((value) => value !== null);
  const shift = centre - defined.reduce((sum, value) => sum + value, 0) / defined.length;
  return [interval[0] + shift, interval[1] + shift];
}
