// A level of a wavelet matrix of arity 4, backwards: from the values sorted by digit to those in
// their own order, in TypeScript.

import { countOnes, digitsPerBlock, wordsPerBlock } from '../quad-blocks.ts';
import type { UndoQuadLevelArguments } from '../restore-verbs.ts';

const planeWords = digitsPerBlock / 32;

/** See RestoreVerbs. The next value of each digit is read in order, from four places. */
export function undoQuadLevel({ sorted, blocks, values }: UndoQuadLevelArguments): void {
  const { length } = values;
  const places = findStarts(blocks, length);
  for (let i = 0; i < length; ) {
    const word = placeWord(i / 32);
    const low = blocks[word] as number;
    const high = blocks[word + planeWords] as number;
    const end = Math.min(i + 32, length);
    for (let bit = 0; i < end; i++, bit++) {
      const digit = ((low >>> bit) & 1) | (((high >>> bit) & 1) << 1);
      const place = places[digit] as number;
      values[i] = sorted[place] as number;
      places[digit] = place + 1;
    }
  }
}

/** For each digit, how many of the first `length` are smaller. */
function findStarts(blocks: Uint32Array, length: number): Uint32Array {
  let [ones, twos, threes] = [0, 0, 0];
  for (let i = 0; i < length; i += 32) {
    const word = placeWord(i / 32);
    const mask = length - i < 32 ? 2 ** (length - i) - 1 : -1;
    const low = (blocks[word] as number) & mask;
    const high = (blocks[word + planeWords] as number) & mask;
    ones += countOnes(low & ~high);
    twos += countOnes(high & ~low);
    threes += countOnes(low & high);
  }
  const zeros = length - ones - twos - threes;
  return Uint32Array.of(0, zeros, zeros + ones, zeros + ones + twos);
}

/** Index of the low bits of the digits [32 * index, 32 * index + 32). */
function placeWord(index: number): number {
  const block = Math.floor(index / planeWords);
  return block * wordsPerBlock + 2 + (index - block * planeWords);
}
