// One level of a plain wavelet matrix, in TypeScript.
//
// A word's bits are kept in a register, and the partition has no branch that depends on a value.

import type { LevelArguments } from '../array-verbs.ts';
import { blockWords, countOnes, wordsPerBlock } from '../blocks.ts';

/** Returns the number of zeros. */
export function buildLevel({ values, shift, next, blocks }: LevelArguments): number {
  const { length } = values;
  const zeros = length - writeBits(values, shift, blocks);
  let zero = 0;
  let one = zeros;
  for (let i = 0; i < length; i++) {
    const value = values[i] as number;
    const bit = (value >>> shift) & 1;
    next[zero ^ ((zero ^ one) & -bit)] = value;
    one += bit;
    zero += 1 - bit;
  }
  return zeros;
}

function writeBits(values: Uint32Array, shift: number, blocks: Uint32Array): number {
  const { length } = values;
  const words = blockWords(length);
  let ones = 0;
  let i = 0;
  for (let word = 0; word < words; word++) {
    if (word % wordsPerBlock === 0) {
      blocks[word] = ones;
      continue;
    }
    const end = Math.min(i + 32, length);
    let bits = 0;
    for (let position = 0; i < end; i++, position++) {
      bits |= (((values[i] as number) >>> shift) & 1) << position;
    }
    blocks[word] = bits;
    ones += countOnes(bits);
  }
  return ones;
}
