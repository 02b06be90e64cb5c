import fc from 'fast-check';
import t from 'tap';
import type { SortRowsArguments } from '../../native/array-verbs.ts';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { onBothKernels, skipNative, someNumbers } from './both-kernels.ts';

interface Text {
  /** Each record with its 0. */
  readonly records: readonly (readonly number[])[];
  readonly alphabet: number;
}

/** By comparing suffixes symbol by symbol up to the end of their record. */
function naiveRows({ records }: Text) {
  const symbols = records.flat();
  const suffixes = records.flatMap((record, i) =>
    record.map((symbol, at) => ({ symbol, record: i, rest: record.slice(at) })),
  );
  const starts = suffixes.map((_, start) => start);
  const compare = (one: readonly number[], other: readonly number[]): number => {
    let at = 0;
    while (one[at] === other[at] && one[at] !== 0) at++;
    return (one[at] as number) - (other[at] as number);
  };
  const suffix = (start: number) => suffixes[start] as (typeof suffixes)[number];
  starts.sort((a, b) => compare(suffix(a).rest, suffix(b).rest) || a - b);
  return {
    bwt: starts.map((start) => symbols.at(start - 1)).join(),
    records: starts
      .slice(records.length)
      .map((start) => suffix(start).record)
      .join(),
  };
}

function argumentsFor({ records, alphabet }: Text): SortRowsArguments {
  const symbols = Uint32Array.from(records.flat());
  const counts = new Uint32Array(alphabet);
  for (const symbol of symbols) counts[symbol] = (counts[symbol] ?? 0) + 1;
  let end = 0;
  const recordEnds = Uint32Array.from(records, (record) => {
    end += record.length;
    return end;
  });
  const bwt = new Uint32Array(symbols.length).fill(77);
  const valued = new Uint32Array(symbols.length - records.length).fill(77);
  return { symbols, counts, recordEnds, bwt, records: valued };
}

function sortWith(kernel: Kernel, text: Text) {
  const given = argumentsFor(text);
  kernel.sortRows(given);
  if (given.symbols.join() !== text.records.flat().join()) throw new Error('the text changed');
  return { bwt: given.bwt.join(), records: given.records.join() };
}

const someRecords = (alphabet: number, maxLength: number) =>
  fc.array(
    fc
      .array(fc.integer({ min: 1, max: alphabet - 1 }), { maxLength, size: 'max' })
      .map((symbols) => [...symbols, 0]),
    { minLength: 1, maxLength: 12 },
  );

const texts = fc
  .constantFrom(2, 3, 5, 40, 1000)
  .chain((alphabet) =>
    fc.record({ alphabet: fc.constant(alphabet), records: someRecords(alphabet, 60) }),
  );

onBothKernels('suffixes are in order up to the end of their record', (kernel, t) => {
  fc.assert(
    fc.property(texts, (text) => {
      t.same(sortWith(kernel, text), naiveRows(text));
    }),
    { numRuns: 400 },
  );
  t.end();
});

onBothKernels('equal records and repeats are in order of position', (kernel, t) => {
  const repeats = fc
    .record({
      part: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 7 }),
      times: fc.integer({ min: 0, max: 40 }),
      copies: fc.integer({ min: 1, max: 12 }),
      others: someRecords(4, 20),
    })
    .map(({ part, times, copies, others }) => {
      const record = [...Array.from({ length: times }, () => part).flat(), 0];
      return { alphabet: 4, records: [...Array.from({ length: copies }, () => record), ...others] };
    });
  fc.assert(
    fc.property(repeats, (text) => {
      t.same(sortWith(kernel, text), naiveRows(text));
    }),
    { numRuns: 200 },
  );
  t.end();
});

onBothKernels('a repeat that is as long as the text is sorted', (kernel, t) => {
  const text = { alphabet: 2, records: [[...Array.from({ length: 2000 }, () => 1), 0]] };
  t.same(sortWith(kernel, text), naiveRows(text));
  t.end();
});

onBothKernels('an empty text and empty records are sorted', (kernel, t) => {
  for (const records of [[], [[0]], [[0], [0], [0]], [[0], [1, 0], [0]]]) {
    t.same(sortWith(kernel, { alphabet: 2, records }), naiveRows({ alphabet: 2, records }));
  }
  t.same(sortWith(kernel, { alphabet: 0, records: [] }), { bwt: '', records: '' });
  t.end();
});

onBothKernels('gaps in a large alphabet do not matter', (kernel, t) => {
  const records = Array.from({ length: 9 }, (_, seed) => [
    ...Array.from(someNumbers(50, 6, seed), (number) => 1 + number * 60_000),
    0,
  ]);
  const text = { alphabet: 400_000, records };
  t.same(sortWith(kernel, text), naiveRows(text));
  t.end();
});

onBothKernels('arguments that do not fit are refused', (kernel, t) => {
  const text = {
    alphabet: 3,
    records: [
      [1, 0],
      [2, 0],
    ],
  };
  const sort = (change: Partial<SortRowsArguments>) => () =>
    kernel.sortRows({ ...argumentsFor(text), ...change });
  t.doesNotThrow(sort({}));
  const wrong: readonly Partial<SortRowsArguments>[] = [
    { counts: Uint32Array.of(2, 1) },
    { counts: Uint32Array.of(2, 2, 0) },
    { counts: Uint32Array.of(1, 2, 1) },
    { counts: Uint32Array.of(2, 1, 1, 1) },
    { symbols: Uint32Array.of(1, 0, 3, 0) },
    { symbols: Uint32Array.of(1, 0, 0xffff_ffff, 0) },
    { symbols: Uint32Array.of(1, 0, 0, 0) },
    { symbols: Uint32Array.of(1, 0, 2, 1) },
    { symbols: Uint32Array.of(1, 0, 2) },
    { recordEnds: Uint32Array.of(2, 3) },
    { recordEnds: Uint32Array.of(4, 2) },
    { recordEnds: Uint32Array.of(0, 4) },
    { recordEnds: Uint32Array.of(4, 4) },
    { recordEnds: Uint32Array.of(2, 9) },
    { recordEnds: Uint32Array.of(4) },
    { bwt: new Uint32Array(3) },
    { records: new Uint32Array(3) },
  ];
  for (const change of wrong) t.throws(sort(change), RangeError, JSON.stringify(change));
  const shared = new Uint32Array(8);
  const apart = { bwt: shared.subarray(0, 4), records: shared.subarray(4, 6) };
  t.doesNotThrow(sort(apart), 'parts of one buffer');
  t.throws(sort({ ...apart, records: shared.subarray(3, 5) }), RangeError, 'one over the other');
  const given = argumentsFor(text);
  t.throws(() => kernel.sortRows({ ...given, bwt: given.symbols }), RangeError);
  t.end();
});

t.test('both kernels sort longer texts alike', { skip: skipNative }, (t) => {
  for (const alphabet of [2, 3, 17, 1000, 60_000]) {
    const records = Array.from({ length: 300 }, (_, seed) => {
      // Squared numbers repeat the small ones, as words do.
      const numbers = someNumbers(200 + seed, (alphabet - 1) ** 2, alphabet + seed);
      return [...Array.from(numbers, (number) => 1 + Math.floor(Math.sqrt(number))), 0];
    });
    const text = { alphabet, records: [...records, ...records.slice(0, 20)] };
    const [native, twin] = [loadKernel('native'), loadKernel('typescript')];
    t.same(sortWith(native, text), sortWith(twin, text), `alphabet of ${alphabet}`);
  }
  t.end();
});
