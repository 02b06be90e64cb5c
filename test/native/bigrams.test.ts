import fc from 'fast-check';
import t from 'tap';
import { bigramKey, filterBits, filterBlocks } from '../../native/bigram-filter.ts';
import { bigramHash, bigramSlots, homeSlot } from '../../native/bigram-table.ts';
import { finalMix, partOf } from '../../native/final-mix.ts';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { onBothKernels, skipNative, someNumbers } from './both-kernels.ts';

interface Rows {
  readonly bwt: Uint32Array;
  readonly firstRows: Uint32Array;
  /** The bigrams without a record end, and the rows of each. */
  readonly bigrams: Map<string, number[]>;
}

/** Sorts the suffixes of a text that ends with symbol 0; every symbol below the alphabet is allowed. */
function sortRows(symbols: Uint32Array, alphabet: number): Rows {
  const text = [...symbols, 0];
  const rows = [...text.keys()].sort((x, y) => {
    if (x === y) return 0;
    let i = 0;
    while (text[x + i] === text[y + i]) i++;
    return (text[x + i] ?? -1) - (text[y + i] ?? -1);
  });
  const bwt = Uint32Array.from(rows, (start) => text.at(start - 1) ?? 0);
  const firstRows = new Uint32Array(alphabet + 1);
  for (const symbol of text) firstRows[symbol + 1] = (firstRows[symbol + 1] ?? 0) + 1;
  for (let s = 1; s <= alphabet; s++) firstRows[s] = (firstRows[s] ?? 0) + (firstRows[s - 1] ?? 0);
  const bigrams = new Map<string, number[]>();
  for (const [row, start] of rows.entries()) {
    const [a = 0, b = 0] = text.slice(start, start + 2);
    if (a === 0 || b === 0) continue;
    const found = bigrams.get(`${a},${b}`) ?? [];
    found.push(row);
    bigrams.set(`${a},${b}`, found);
  }
  return { bwt, firstRows, bigrams };
}

function naiveEntries({ bigrams }: Rows, minCount: number): number[][] {
  const entries = [...bigrams].map(([key, rows]) => {
    const [a = 0, b = 0] = key.split(',').map(Number);
    return [a, b, rows[0] ?? 0, (rows[0] ?? 0) + rows.length];
  });
  const count = ([, , start = 0, end = 0]: number[]) => end - start;
  return entries
    .filter((entry) => count(entry) >= minCount)
    .sort((x, y) => count(y) - count(x) || (x[0] ?? 0) - (y[0] ?? 0) || (x[1] ?? 0) - (y[1] ?? 0));
}

function findBigrams(kernel: Kernel, { bwt, firstRows }: Rows, minCount: number) {
  const most = 4 * Math.floor(bwt.length / minCount);
  const found = new Uint32Array(most + 8).fill(7);
  const termHashes = someNumbers(firstRows.length - 1, 2 ** 32, 9);
  const keys = new Uint32Array(bwt.length + 3).fill(7);
  const filterKeys = { termHashes, keys };
  const { entries, distinct } = kernel.findBigrams({ bwt, firstRows, minCount, found, filterKeys });
  return {
    entries: found.subarray(0, 4 * entries),
    keys: keys.subarray(0, distinct),
    termHashes,
    untouched:
      found.subarray(most).every((word) => word === 7) &&
      keys.subarray(bwt.length).every((word) => word === 7),
  };
}

