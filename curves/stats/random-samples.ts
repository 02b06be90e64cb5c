// Seeded samples. The same seed and key give the same samples on every machine.

import { crc32 } from 'node:zlib';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { randomBelow } from './random-below.ts';

export type Random = ReturnType<typeof xoroshiro128plus>;

/** `key` names the samples, such as a set's name and a purpose: other keys, other samples. */
export function seedRandom(seed: number, key: readonly (string | number | null)[]): Random {
  return xoroshiro128plus(crc32(JSON.stringify([seed, ...key])));
}

/** As many as there are of `positions`, drawn with replacement. */
export function bootstrap(positions: Int32Array, random: Random): Int32Array {
  return positions.map(() => positions[randomBelow(random, positions.length)] ?? 0);
}

/** `positions` in a random order (Fisher and Yates). */
export function shuffle(positions: Int32Array, random: Random): Int32Array {
  const order = positions.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = randomBelow(random, i + 1);
    const [value, other] = [order[i] ?? 0, order[j] ?? 0];
    order[i] = other;
    order[j] = value;
  }
  return order;
}
