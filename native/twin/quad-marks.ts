// A level of arity 4 from a byte for each element: its digit, and whether it goes on to the next
// level. Both verbs that build such a level make these marks first.

import {
  blocksPerSuperblock,
  countOnes,
  digitsPerBlock,
  quadBlockWords,
  superblockWords,
  wordsPerBlock,
} from '../quad-blocks.ts';

const planeWords = digitsPerBlock / 32;
const wordsPerSuperblock = blocksPerSuperblock * wordsPerBlock;

/** In a mark, above the two bits of the digit: the element goes on. */
export const goesOn = 4;

interface QuadBlocks {
  readonly blocks: Uint32Array;
  readonly superblocks: Uint32Array;
}

/** Writes the digits of the marks as native/quad-blocks.ts lays them out. */
export function writeQuadBlocks(marks: Uint8Array, { blocks, superblocks }: QuadBlocks): void {
  const words = quadBlockWords(marks.length);
  const totals = new Uint32Array(4);
  let [ones, twos, threes] = [0, 0, 0];
  let i = 0;
  for (let block = 0; block < words; block += wordsPerBlock) {
    if (block % wordsPerSuperblock === 0) {
      addDigits(totals, i, [ones, twos, threes]);
      superblocks.set(totals, (block / wordsPerSuperblock) * 4);
      [ones, twos, threes] = [0, 0, 0];
    }
    blocks[block] = ones | (twos << 21);
    blocks[block + 1] = (twos >>> 11) | (threes << 10);
    for (let word = block + 2; word < block + 2 + planeWords; word++) {
      let low = 0;
      let high = 0;
      const end = Math.min(i + 32, marks.length);
      for (let position = 0; i < end; i++, position++) {
        const mark = marks[i] as number;
        low |= (mark & 1) << position;
        high |= ((mark >>> 1) & 1) << position;
      }
      blocks[word] = low;
      blocks[word + planeWords] = high;
      ones += countOnes(low & ~high);
      twos += countOnes(high & ~low);
      threes += countOnes(low & high);
    }
  }
  addDigits(totals, i, [ones, twos, threes]);
  addStarts(superblocks.subarray(0, superblockWords(marks.length)), totals);
}

/** Adds the counts of the digits 1 to 3 up to element `end`; the other elements are zeros. */
function addDigits(totals: Uint32Array, end: number, counts: readonly number[]): void {
  let others = 0;
  for (const [i, count] of counts.entries()) {
    totals[i + 1] = (totals[i + 1] as number) + count;
    others += totals[i + 1] as number;
  }
  totals[0] = end - others;
}

function addStarts(superblocks: Uint32Array, totals: Uint32Array): void {
  const starts = startsOf(totals);
  for (let i = 0; i < superblocks.length; i++) {
    superblocks[i] = (superblocks[i] as number) + (starts[i % 4] as number);
  }
}

/** For each digit, the marks with it that go on: each one once, or as often as the counts say. */
export function countKept(marks: Uint8Array, counts?: Uint32Array): readonly number[] {
  const sums = new Array<number>(8).fill(0);
  for (let i = 0; i < marks.length; i++) {
    const mark = (marks[i] as number) & 7;
    sums[mark] = (sums[mark] as number) + (counts === undefined ? 1 : (counts[i] as number));
  }
  return sums.slice(goesOn);
}

/**
 * Copies the values that go on, sorted by their digits, those of a digit in their order. Returns how
 * many there are; `next` is undefined behind them. Null where these are not as many of each digit as
 * `planned`, if that is given.
 */
export function scatterValues(
  { values, next }: { readonly values: Uint32Array; readonly next: Uint32Array },
  marks: Uint8Array,
  planned?: readonly number[],
): number | null {
  const kept = countKept(marks);
  if (planned?.some((count, digit) => count !== kept[digit])) return null;
  const places = startsOf(kept);
  for (let i = 0; i < marks.length; i++) {
    const mark = marks[i] as number;
    if ((mark & goesOn) === 0) continue;
    const place = places[mark & 3] as number;
    next[place] = values[i] as number;
    places[mark & 3] = place + 1;
  }
  return kept.reduce((sum, count) => sum + count, 0);
}

/** For each digit, how many smaller ones there are. */
function startsOf(counts: ArrayLike<number>): Uint32Array {
  const starts = new Uint32Array(4);
  for (let v = 1; v < 4; v++) starts[v] = (starts[v - 1] as number) + (counts[v - 1] as number);
  return starts;
}