onBothKernels('bigrams have the rows of the suffixes that begin with them', (kernel, t) => {
  const cases = fc.record({
    length: fc.oneof(fc.constantFrom(0, 1, 2, 223, 224, 225), fc.nat(60), fc.nat(800)),
    alphabet: fc.constantFrom(1, 2, 5, 40, 70_000),
    minCount: fc.constantFrom(1, 2, 5, 1000),
    seed: fc.nat(1e6),
  });
  fc.assert(
    fc.property(cases, ({ length, alphabet, minCount, seed }) => {
      const rows = sortRows(someNumbers(length, alphabet, seed), alphabet);
      const { entries, keys, termHashes, untouched } = findBigrams(kernel, rows, minCount);
      const hash = (symbol = '') => termHashes[Number(symbol)] ?? 0;
      const expectedKeys = Uint32Array.from(rows.bigrams.keys(), (key) => {
        const [a, b] = key.split(',');
        return bigramKey(hash(a), hash(b));
      });
      return (
        untouched &&
        entries.join() === naiveEntries(rows, minCount).flat().join() &&
        keys.sort().join() === expectedKeys.sort().join()
      );
    }),
    { numRuns: 200 },
  );
  t.pass();
});

onBothKernels('a table has each bigram where a search from its home meets it', (kernel, t) => {
  for (const [length, alphabet] of [
    [0, 1],
    [2, 3],
    [9, 2],
    [5000, 40],
    [3000, 70_000],
  ] as const) {
    const rows = sortRows(someNumbers(length, alphabet, 5), alphabet);
    const { entries } = findBigrams(kernel, rows, 1);
    const count = entries.length / 4;
    const slotCount = bigramSlots(count);
    const slots = new Uint32Array(slotCount * 4).fill(7);
    kernel.fillBigramTable({ found: entries, slots });
    const expected = Array.from({ length: slotCount }, () => [0, 0, 0, 0]);
    for (const entry of naiveEntries(rows, 1)) {
      const home = homeSlot(bigramHash(entry[0] ?? 0, entry[1] ?? 0), slotCount);
      const probes = Array.from(expected.keys(), (i) => (home + i) % slotCount);
      const free = probes.find((slot) => expected[slot]?.[3] === 0) ?? -1;
      expected[free] = entry;
    }
    t.equal(slots.join(), expected.flat().join(), `${count} bigrams`);
  }
});

onBothKernels('a filter has the three bits of each key and no other bit', (kernel, t) => {
  for (const count of [0, 1, 64, 65, 4000]) {
    const keys = someNumbers(count, 2 ** 32, 3);
    const blocks = filterBlocks(count);
    const filter = new Uint32Array(blocks * 16).fill(7);
    kernel.fillBigramFilter({ keys, filter });
    const expected = new Set<number>();
    for (const key of keys) {
      const block = Number((BigInt(key) * BigInt(blocks)) >> 32n);
      const mixed = finalMix((key ^ 0x9e3779b9) >>> 0);
      for (let i = 0; i < 3; i++) expected.add(block * 512 + (Math.floor(mixed / 512 ** i) % 512));
    }
    const bits = [...filter.keys()].flatMap((word) =>
      Array.from({ length: 32 }, (_, bit) => word * 32 + bit).filter(
        (bit) => ((filter[word] ?? 0) >>> (bit % 32)) & 1,
      ),
    );
    t.equal(bits.join(), [...expected].sort((x, y) => x - y).join(), `${count} keys`);
  }
});

t.test('hashes spread what is alike, and are what they were', (t) => {
  t.equal(bigramHash(1, 2), 1923636730);
  t.equal(bigramKey(1, 2), 2617776010);
  t.equal(filterBits(1), 115258627);
  const buckets = new Uint32Array(2 ** 12);
  const keys = new Set<number>();
  for (let a = 1; a <= 128; a++) {
    for (let b = 1; b <= 128; b++) {
      const bucket = partOf(bigramHash(a, b), buckets.length);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      keys.add(bigramKey(finalMix(a), finalMix(b)));
    }
  }
  t.ok(Math.max(...buckets) < 20, `4 in each of 4,096 buckets on average, ${Math.max(...buckets)}`);
  t.ok(keys.size > 16_380, `${keys.size} of 16,384 keys are distinct`);
  t.end();
});

