import fc from 'fast-check';
import t from 'tap';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { onBothKernels, skipNative, someNumbers } from './both-kernels.ts';
import {
  hostileQuadLengths,
  naiveQuadBlocks,
  quadMemory,
  superblockLengths,
} from './naive-quad-blocks.ts';

interface Level {
  readonly symbols: Uint32Array;
  readonly codes: Uint32Array;
  readonly lengths: Uint8Array;
  readonly level: number;
}

function naiveLevel({ symbols, codes, lengths, level }: Level) {
  const digitOf = (symbol: number) => {
    const length = lengths[symbol] ?? 0;
    return Number((codes[symbol] ?? 0).toString(4).padStart(length, '0')[level]);
  };
  const goesOn = [...symbols].filter((symbol) => (lengths[symbol] ?? 0) > level + 1);
  const next = [0, 1, 2, 3].flatMap((v) => goesOn.filter((symbol) => digitOf(symbol) === v));
  const digits = Uint8Array.from(symbols, digitOf);
  return { kept: next.length, next, ...naiveQuadBlocks(digits), untouched: true };
}

/** Given where the symbols are of an even number, so that levels are built in both ways. */
function countsOf({ symbols, codes }: Level) {
  if (symbols.length % 2 === 1) return {};
  const counts = new Uint32Array(codes.length);
  for (const symbol of symbols) counts[symbol] = (counts[symbol] ?? 0) + 1;
  return { counts };
}

function buildLevel(kernel: Kernel, level: Level) {
  const { written, ...memory } = quadMemory(level.symbols.length);
  const kept = kernel.buildQuadHuffmanLevel({ ...level, ...memory, ...countsOf(level) });
  return { kept, ...written(kept) };
}

/** Symbols of an alphabet whose codes are as long as 14 digits; those present have one at `level`. */
function makeLevel(length: number, alphabet: number, level: number, seed: number): Level {
  const lengths = Uint8Array.from(someNumbers(alphabet, 15, seed));
  lengths[0] = Math.max(level + 1, lengths[0] ?? 0);
  const codes = someNumbers(alphabet, 2 ** 32, seed + 1).map(
    (code, symbol) => code % 4 ** (lengths[symbol] ?? 0),
  );
  const present = [...lengths.keys()].filter((symbol) => (lengths[symbol] ?? 0) > level);
  const symbols = someNumbers(length, present.length, seed + 2).map((i) => present[i] ?? 0);
  return { symbols, codes, lengths, level };
}

onBothKernels('a Huffman level of arity 4 sorts by its digits and drops what ends', (kernel, t) => {
  const cases = fc.record({
    length: fc.oneof(fc.nat(100), fc.nat(1500), fc.constantFrom(...hostileQuadLengths)),
    alphabet: fc.constantFrom(1, 2, 5, 40, 3000),
    level: fc.nat(13),
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

onBothKernels('Huffman levels of arity 4 where all end or none does', (kernel, t) => {
  for (const length of hostileQuadLengths) {
    for (const digits of [1, 2, 16]) {
      const level: Level = {
        symbols: someNumbers(length, 4),
        codes: Uint32Array.of(0, 1, 4 ** digits - 2, 4 ** digits - 1),
        lengths: new Uint8Array(4).fill(digits),
        level: 0,
      };
      t.same(buildLevel(kernel, level), naiveLevel(level), `${length} codes of ${digits} digits`);
    }
  }
});

onBothKernels('a long Huffman level of arity 4 and a large alphabet', (kernel, t) => {
  for (const length of [...superblockLengths.slice(-1), 70_000]) {
    const made = makeLevel(length, 70_000, 1, length);
    const built = buildLevel(kernel, made);
    const expected = naiveLevel(made);
    t.equal(built.kept, expected.kept);
    t.equal(built.superblocks.join(), expected.superblocks.join());
    t.ok(
      built.blocks.every((word, i) => word === expected.blocks[i]),
      'blocks',
    );
    t.ok(
      built.next.every((value, i) => value === expected.next[i]),
      'order',
    );
  }
});

onBothKernels('a Huffman level with a symbol that has no digit is refused', (kernel, t) => {
  const { next, blocks, superblocks } = quadMemory(40);
  const codes = Uint32Array.of(0, 12, 13);
  const lengths = Uint8Array.of(1, 2, 2);
  const build = (symbols: Uint32Array, level: number, lengthsGiven = lengths) =>
    kernel.buildQuadHuffmanLevel({
      symbols,
      codes,
      lengths: lengthsGiven,
      level,
      next,
      blocks,
      superblocks,
    });
  t.equal(build(Uint32Array.of(1, 2, 1), 1), 0);
  t.equal(build(Uint32Array.of(1, 0, 1), 0), 2);
  t.throws(() => build(Uint32Array.of(1, 0, 1), 1), RangeError);
  t.throws(() => build(Uint32Array.of(1, 3, 1), 0), RangeError);
  t.throws(() => build(new Uint32Array(33).fill(0xffffffff), 0), RangeError);
  t.throws(() => build(Uint32Array.of(1), 32), RangeError);
  t.throws(() => build(Uint32Array.of(1), 0, Uint8Array.of(1, 2)), RangeError);
  t.throws(() => build(Uint32Array.of(1), 0, Uint8Array.of(1, 2, 17)), RangeError);
});

onBothKernels('a Huffman level with counts of other symbols is refused', (kernel, t) => {
  const { written: _, ...memory } = quadMemory(5);
  const codes = Uint32Array.of(0, 1, 12, 13, 8);
  const lengths = Uint8Array.of(1, 1, 2, 2, 2);
  const symbols = Uint32Array.of(2, 3, 4, 1, 3);
  const build = (...counts: number[]) =>
    kernel.buildQuadHuffmanLevel({
      ...{ symbols, codes, lengths, level: 0, ...memory },
      counts: Uint32Array.from(counts),
    });
  t.equal(build(0, 1, 1, 2, 1), 4);
  t.same([...memory.next.subarray(0, 4)], [4, 2, 3, 3]);
  t.equal(build(9, 9, 1, 2, 1), 4, 'counts of ended codes are ignored');
  for (const counts of [
    [0, 1, 1, 2],
    [0, 1, 1, 2, 2],
    [0, 1, 0, 2, 2],
    [0, 1, 2, 2, 0],
    [0, 1, 2 ** 32 - 1, 2, 1],
    [0, 1, 1, 2, 1, 0],
  ]) {
    t.throws(() => build(...counts), RangeError, counts.join());
  }
  t.ok(memory.next.subarray(5).every((word) => word === 7));
});

t.test('both kernels build a long Huffman level of arity 4 alike', { skip: skipNative }, (t) => {
  for (const level of [0, 5, 13]) {
    const made = makeLevel(100_003, 60_000, level, 3);
    const native = buildLevel(loadKernel('native'), made);
    t.equal(JSON.stringify(native), JSON.stringify(buildLevel(loadKernel('typescript'), made)));
  }
  t.end();
});
