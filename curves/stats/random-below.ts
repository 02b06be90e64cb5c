// Whole random numbers, each as likely as any other.

import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

const range = 2 ** 32;

/**
 * One of 0 ... count - 1; `count` is at most 2^20. Multiplies 32 random bits and takes what is above
 * them, drawing again in the few cases that would favour some numbers (D. Lemire, Fast random integer
 * generation in an interval, ACM TOMACS 29 (2019), algorithm 5).
 */
export function randomBelow(random: RandomGenerator, count: number): number {
  for (;;) {
    const product = (random.next() >>> 0) * count;
    const low = product % range;
    if (low >= count || low >= range % count) return Math.floor(product / range);
  }
}