t.test('parts of a hash are exact', (t) => {
  const parts = fc.oneof(fc.integer({ min: 1, max: 2 ** 31 }), fc.constantFrom(1, 3, 2 ** 29 - 1));
  const hash = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(2 ** 32 - 1));
  fc.assert(
    fc.property(hash, parts, (hash, parts) => {
      return BigInt(partOf(hash, parts)) === (BigInt(hash) * BigInt(parts)) >> 32n;
    }),
  );
  t.pass();
  t.end();
});

onBothKernels('bigrams that do not fit are refused', (kernel, t) => {
  const scan = {
    bwt: Uint32Array.of(1, 0),
    firstRows: Uint32Array.of(0, 1, 2),
    minCount: 1,
    found: new Uint32Array(8),
  };
  const filterKeys = { termHashes: new Uint32Array(2), keys: new Uint32Array(2) };
  t.same(kernel.findBigrams({ ...scan, filterKeys }), { entries: 0, distinct: 0 });
  t.same(kernel.findBigrams(scan), { entries: 0, distinct: 0 });
  for (const wrong of [
    { bwt: Uint32Array.of(1, 2) },
    { bwt: Uint32Array.of(1) },
    { firstRows: Uint32Array.of(0, 1, 3) },
    { firstRows: Uint32Array.of(1, 1, 2) },
    { firstRows: Uint32Array.of(0, 3, 2) },
    { firstRows: new Uint32Array(0) },
    { minCount: 0 },
    { minCount: 1.5 },
    { found: new Uint32Array(7) },
    { found: scan.bwt },
    { filterKeys: { ...filterKeys, keys: new Uint32Array(1) } },
    { filterKeys: { ...filterKeys, termHashes: new Uint32Array(1) } },
    { filterKeys: { ...filterKeys, keys: scan.bwt } },
  ]) {
    t.throws(() => kernel.findBigrams({ ...scan, ...wrong }), RangeError);
  }
});

onBothKernels('a table or filter that does not fit is refused', (kernel, t) => {
  const found = Uint32Array.of(1, 1, 0, 2);
  for (const slots of [15, 17, 0, 4]) {
    const given = { found, slots: new Uint32Array(slots) };
    t.throws(() => kernel.fillBigramTable(given), RangeError, `${slots}`);
  }
  const slots = new Uint32Array(16);
  t.throws(() => kernel.fillBigramTable({ found: new Uint32Array(16).fill(1), slots }), RangeError);
  t.throws(() => kernel.fillBigramTable({ found: found.subarray(1), slots }), RangeError);
  t.throws(() => kernel.fillBigramTable({ found: new Uint32Array(4), slots }), RangeError);
  t.throws(() => kernel.fillBigramTable({ found: slots.subarray(4, 8), slots }), RangeError);
  for (const words of [0, 15, 17]) {
    const given = { keys: found, filter: new Uint32Array(words) };
    t.throws(() => kernel.fillBigramFilter(given), RangeError, `${words}`);
  }
  t.end();
});

t.test('both kernels find and place many bigrams alike', { skip: skipNative }, (t) => {
  const alphabet = 3000;
  const bwt = someNumbers(200_000, alphabet, 7);
  const firstRows = Uint32Array.from({ length: alphabet + 1 }, (_, s) =>
    Math.floor((bwt.length * s) / alphabet),
  );
  const results = (['native', 'typescript'] as const).map((name) => {
    const kernel = loadKernel(name);
    const rows = { bwt, firstRows, bigrams: new Map() };
    const { entries, keys } = findBigrams(kernel, rows, 1);
    const slots = new Uint32Array(bigramSlots(entries.length / 4) * 4);
    kernel.fillBigramTable({ found: entries, slots });
    const filter = new Uint32Array(filterBlocks(keys.length) * 16);
    kernel.fillBigramFilter({ keys, filter });
    return [entries, keys, slots, filter].map((words) => words.join());
  });
  t.ok(results[0]?.every((words, i) => words === results[1]?.[i]));
  t.end();
});
