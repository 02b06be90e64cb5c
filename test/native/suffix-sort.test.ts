import fc from 'fast-check';
import t from 'tap';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { hostileLengths, onBothKernels, skipNative, someNumbers } from './both-kernels.ts';

/** By comparing suffixes symbol by symbol. */
function naiveSort(ids: readonly number[]): number[] {
  const compare = (a: number, b: number): number => {
    while (a < ids.length && b < ids.length && ids[a] === ids[b]) {
      a++;
      b++;
    }
    if (a >= ids.length || b >= ids.length) return b - a; // the shorter one is smaller
    return (ids[a] as number) - (ids[b] as number);
  };
  return ids.map((_, i) => i).sort(compare);
}

function sortWith(kernel: Kernel, ids: readonly number[], alphabet: number, extra: number) {
  const text = Uint32Array.from(ids);
  const sa = new Uint32Array(ids.length + extra).fill(77);
  kernel.suffixSort({ ids: text, alphabet, sa });
  return { sa: Array.from(sa.subarray(0, ids.length)), text: Array.from(text) };
}

const texts = fc.constantFrom(1, 2, 3, 4, 6, 12, 40).chain((alphabet) =>
  fc.record({
    alphabet: fc.constant(alphabet),
    ids: fc.array(fc.nat(alphabet - 1), { maxLength: 200, size: 'max' }),
    extra: fc.constantFrom(0, 1, 6 * alphabet, 1000),
  }),
);

onBothKernels('suffixes of short texts over small alphabets are in order', (kernel, t) => {
  fc.assert(
    fc.property(texts, ({ ids, alphabet, extra }) => {
      const sorted = sortWith(kernel, ids, alphabet, extra);
      return sorted.sa.join() === naiveSort(ids).join() && sorted.text.join() === ids.join();
    }),
    { numRuns: 500 },
  );
  t.pass();
});

onBothKernels('suffixes of repeats of a short text are in order', (kernel, t) => {
  const repeats = fc.record({
    part: fc.array(fc.nat(4), { minLength: 1, maxLength: 7 }),
    times: fc.integer({ min: 1, max: 30 }),
    tail: fc.array(fc.nat(4), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(repeats, ({ part, times, tail }) => {
      const ids = [...Array.from({ length: times }, () => part).flat(), ...tail];
      return sortWith(kernel, ids, 5, 30).sa.join() === naiveSort(ids).join();
    }),
    { numRuns: 300 },
  );
  t.pass();
});

onBothKernels('suffixes over an alphabet much larger than the text are in order', (kernel, t) => {
  const ids = Array.from(someNumbers(300, 100_000));
  t.same(sortWith(kernel, ids, 100_000, 0).sa, naiveSort(ids));
  t.same(sortWith(kernel, ids, 100_000, 600_000).sa, naiveSort(ids));
});

onBothKernels('suffixes of hostile texts are in order', (kernel, t) => {
  for (const length of hostileLengths.filter((length) => length < 1000)) {
    const falling = Array.from({ length }, (_, i) => length - 1 - i);
    const rising = Array.from({ length }, (_, i) => i);
    const alike = Array.from({ length }, () => 3);
    const records = Array.from({ length }, (_, i) => (i % 7 === 6 ? 0 : (i % 3) + 1));
    for (const ids of [falling, rising, alike, records]) {
      const alphabet = Math.max(4, length);
      t.same(sortWith(kernel, ids, alphabet, 10).sa, naiveSort(ids), `length ${length}`);
    }
  }
});

onBothKernels('an id outside the alphabet is refused', (kernel, t) => {
  const ids = Uint32Array.of(1, 5, 2);
  const sort = (alphabet: number, sa = new Uint32Array(3)) => {
    return () => kernel.suffixSort({ ids, alphabet, sa });
  };
  t.throws(sort(5), RangeError);
  ids[1] = 0xffffffff;
  t.throws(sort(5), RangeError);
  ids[1] = 5;
  for (const alphabet of [-1, 6.5, 2 ** 31]) t.throws(sort(alphabet), RangeError);
  t.throws(sort(10, new Uint32Array(2)), RangeError);
  t.throws(sort(10, new Uint32Array(ids.buffer)), RangeError);
  t.doesNotThrow(sort(6));
});

onBothKernels('a part of an array is sorted, and no other is touched', (kernel, t) => {
  const all = Uint32Array.of(99, 2, 1, 0, 99);
  const sa = new Uint32Array(5).fill(7);
  kernel.suffixSort({ ids: all.subarray(1, 4), alphabet: 3, sa: sa.subarray(1, 4) });
  t.same([...sa], [7, 2, 1, 0, 7]);
  t.same([...all], [99, 2, 1, 0, 99]);
});

t.test('both kernels sort longer texts alike', { skip: skipNative }, (t) => {
  for (const alphabet of [2, 3, 17, 1000, 60_000]) {
    // Squared numbers repeat the small ones, as words do.
    const ids = Array.from(someNumbers(60_000, alphabet * alphabet, alphabet), Math.sqrt);
    const whole = ids.map(Math.floor);
    const native = sortWith(loadKernel('native'), whole, alphabet, 6 * alphabet);
    const twin = sortWith(loadKernel('typescript'), whole, alphabet, 0);
    t.equal(native.sa.join(), twin.sa.join(), `alphabet of ${alphabet}`);
  }
  t.end();
});
