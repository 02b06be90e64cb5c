// The blocks of a level's bits, word by word as FORMAT.md describes them.

export function naiveBlocks(bits: readonly number[]): number[] {
  const words: number[] = [];
  let ones = 0;
  for (let start = 0; start <= bits.length; start += 480) {
    words.push(ones);
    for (let word = 0; word < 15; word++) {
      let value = 0;
      for (let j = 0; j < 32; j++) {
        const bit = word * 32 + j < 480 ? (bits[start + word * 32 + j] ?? 0) : 0;
        value += bit * 2 ** j;
        ones += bit;
      }
      words.push(value);
    }
  }
  return words;
}
