import fc from 'fast-check';
import t from 'tap';
import { idMarks } from '../../native/array-verbs.ts';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { onBothKernels, skipNative, someNumbers } from './both-kernels.ts';

const { recordEnd, boundary } = idMarks;

function renumber(kernel: Kernel, given: Iterable<number>, terms: number) {
  const ids = Uint32Array.from(given);
  const [order, counts] = [new Uint32Array(terms), new Uint32Array(terms + 1)];
  kernel.renumberIds({ ids, order, counts });
  return { symbols: [...ids], order: [...order], counts: [...counts] };
}

/** By definition: ranks of terms by falling count. */
function naive(ids: readonly number[], terms: number): ReturnType<typeof renumber> {
  const termOf = (id: number) => (id === boundary ? terms - 1 : id);
  const count = (term: number) => ids.filter((id) => termOf(id) === term).length;
  const all = Array.from({ length: terms }, (_, term) => ({ term, count: count(term) }));
  all.sort((one, other) => other.count - one.count || one.term - other.term);
  const order = all.map(({ term }) => term);
  return {
    symbols: ids.map((id) => (id === recordEnd ? 0 : order.indexOf(termOf(id)) + 1)),
    order,
    counts: [count(recordEnd), ...all.map(({ count }) => count)],
  };
}

onBothKernels('ids become symbols by falling count', (kernel, t) => {
  const id = fc.oneof(fc.nat(6), fc.constantFrom(recordEnd, boundary));
  fc.assert(
    fc.property(fc.array(id, { maxLength: 40 }), fc.integer({ min: 7, max: 9 }), (ids, terms) => {
      t.same(renumber(kernel, ids, terms), naive(ids, terms));
    }),
    { numRuns: 300 },
  );
  t.same(renumber(kernel, [], 0), { symbols: [], order: [], counts: [0] });
  t.same(renumber(kernel, [recordEnd], 0), { symbols: [0], order: [], counts: [1] });
  t.end();
});

onBothKernels('ids that do not fit are refused', (kernel, t) => {
  const given = {
    ids: Uint32Array.of(1, 0, 1),
    order: new Uint32Array(2),
    counts: new Uint32Array(3),
  };
  for (const wrong of [
    { ids: Uint32Array.of(0, 2) },
    { ids: Uint32Array.of(boundary - 1) },
    { ids: Uint32Array.of(boundary), order: new Uint32Array(0), counts: new Uint32Array(1) },
    { counts: new Uint32Array(2) },
    { order: given.ids.subarray(0, 2) },
  ]) {
    t.throws(() => kernel.renumberIds({ ...given, ...wrong }), RangeError);
  }
  kernel.renumberIds(given);
  t.same([...given.ids], [1, 2, 1]);
  t.end();
});

t.test('both kernels number many ids alike', { skip: skipNative }, (t) => {
  const ids = someNumbers(100_001, 2 ** 32).map((number) => {
    if (number % 97 === 0) return number % 2 ? recordEnd : boundary;
    return Math.floor(3000 * (number / 2 ** 32) ** 3);
  });
  const [one, other] = (['native', 'typescript'] as const).map((name) =>
    renumber(loadKernel(name), ids, 3001),
  );
  t.same(one, other);
  t.end();
});
