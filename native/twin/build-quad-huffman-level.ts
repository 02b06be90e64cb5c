// One level of a Huffman-shaped wavelet matrix of arity 4, in TypeScript.
//
// What a level needs of a symbol, its digit and whether its code goes on, is made once for each
// level: a mark of a byte a symbol.

import type { QuadHuffmanLevelArguments } from '../array-verbs.ts';
import { countKept, goesOn, scatterValues, writeQuadBlocks } from './quad-marks.ts';

/** In the mark of a symbol: it has a digit at this level. */
const hasDigit = 8;

/** Symbols kept; null where a symbol has no digit at this level, or the counts are others. */
export function buildQuadHuffmanLevel(given: QuadHuffmanLevelArguments): number | null {
  const { symbols, counts, next } = given;
  const markOf = markSymbols(given);
  const marks = new Uint8Array(symbols.length);
  let all = hasDigit;
  for (let i = 0; i < symbols.length; i++) {
    const mark = markOf[symbols[i] as number] as number; // undefined counts as no digit
    marks[i] = mark;
    all &= mark;
  }
  if (all === 0) return null;
  writeQuadBlocks(marks, given);
  const planned = counts === undefined ? undefined : countKept(markOf, counts);
  return scatterValues({ values: symbols, next }, marks, planned);
}

function markSymbols({ codes, lengths, level }: QuadHuffmanLevelArguments): Uint8Array {
  const marks = new Uint8Array(codes.length);
  for (let symbol = 0; symbol < codes.length; symbol++) {
    const length = lengths[symbol] as number;
    if (length <= level) continue;
    const digit = ((codes[symbol] as number) >>> (2 * (length - 1 - level))) & 3;
    marks[symbol] = digit | hasDigit | (length > level + 1 ? goesOn : 0);
  }
  return marks;
}
