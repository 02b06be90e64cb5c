import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import {
  maxCodeLength,
  packCode,
  planCodes,
  unpackCode,
} from '../../../store/segment/huffman-codes.ts';

/** Digits that all occurrences take with the best code: the sum of Huffman's inner weights. */
function naiveDigits(counts: readonly number[]): number {
  const weights = [...counts];
  let digits = 0;
  let children = 2 + ((counts.length - 2) % 3);
  while (weights.length > 1) {
    weights.sort((a, b) => b - a);
    const sum = weights.splice(-children).reduce((total, weight) => total + weight, 0);
    digits += sum;
    weights.push(sum);
    children = 4;
  }
  return digits;
}

function digitsOf(counts: readonly number[], lengths: Uint8Array): number {
  return counts.reduce((sum, count, symbol) => sum + count * (lengths[symbol] as number), 0);
}

/** The code of each symbol as a string of digits. */
function codeWords({ codes, lengths }: { codes: Uint32Array; lengths: Uint8Array }): string[] {
  return Array.from(codes, (code, symbol) => {
    const length = lengths[symbol] as number;
    return length === 0 ? '' : code.toString(4).padStart(length, '0');
  });
}

/**
 * What a wavelet matrix makes of a text in which symbol s occurs counts[s] times: level by level,
 * sorted by digit, finished symbols out. Gives each level's length and where the finished ones stood.
 */
function naiveMatrix(counts: readonly number[], words: readonly string[]) {
  let level = counts.flatMap((count, symbol) => new Array<number>(count).fill(symbol));
  const levelLengths: number[] = [];
  const leafStarts = new Array<number>(counts.length).fill(0);
  for (let depth = 0; level.some((symbol) => (words[symbol] as string).length > depth); depth++) {
    levelLengths.push(level.length);
    const digit = (symbol: number) => (words[symbol] as string)[depth];
    const sorted = ['0', '1', '2', '3'].flatMap((one) =>
      level.filter((symbol) => digit(symbol) === one),
    );
    const ends = (symbol: number) => (words[symbol] as string).length === depth + 1;
    const finished = new Set(sorted.filter(ends));
    for (const symbol of finished) leafStarts[symbol] = sorted.indexOf(symbol);
    level = sorted.filter((symbol) => !ends(symbol));
    // Those that go on must stand before all that end, or their places would shift.
    assert.deepEqual(sorted.slice(0, level.length), level);
  }
  return { levelLengths, leafStarts };
}

function checkCodes(counts: readonly number[]): void {
  const plan = planCodes(Uint32Array.from(counts));
  const words = codeWords(plan);
  const kraft = plan.lengths.reduce((sum, length) => sum + 4 ** -length, 0);
  const longest = Math.max(...plan.lengths);
  assert.ok(kraft <= 1 && kraft > 1 - 3 * 4 ** -longest, 'two places are unused at most');
  assert.equal(digitsOf(counts, plan.lengths), naiveDigits(counts), 'no code is shorter in sum');
  for (const [i, word] of words.entries()) {
    assert(!words.some((other, j) => j !== i && other.startsWith(word)), 'no code starts another');
  }
  const { levelLengths, leafStarts } = plan;
  const found = { levelLengths: [...levelLengths], leafStarts: [...leafStarts] };
  assert.deepEqual(found, naiveMatrix(counts, words));
}

t.test('codes are optimal, prefix-free, and in the order of the matrix', async (t) => {
  const counts = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 })),
    {
      minLength: 2,
      maxLength: 30,
    },
  );
  t.doesNotThrow(() => fc.assert(fc.property(counts, checkCodes), { numRuns: 300 }));
});

t.test('one symbol needs no digit, two to four need one each', async (t) => {
  const one = planCodes(Uint32Array.of(9));
  t.strictSame([...one.lengths, ...one.codes, ...one.leafStarts, ...one.levelLengths], [0, 0, 0]);
  const two = planCodes(Uint32Array.of(2, 9));
  t.strictSame([...two.lengths], [1, 1]);
  t.strictSame([...two.levelLengths], [11]);
  t.strictSame([...planCodes(Uint32Array.of(2, 9, 1, 1)).lengths], [1, 1, 1, 1]);
  t.doesNotThrow(() => checkCodes([2, 9]));
});

t.test('counts like Fibonacci numbers get codes that fit, and none is lost', async (t) => {
  const counts = [1, 1];
  while (counts.length < 47) counts.push((counts.at(-1) as number) + (counts.at(-2) as number));
  const { codes, lengths } = planCodes(Uint32Array.from(counts));
  t.ok(Math.max(...lengths) <= maxCodeLength, `${Math.max(...lengths)} digits`);
  t.ok(lengths.reduce((sum, length) => sum + 4 ** -length, 0) <= 1);
  t.equal(new Set(codeWords({ codes, lengths })).size, counts.length);
  t.ok(digitsOf(counts, lengths) < 1.01 * naiveDigits(counts), 'and next to nothing longer in sum');
});

t.test('the longest code and its length share a u32', async (t) => {
  const longest = { code: 4 ** maxCodeLength - 1, length: maxCodeLength };
  const packed = packCode(longest.code, longest.length);
  t.ok(packed < 2 ** 32);
  t.strictSame(unpackCode(packed), longest);
});
