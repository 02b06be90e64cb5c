// Sets of examples as bits, 32 a word: how many are in two sets at once costs a few operations a word.

/** Words that n bits take. */
export function countWords(n: number): number {
  return (n + 31) >>> 5;
}

/** Bit i is set where flags[i] is not 0. */
export function packBits(flags: Uint8Array): Uint32Array {
  const words = new Uint32Array(countWords(flags.length));
  for (let i = 0; i < flags.length; i++) if (flags[i] !== 0) setBit(words, i);
  return words;
}

export function setBit(words: Uint32Array, i: number): void {
  words[i >>> 5] = (words[i >>> 5] as number) | (1 << (i & 31));
}

/** Bits set in both; sets of one length. */
export function countCommon(a: Uint32Array, b: Uint32Array): number {
  let count = 0;
  for (let w = 0; w < a.length; w++) {
    let bits = (a[w] as number) & (b[w] as number);
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
