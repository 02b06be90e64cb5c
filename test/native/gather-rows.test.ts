import fc from 'fast-check';
import t from 'tap';
import type { GatherRowsArguments } from '../../native/array-verbs.ts';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { onBothKernels, skipNative, someNumbers } from './both-kernels.ts';

interface Text {
  readonly ids: Uint32Array;
  readonly sa: Uint32Array;
  readonly recordEnds: Uint32Array;
  readonly firstRow: number;
}

function naiveGather({ ids, sa, recordEnds, firstRow }: Text) {
  const bwt = Array.from(sa, (start) => ids[(start + ids.length - 1) % ids.length]);
  const ranks = Array.from(sa, (start) => recordEnds.findIndex((end) => end > start));
  return { bwt, ranks: ranks.slice(firstRow) };
}

function gather(kernel: Kernel, { ids, sa, recordEnds, firstRow }: Text) {
  const rows = sa.slice();
  const ranks = new Uint32Array(Math.max(0, ids.length - firstRow));
  kernel.gatherRows({ ids, rows, recordEnds, firstRow, ranks });
  return { bwt: Array.from(rows), ranks: Array.from(ranks) };
}

function makeText(recordLengths: readonly number[], seed: number, firstRow: number): Text {
  let end = 0;
  const recordEnds = Uint32Array.from(recordLengths, (length) => {
    end += length;
    return end;
  });
  const ids = someNumbers(end, 50, seed);
  const order = someNumbers(end, 1e9, seed + 1);
  const sa = Uint32Array.from(ids.keys()).sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
  return { ids, sa, recordEnds, firstRow };
}

const texts = fc
  .record({
    recordLengths: fc.array(fc.oneof(fc.nat(3), fc.nat(200)), { minLength: 1, maxLength: 20 }),
    seed: fc.nat(1000),
    firstRow: fc.nat(300),
  })
  .map(({ recordLengths, seed, firstRow }) => makeText(recordLengths, seed, firstRow));

onBothKernels('rows hold the symbol before and the record of their suffix', (kernel, t) => {
  fc.assert(
    fc.property(texts, (text) => {
      const found = gather(kernel, text);
      return JSON.stringify(found) === JSON.stringify(naiveGather(text));
    }),
    { numRuns: 400 },
  );
  t.pass();
});

onBothKernels('records of one symbol and of many are found', (kernel, t) => {
  const many = Array.from({ length: 700 }, () => 1);
  for (const recordLengths of [many, [20_000], [0, 0, 9000, 0, 1, 0], [...many, 30_000]]) {
    const text = makeText(recordLengths, 5, 3);
    t.same(gather(kernel, text), naiveGather(text));
  }
});

onBothKernels('a text without symbols has no rows', (kernel, t) => {
  const text = makeText([], 1, 0);
  t.same(gather(kernel, text), { bwt: [], ranks: [] });
  t.same(gather(kernel, makeText([0, 0], 1, 2)), { bwt: [], ranks: [] });
});

onBothKernels('rows that cannot be gathered are refused', (kernel, t) => {
  const ids = Uint32Array.of(4, 5, 6);
  const gather = (given: Partial<GatherRowsArguments>) => () =>
    kernel.gatherRows({
      ids,
      rows: Uint32Array.of(2, 0, 1),
      recordEnds: Uint32Array.of(1, 3),
      firstRow: 0,
      ranks: new Uint32Array(3),
      ...given,
    });
  t.doesNotThrow(gather({}));
  t.throws(gather({ rows: Uint32Array.of(2, 3, 1) }), RangeError);
  t.throws(gather({ rows: Uint32Array.of(2, 0xffffffff, 1) }), RangeError);
  t.throws(gather({ rows: Uint32Array.of(2, 0) }), RangeError);
  t.throws(gather({ recordEnds: Uint32Array.of(1, 2) }), RangeError);
  t.throws(gather({ recordEnds: Uint32Array.of(4, 3) }), RangeError);
  t.throws(gather({ firstRow: 1, ranks: new Uint32Array(1) }), RangeError);
  for (const firstRow of [-1, 0.5, 2 ** 32]) t.throws(gather({ firstRow }), RangeError);
  t.throws(gather({ rows: ids }), RangeError);
  t.throws(gather({ ranks: ids }), RangeError);
});

t.test('both kernels gather a longer text alike', { skip: skipNative }, (t) => {
  const text = makeText([...someNumbers(900, 60, 9)], 3, 900);
  t.same(gather(loadKernel('native'), text), gather(loadKernel('typescript'), text));
  t.end();
});
