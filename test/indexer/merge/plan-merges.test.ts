import fc from 'fast-check';
import t from 'tap';
import { planCompaction, planTierMerge } from '../../../indexer/merge/plan-merges.ts';
import type { SegmentFill } from '../../../indexer/plan-memory.ts';

const limits = { segmentSymbols: 1e9, segmentBytes: 1e12 };

function fill(symbols: number): SegmentFill {
  const others = { records: 1, terms: 1, termUnits: 1, idBytes: 0, steps: 0, facets: 0 };
  return { symbols, ...others, facetUnits: 0, words: symbols, modelTokens: 0 };
}

/** What is left of appends of these sizes, each followed by all merges that are due. */
function append(sizes: readonly number[], limit = 1e9) {
  let left: number[] = [];
  let written = 0;
  let most = 0;
  for (const size of sizes) {
    left.push(size);
    for (;;) {
      const planned = planTierMerge(left.map(fill), { ...limits, segmentSymbols: limit });
      if (planned === undefined) break;
      const { start, end } = planned;
      const sum = left.slice(start, end).reduce((total, one) => total + one, 0);
      written += sum;
      left = [...left.slice(0, start), sum, ...left.slice(end)];
    }
    most = Math.max(most, left.length);
  }
  return { left, written, most, total: sizes.reduce((sum, size) => sum + size, 0) };
}

t.test('a thousand appends of one size leave few segments, and are seldom written', async (t) => {
  for (const size of [1, 7, 8, 500, 4000]) {
    const { left, written, most, total } = append(Array.from({ length: 1000 }, () => size));
    t.ok(most <= 28, `${size}: ${most} segments at most`);
    t.ok(written <= 5 * total, `${size}: written ${written / total} times`);
    t.equal(
      left.reduce((sum, one) => sum + one, 0),
      total,
    );
  }
});

t.test('appends of any sizes leave few segments, and each merge at least doubles', async (t) => {
  const sizes = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 1e6 })),
    {
      minLength: 200,
      maxLength: 600,
    },
  );
  fc.assert(
    fc.property(sizes, (given) => {
      const { most, written, total } = append(given);
      return most <= 60 && written <= total * Math.log2(total);
    }),
    { numRuns: 50 },
  );
  t.pass();
});

t.test('segments as large as memory allows stay, and so do fewer than eight', async (t) => {
  const limit = { ...limits, segmentSymbols: 1000 };
  t.equal(
    planTierMerge(
      Array.from({ length: 100 }, () => fill(900)),
      limit,
    ),
    undefined,
  );
  t.equal(
    planTierMerge(
      Array.from({ length: 100 }, () => fill(300)),
      limit,
    ),
    undefined,
  );
  t.equal(
    planTierMerge(
      Array.from({ length: 7 }, () => fill(1)),
      limit,
    ),
    undefined,
  );
  t.equal(planTierMerge([], limit), undefined);
  t.same(
    planTierMerge(
      Array.from({ length: 20 }, () => fill(100)),
      limit,
    ),
    { start: 0, end: 10 },
  );
});

t.test('a large segment is not written again for few small ones', async (t) => {
  const small = Array.from({ length: 8 }, () => fill(10));
  t.same(planTierMerge([fill(5000), ...small], limits), { start: 1, end: 9 });
  t.equal(planTierMerge([fill(500), ...small.slice(1)], limits), undefined);
});

t.test('memory for terms, ids and steps counts as well as symbols', async (t) => {
  const fills = Array.from({ length: 10 }, () => ({ ...fill(10), terms: 1000 }));
  t.equal(planTierMerge(fills, { segmentSymbols: 1e6, segmentBytes: 500_000 }), undefined);
  t.same(planCompaction(fills, { segmentSymbols: 1e6, segmentBytes: 500_000 }), [
    { start: 0, end: 2 },
    { start: 2, end: 4 },
    { start: 4, end: 6 },
    { start: 6, end: 8 },
    { start: 8, end: 10 },
  ]);
});

t.test('compaction leaves as few segments as the limits allow', async (t) => {
  const limit = { ...limits, segmentSymbols: 100 };
  const plan = (...sizes: number[]) => planCompaction(sizes.map(fill), limit);
  t.same(plan(), []);
  t.same(plan(50), []);
  t.same(plan(60, 60, 60), []);
  t.same(plan(50, 50, 50, 50, 10), [
    { start: 0, end: 2 },
    { start: 2, end: 4 },
  ]);
  t.same(plan(500, 10, 20, 500, 5, 5), [
    { start: 1, end: 3 },
    { start: 4, end: 6 },
  ]);
  const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(sizes, (given) => {
      const merges = plan(...given);
      const left = given.length - merges.reduce((sum, { start, end }) => sum + end - start - 1, 0);
      return left === fewest(given, 100);
    }),
  );
});

/** The fewest groups of neighbours within a sum, by trying all. */
function fewest(sizes: readonly number[], limit: number): number {
  if (sizes.length === 0) return 0;
  let best = Number.POSITIVE_INFINITY;
  for (let end = 1, sum = 0; end <= sizes.length; end++) {
    sum += sizes[end - 1] as number;
    if (sum > limit) break;
    best = Math.min(best, 1 + fewest(sizes.slice(end), limit));
  }
  return best;
}
