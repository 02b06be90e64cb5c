// The blocks of a level's digits and the entries of its superblocks, digit by digit as
// native/quad-blocks.ts describes them.

const perBlock = 224;
const perSuperblock = 8192 * perBlock;

export function naiveQuadBlocks(digits: Uint8Array) {
  const count = (v: number, start: number, end: number) => {
    let found = 0;
    for (let i = start; i < end; i++) if (digits[i] === v) found++;
    return found;
  };
  const blocks: number[] = [];
  const superblocks: number[] = [];
  let counts = [0, 0, 0, 0];
  for (let start = 0; start <= digits.length; start += perBlock) {
    if (start % perSuperblock === 0) {
      for (let v = 0; v < 4; v++) {
        let smaller = 0;
        for (let u = 0; u < v; u++) smaller += count(u, 0, digits.length);
        superblocks.push(smaller + count(v, 0, start));
      }
      counts = [0, 0, 0, 0];
    }
    const [, ones = 0, twos = 0, threes = 0] = counts;
    const packed = BigInt(ones) + BigInt(twos) * 2n ** 21n + BigInt(threes) * 2n ** 42n;
    blocks.push(Number(packed % 2n ** 32n), Number(packed / 2n ** 32n));
    for (let bit = 0; bit < 2; bit++) {
      for (let word = start; word < start + perBlock; word += 32) {
        let value = 0;
        for (let j = 0; j < 32; j++) {
          value += (Math.floor((digits[word + j] ?? 0) / 2 ** bit) % 2) * 2 ** j;
        }
        blocks.push(value);
      }
    }
    const end = Math.min(start + perBlock, digits.length);
    counts = counts.map((before, v) => before + count(v, start, end));
  }
  return { blocks, superblocks };
}

/** Memory for a level of `length` digits, with room behind it that stays as it is. */
export function quadMemory(length: number) {
  const count = Math.floor(length / perBlock) + 1;
  const entries = Math.floor((count - 1) / 8192) + 1;
  const next = new Uint32Array(length + 40).fill(7);
  const blocks = new Uint32Array(count * 16 + 16).fill(9);
  const superblocks = new Uint32Array(entries * 4 + 4).fill(9);
  return {
    next,
    blocks,
    superblocks,
    /** What was written, `kept` values of it, and whether the rest was left alone. */
    written: (kept: number) => ({
      next: Array.from(next.subarray(0, kept)),
      blocks: Array.from(blocks.subarray(0, -16)),
      superblocks: Array.from(superblocks.subarray(0, -4)),
      untouched:
        next.subarray(length).every((word) => word === 7) &&
        blocks.subarray(-16).every((word) => word === 9) &&
        superblocks.subarray(-4).every((word) => word === 9),
    }),
  };
}

/** Around the ends of words and blocks of digits. */
export const hostileQuadLengths = [
  0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 223, 224, 225, 255, 447, 448, 449, 672, 5000,
];

/** Around the ends of superblocks. */
export const superblockLengths = [perSuperblock - 1, perSuperblock, perSuperblock + 1];
