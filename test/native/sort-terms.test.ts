import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import t from 'tap';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { onBothKernels, skipNative, someNumbers } from './both-kernels.ts';

function sortTerms(kernel: Kernel, terms: readonly Uint8Array[]): number[] {
  const bytes = new Uint8Array(Buffer.concat(terms));
  const starts = new Uint32Array(terms.length + 1);
  for (const [i, term] of terms.entries()) {
    if (i + 2 < starts.length) starts[i + 2] = (starts[i + 1] ?? 0) + term.length;
  }
  const order = new Uint32Array(terms.length + 1).fill(0xffffffff);
  kernel.sortTerms({ bytes, starts, order });
  if (order.at(-1) !== 0xffffffff) throw new Error('written behind the order');
  return [...order.subarray(0, -1)];
}

function naiveOrder(terms: readonly Uint8Array[]): number[] {
  const symbols = [...terms.keys()];
  symbols.sort((x, y) => Buffer.compare(terms[x] ?? Buffer.of(), terms[y] ?? Buffer.of()));
  return symbols.map((symbol) => symbol + 1);
}

onBothKernels('terms are sorted by their bytes, shorter ones first', (kernel, t) => {
  const byte = fc.oneof(fc.constantFrom(0, 97, 255), fc.nat(255));
  const alike = fc.uint8Array({ maxLength: 14, max: 1 });
  const term = fc.oneof(
    alike,
    fc.array(byte, { maxLength: 20 }).map((bytes) => Uint8Array.from(bytes)),
  );
  fc.assert(
    fc.property(fc.array(term, { maxLength: 60 }), (terms) => {
      return sortTerms(kernel, terms).join() === naiveOrder(terms).join();
    }),
    { numRuns: 400 },
  );
  t.pass();
});

onBothKernels('terms of an empty alphabet and of a large one', (kernel, t) => {
  kernel.sortTerms({
    bytes: new Uint8Array(0),
    starts: new Uint32Array(0),
    order: new Uint32Array(0),
  });
  t.same(sortTerms(kernel, []), []);
  const terms = Array.from(someNumbers(70_000, 2 ** 20), (n) =>
    Buffer.from(`term${n.toString(3)}`),
  );
  t.equal(sortTerms(kernel, terms).join(), naiveOrder(terms).join());
  t.end();
});

onBothKernels('terms that do not fit are refused', (kernel, t) => {
  const bytes = Uint8Array.of(98, 97);
  const given = { bytes, starts: Uint32Array.of(0, 0, 1), order: new Uint32Array(2) };
  kernel.sortTerms(given);
  t.same([...given.order], [2, 1]);
  for (const wrong of [
    { starts: Uint32Array.of(0, 0, 3) },
    { starts: Uint32Array.of(0, 2, 1) },
    { order: new Uint32Array(1) },
    { order: given.starts },
  ]) {
    t.throws(() => kernel.sortTerms({ ...given, ...wrong }), RangeError);
  }
});

t.test('both kernels sort many terms alike', { skip: skipNative }, (t) => {
  const terms = Array.from(someNumbers(20_000, 2 ** 32), (n) =>
    Buffer.from((n % 2 ? n : 16 ** 8 + (n % 9)).toString(16)),
  );
  const orders = (['native', 'typescript'] as const).map((name) =>
    sortTerms(loadKernel(name), terms).join(),
  );
  t.equal(orders[0], orders[1]);
  t.end();
});
