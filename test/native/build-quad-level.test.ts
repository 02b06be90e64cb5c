import fc from 'fast-check';
import t from 'tap';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { quadBlockWords, superblockWords } from '../../native/quad-blocks.ts';
import { onBothKernels, skipNative, someNumbers } from './both-kernels.ts';
import {
  hostileQuadLengths,
  naiveQuadBlocks,
  quadMemory,
  superblockLengths,
} from './naive-quad-blocks.ts';

function naiveLevel(values: Uint32Array, shift: number) {
  const digits = Uint8Array.from(values, (value) => Math.floor(value / 2 ** shift) % 4);
  const next = [0, 1, 2, 3].flatMap((v) => [...values].filter((_, i) => digits[i] === v));
  return { next, ...naiveQuadBlocks(digits), untouched: true };
}

/** Given where the values are small and of an even number, so that levels are built in both ways. */
function countsOf(values: Uint32Array) {
  const bound = values.reduce((most, value) => Math.max(most, value + 1), 0);
  if (bound > 1000 || values.length % 2 === 1) return {};
  const counts = new Uint32Array(bound);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return { counts };
}

function buildLevel(kernel: Kernel, values: Uint32Array, shift: number) {
  const { written, ...memory } = quadMemory(values.length);
  kernel.buildQuadLevel({ values, shift, ...memory, ...countsOf(values) });
  return written(values.length);
}

onBothKernels('a level of arity 4 holds the digits and sorts by them, stably', (kernel, t) => {
  const cases = fc.record({
    length: fc.oneof(fc.nat(100), fc.nat(1500), fc.constantFrom(...hostileQuadLengths)),
    bound: fc.constantFrom(1, 2, 3, 4, 5, 256, 2 ** 32),
    seed: fc.nat(1e6),
    shift: fc.nat(31),
  });
  fc.assert(
    fc.property(cases, ({ length, bound, seed, shift }) => {
      const values = someNumbers(length, bound, seed);
      const built = JSON.stringify(buildLevel(kernel, values, shift));
      return built === JSON.stringify(naiveLevel(values, shift));
    }),
    { numRuns: 300 },
  );
  t.pass();
});

onBothKernels('levels of arity 4 of hostile lengths and one digit', (kernel, t) => {
  for (const length of hostileQuadLengths) {
    for (const digit of [0, 1, 2, 3]) {
      const values = new Uint32Array(length).fill(digit * 4);
      const built = buildLevel(kernel, values, 2);
      t.same(built, naiveLevel(values, 2), `${length} of ${digit}`);
    }
  }
});

onBothKernels('a superblock of digits starts its counts anew', (kernel, t) => {
  for (const length of superblockLengths) {
    const values = someNumbers(length, 5, length);
    const built = buildLevel(kernel, values, 0);
    const expected = naiveLevel(values, 0);
    t.equal(built.superblocks.length, superblockWords(length));
    t.equal(built.blocks.length, quadBlockWords(length));
    t.equal(built.superblocks.join(), expected.superblocks.join());
    t.ok(
      built.blocks.every((word, i) => word === expected.blocks[i]),
      `blocks of ${length}`,
    );
    t.ok(
      built.next.every((value, i) => value === expected.next[i]),
      `order of ${length}`,
    );
    t.ok(built.untouched);
  }
});

onBothKernels('counts of a superblock do not overflow', (kernel, t) => {
  for (const digit of [1, 2, 3]) {
    const values = new Uint32Array(8192 * 224 + 5).fill(digit);
    const { blocks, superblocks } = buildLevel(kernel, values, 0);
    const [low = 0, high = 0] = blocks.slice(8191 * 16);
    const packed = BigInt(low) + BigInt(high) * 2n ** 32n;
    t.equal(packed, BigInt(8191 * 224) << BigInt(21 * (digit - 1)), `digit ${digit}`);
    t.same(blocks.slice(8192 * 16, 8192 * 16 + 2), [0, 0]);
    t.equal(superblocks[4 + digit], 8192 * 224);
  }
});

onBothKernels('a level of arity 4 that does not fit is refused', (kernel, t) => {
  const values = new Uint32Array(224);
  const { next, blocks, superblocks } = quadMemory(224);
  const level = { values, shift: 0, next, blocks, superblocks };
  for (const shift of [-1, 0.5, 32, Number.NaN]) {
    t.throws(() => kernel.buildQuadLevel({ ...level, shift }), RangeError);
  }
  for (const wrong of [
    { blocks: blocks.subarray(17) },
    { next: next.subarray(41) },
    { next: values },
    { superblocks: superblocks.subarray(5) },
    { superblocks: blocks },
    { superblocks: blocks.subarray(31) },
  ]) {
    t.throws(() => kernel.buildQuadLevel({ ...level, ...wrong }), RangeError);
  }
  kernel.buildQuadLevel({
    ...level,
    next: next.subarray(40),
    blocks: blocks.subarray(16),
    superblocks: superblocks.subarray(4),
  });
  t.end();
});

onBothKernels('a level with counts of other values is refused', (kernel, t) => {
  const values = Uint32Array.of(...new Uint32Array(300).fill(1), 2, 2, 0, 3);
  const { written: _, ...memory } = quadMemory(values.length);
  const build = (...counts: number[]) =>
    kernel.buildQuadLevel({ values, shift: 0, counts: Uint32Array.from(counts), ...memory });
  build(1, 300, 2, 1);
  t.equal(memory.next[301], 2);
  for (const counts of [
    [],
    [1, 300, 2],
    [0, 301, 2, 1],
    [1, 300, 1, 2],
    [1, 300, 2, 1, 1],
    [304, 0, 0, 0],
    [2 ** 32 - 1, 300, 2, 1],
  ]) {
    t.throws(() => build(...counts), RangeError, counts.join());
  }
  t.ok(memory.next.subarray(values.length).every((word) => word === 7));
});

t.test('both kernels build a long level of arity 4 alike', { skip: skipNative }, (t) => {
  const values = someNumbers(100_003, 2 ** 32, 4);
  for (const shift of [0, 13, 30, 31]) {
    t.equal(
      JSON.stringify(buildLevel(loadKernel('native'), values, shift)),
      JSON.stringify(buildLevel(loadKernel('typescript'), values, shift)),
    );
  }
  t.end();
});
