import fc from 'fast-check';
import t from 'tap';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { hostileLengths, onBothKernels, skipNative, someNumbers } from './both-kernels.ts';
import { naiveBlocks } from './naive-blocks.ts';

function naiveLevel(values: Uint32Array, shift: number) {
  const bits = Array.from(values, (value) => Math.floor(value / 2 ** shift) % 2);
  const zeros = [...values].filter((_, i) => bits[i] === 0);
  const ones = [...values].filter((_, i) => bits[i] === 1);
  return { zeros: zeros.length, next: [...zeros, ...ones], blocks: naiveBlocks(bits) };
}

function buildLevel(kernel: Kernel, values: Uint32Array, shift: number) {
  const length = values.length;
  const next = new Uint32Array(length + 40).fill(7);
  const blocks = new Uint32Array((Math.floor(length / 480) + 1) * 16 + 16).fill(9);
  const zeros = kernel.buildLevel({ values, shift, next, blocks });
  const after = [...next.subarray(length), ...blocks.subarray(-16)];
  return {
    zeros,
    next: Array.from(next.subarray(0, length)),
    blocks: Array.from(blocks.subarray(0, -16)),
    untouched: after.every((word, i) => word === (i < 40 ? 7 : 9)),
  };
}

onBothKernels('a level holds the bits in blocks and sorts by them, stably', (kernel, t) => {
  const cases = fc.record({
    length: fc.oneof(fc.nat(100), fc.nat(1500), fc.constantFrom(...hostileLengths)),
    bound: fc.constantFrom(1, 2, 3, 256, 2 ** 32),
    seed: fc.nat(1e6),
    shift: fc.nat(31),
  });
  fc.assert(
    fc.property(cases, ({ length, bound, seed, shift }) => {
      const values = someNumbers(length, bound, seed);
      const built = buildLevel(kernel, values, shift);
      const expected = { ...naiveLevel(values, shift), untouched: true };
      return JSON.stringify(built) === JSON.stringify(expected);
    }),
    { numRuns: 300 },
  );
  t.pass();
});

onBothKernels('levels of hostile lengths, all zeros and all ones', (kernel, t) => {
  for (const length of hostileLengths) {
    for (const value of [0, 0xffffffff]) {
      const values = new Uint32Array(length).fill(value);
      for (const shift of [0, 31]) {
        const expected = { ...naiveLevel(values, shift), untouched: true };
        t.same(buildLevel(kernel, values, shift), expected, `${length} of ${value} at ${shift}`);
      }
    }
  }
});

onBothKernels('a level that does not fit is refused', (kernel, t) => {
  const values = new Uint32Array(480);
  const [next, blocks] = [new Uint32Array(480), new Uint32Array(32)];
  const level = { values, shift: 0, next, blocks };
  for (const shift of [-1, 0.5, 32, Number.NaN]) {
    t.throws(() => kernel.buildLevel({ ...level, shift }), RangeError);
  }
  t.throws(() => kernel.buildLevel({ ...level, blocks: blocks.subarray(1) }), RangeError);
  t.throws(() => kernel.buildLevel({ ...level, next: next.subarray(1) }), RangeError);
  t.throws(() => kernel.buildLevel({ ...level, next: values }), RangeError);
  t.equal(kernel.buildLevel(level), 480);
});

t.test('both kernels build a long level alike', { skip: skipNative }, (t) => {
  const values = someNumbers(100_003, 2 ** 32, 4);
  for (const shift of [0, 13, 31]) {
    const native = buildLevel(loadKernel('native'), values, shift);
    t.equal(
      JSON.stringify(native),
      JSON.stringify(buildLevel(loadKernel('typescript'), values, shift)),
    );
  }
  t.end();
});
