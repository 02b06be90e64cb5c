// One level of a Huffman-shaped wavelet matrix, in TypeScript.
//
// What a level needs of a symbol, its bit and whether its code goes on, is made once for each
// level: a byte a symbol.

import type { HuffmanLevelArguments } from '../array-verbs.ts';
import { blockWords, countOnes, wordsPerBlock } from '../blocks.ts';

// The bits of that byte.
const isOne = 1;
const goesOn = 2;
const hasBit = 4;
const toOnes = 3; // shift: 1 where the place of the next one is written to
const addOne = 4; // shift: what the symbol adds to that place
const addZero = 5; // shift: what it adds to the place of the next zero

/** Null where a symbol has no bit at this level. */
export function buildHuffmanLevel(given: HuffmanLevelArguments) {
  const { symbols, next, blocks } = given;
  const { length } = symbols;
  const traits = buildTraits(given);
  const words = blockWords(length);
  let ones = 0;
  let keptOnes = 0;
  let kept = 0;
  let all = hasBit;
  let i = 0;
  for (let word = 0; word < words; word++) {
    if (word % wordsPerBlock === 0) {
      blocks[word] = ones;
      continue;
    }
    const end = Math.min(i + 32, length);
    let bits = 0;
    let keeps = 0;
    for (let position = 0; i < end; i++, position++) {
      const symbol = traits[symbols[i] as number] as number; // undefined counts as no bit
      bits |= (symbol & isOne) << position;
      keeps |= ((symbol >>> 1) & 1) << position;
      all &= symbol;
    }
    blocks[word] = bits;
    ones += countOnes(bits);
    kept += countOnes(keeps);
    keptOnes += countOnes(bits & keeps);
  }
  if (all === 0) return null;
  // A symbol that ends here is written as well, so that there is no branch to guess, but its place
  // stays the next one's: it is behind what is kept, if nothing follows.
  let zero = 0;
  let one = kept - keptOnes;
  for (let at = 0; at < length; at++) {
    const symbol = symbols[at] as number;
    const trait = traits[symbol] as number;
    next[zero ^ ((zero ^ one) & -((trait >>> toOnes) & 1))] = symbol;
    one += (trait >>> addOne) & 1;
    zero += (trait >>> addZero) & 1;
  }
  return { zeros: length - ones, kept };
}

function buildTraits({ codes, lengths, level }: HuffmanLevelArguments): Uint8Array {
  const traits = new Uint8Array(codes.length);
  for (let symbol = 0; symbol < codes.length; symbol++) {
    const length = lengths[symbol] as number;
    if (length <= level) continue;
    const bit = ((codes[symbol] as number) >>> (length - 1 - level)) & 1;
    const on = length > level + 1 ? 1 : 0;
    traits[symbol] =
      bit * isOne +
      on * goesOn +
      hasBit +
      ((bit | (on ^ 1)) << toOnes) +
      ((bit & on) << addOne) +
      (((bit ^ 1) & on) << addZero);
  }
  return traits;
}
