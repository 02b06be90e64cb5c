// MurmurHash3's final mix of 32 bits: every bit of the hash reaches the low ones, which choose a place.

/** The hash, mixed: a whole number from 0 to 2^32 - 1. */
export function finalMix(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The part of [0, parts) that a hash falls in where all parts are as large: floor(hash * parts /
 * 2^32), by products that a number holds exactly. Fewer than 2^36 parts.
 */
export function partOf(hash: number, parts: number): number {
  const low = Math.floor(((hash & 0xffff) * parts) / 2 ** 16);
  return Math.floor(((hash >>> 16) * parts + low) / 2 ** 16);
}
