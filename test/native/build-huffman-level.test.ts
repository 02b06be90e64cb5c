import fc from 'fast-check';
import t from 'tap';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { hostileLengths, onBothKernels, skipNative, someNumbers } from './both-kernels.ts';
import { naiveBlocks } from './naive-blocks.ts';

interface Level {
  readonly symbols: Uint32Array;
  readonly codes: Uint32Array;
  readonly lengths: Uint8Array;
  readonly level: number;
}

function naiveLevel({ symbols, codes, lengths, level }: Level) {
  const bitOf = (symbol: number) => {
    const length = lengths[symbol] ?? 0;
    const code = (codes[symbol] ?? 0).toString(2).padStart(length, '0');
    return Number(code[level]);
  };
  const bits = Array.from(symbols, bitOf);
  const goesOn = [...symbols].filter((symbol) => (lengths[symbol] ?? 0) > level + 1);
  const zeros = goesOn.filter((symbol) => bitOf(symbol) === 0);
  const ones = goesOn.filter((symbol) => bitOf(symbol) === 1);
  return {
    zeros: bits.filter((bit) => bit === 0).length,
    kept: goesOn.length,
    next: [...zeros, ...ones],
    blocks: naiveBlocks(bits),
    untouched: true,
  };
}

function buildLevel(kernel: Kernel, { symbols, codes, lengths, level }: Level) {
  const length = symbols.length;
  const next = new Uint32Array(length + 40).fill(7);
  const blocks = new Uint32Array((Math.floor(length / 480) + 1) * 16 + 16).fill(9);
  const built = kernel.buildHuffmanLevel({ symbols, codes, lengths, level, next, blocks });
  return {
    zeros: built.zeros,
    kept: built.kept,
    next: Array.from(next.subarray(0, built.kept)),
    blocks: Array.from(blocks.subarray(0, -16)),
    untouched:
      next.subarray(length).every((word) => word === 7) &&
      blocks.subarray(-16).every((word) => word === 9),
  };
}

/** Symbols of an alphabet whose codes are as long as 32 bits; those present have a bit at `level`. */
function makeLevel(length: number, alphabet: number, level: number, seed: number): Level {
  const lengths = Uint8Array.from(someNumbers(alphabet, 33, seed));
  lengths[0] = Math.max(level + 1, lengths[0] ?? 0);
  const codes = someNumbers(alphabet, 2 ** 32, seed + 1).map(
    (code, symbol) => code % 2 ** (lengths[symbol] ?? 0),
  );
  const present = [...lengths.keys()].filter((symbol) => (lengths[symbol] ?? 0) > level);
  const symbols = someNumbers(length, present.length, seed + 2).map((i) => present[i] ?? 0);
  return { symbols, codes, lengths, level };
}

onBothKernels('a Huffman level sorts by its bits and drops what ends', (kernel, t) => {
  const cases = fc.record({
    length: fc.oneof(fc.nat(100), fc.nat(1500), fc.constantFrom(...hostileLengths)),
    alphabet: fc.constantFrom(1, 2, 3, 40, 3000),
    level: fc.nat(31),
    seed: fc.nat(1e6),
  });
  fc.assert(
    fc.property(cases, ({ length, alphabet, level, seed }) => {
      const made = makeLevel(length, alphabet, level, seed);
      return JSON.stringify(buildLevel(kernel, made)) === JSON.stringify(naiveLevel(made));
    }),
    { numRuns: 300 },
  );
  t.pass();
});

onBothKernels('Huffman levels where all end or none does', (kernel, t) => {
  for (const length of hostileLengths) {
    for (const bits of [1, 2, 32]) {
      const level: Level = {
        symbols: someNumbers(length, 2),
        codes: Uint32Array.of(0, 2 ** bits - 1),
        lengths: Uint8Array.of(bits, bits),
        level: 0,
      };
      t.same(buildLevel(kernel, level), naiveLevel(level), `${length} codes of ${bits} bits`);
    }
  }
});

onBothKernels('a Huffman level with a symbol that has no bit is refused', (kernel, t) => {
  const next = new Uint32Array(40);
  const blocks = new Uint32Array(16);
  const codes = Uint32Array.of(0, 1, 3);
  const lengths = Uint8Array.of(1, 2, 2);
  const build = (symbols: Uint32Array, level: number) =>
    kernel.buildHuffmanLevel({ symbols, codes, lengths, level, next, blocks });
  t.same(build(Uint32Array.of(1, 2, 1), 1), { zeros: 0, kept: 0 });
  t.throws(() => build(Uint32Array.of(1, 0, 1), 1), RangeError);
  t.throws(() => build(Uint32Array.of(1, 3, 1), 0), RangeError);
  t.throws(() => build(new Uint32Array(33).fill(0xffffffff), 0), RangeError);
  t.throws(() => build(Uint32Array.of(1), 32), RangeError);
});

t.test('both kernels build a long Huffman level alike', { skip: skipNative }, (t) => {
  for (const level of [0, 9, 31]) {
    const made = makeLevel(100_003, 60_000, level, 3);
    const native = buildLevel(loadKernel('native'), made);
    t.equal(JSON.stringify(native), JSON.stringify(buildLevel(loadKernel('typescript'), made)));
  }
  t.end();
});
