import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { countLevels, RankWavelet } from '../../../store/segment/rank-wavelet.ts';
import { naiveQuadBlocks } from '../../native/naive-quad-blocks.ts';
import { withPages } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';

const folder = temporaryFolder(t);

/** The matrix by its definition: each level sorted by the digit that it holds. */
function naiveMatrix(values: readonly number[], levels: number) {
  const blocks: number[] = [];
  const superblocks: number[] = [];
  let level = [...values];
  for (let shift = 2 * (levels - 1); shift >= 0; shift -= 2) {
    const digit = (value: number) => (value >> shift) & 3;
    const written = naiveQuadBlocks(Uint8Array.from(level, digit));
    blocks.push(...written.blocks);
    superblocks.push(...written.superblocks);
    level = [0, 1, 2, 3].flatMap((one) => level.filter((value) => digit(value) === one));
  }
  return { ranks: Uint32Array.from(blocks), ranks_superblocks: Uint32Array.from(superblocks) };
}

interface Question {
  readonly values: readonly number[];
  readonly rows: { readonly start: number; readonly end: number };
  readonly bounds: readonly number[];
}

function checkAnswers({ values, rows, bounds }: Question, levels: number): void {
  const part = values.slice(rows.start, rows.end).sort((a, b) => a - b);
  const below = (bound: number) => part.filter((value) => value < bound).length;
  const distinct = [...new Set(part)].map((value) => ({
    value,
    count: part.filter((other) => other === value).length,
  }));
  withPages(folder, naiveMatrix(values, levels), (file) => {
    const ranks = new RankWavelet(file, { levels, rows: values.length });
    assert.equal(ranks.first(rows), part[0]);
    assert.equal(ranks.last(rows), part.at(-1));
    for (const k of [0, 1, part.length >> 1, part.length - 1, part.length, part.length + 7]) {
      if (k >= 0) assert.equal(ranks.kth(rows, k), part[k], `${k} of ${part.length}`);
    }
    assert.deepEqual([...ranks.distinct(rows)], distinct);
    assert.equal(ranks.countDistinct(rows), distinct.length);
    for (const start of bounds) {
      for (const end of bounds) {
        const within = distinct.filter(({ value }) => value >= start && value < end);
        assert.deepEqual([...ranks.distinct(rows, { start, end })], within);
        const visited: { value: number; count: number }[] = [];
        ranks.visitDistinct(rows, { start, end }, (value, count) => visited.push({ value, count }));
        assert.deepEqual(visited, within);
        const falling = [...ranks.distinct(rows, { start, end, descending: true })];
        assert.deepEqual(falling, within.toReversed());
      }
    }
    for (const bound of bounds) {
      assert.equal(
        ranks.lastBelow(rows, bound),
        part.findLast((value) => value < bound),
      );
    }
    assert.deepEqual(
      ranks.countsDistinctBelow(rows, bounds),
      bounds.map((bound) => distinct.filter(({ value }) => value < bound).length),
    );
    const expected = bounds.map(below);
    assert.deepEqual(
      bounds.map((bound) => ranks.countBelow(rows, bound)),
      expected,
    );
    assert.deepEqual(ranks.countsBelow(rows, bounds), expected);
  });
}

/** Records, rows and bounds; bounds from 0 to far beyond the largest value, some of them twice. */
function questions(records: number): fc.Arbitrary<Question> {
  return fc
    .record({
      values: fc.array(fc.nat({ max: records - 1 }), { maxLength: 700, size: 'max' }),
      cuts: fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      ),
      bounds: fc.array(
        fc.oneof(fc.nat({ max: records + 2 }), fc.constantFrom(0, records, 4 * records)),
        {
          maxLength: 12,
        },
      ),
    })
    .map(({ values, cuts, bounds }) => {
      const [start, end] = cuts.map((cut) => Math.round(cut * values.length)).sort((a, b) => a - b);
      return {
        values,
        rows: { start: start as number, end: end as number },
        bounds: bounds.sort((a, b) => a - b),
      };
    });
}

for (const records of [1, 2, 3, 4, 5, 16, 17, 100, 1025]) {
  t.test(`every question on ${records} records is answered as by sorting them`, async (t) => {
    const levels = countLevels(records);
    assert.ok(4 ** levels >= records && (levels === 0 || 4 ** (levels - 1) < records));
    const property = fc.property(questions(records), (question) => checkAnswers(question, levels));
    t.doesNotThrow(() => fc.assert(property, { numRuns: 40 }));
  });
}

t.test('the walk over distinct records stops where its reader stops', async (t) => {
  withPages(folder, naiveMatrix([3, 1, 2, 1, 0], 1), (file) => {
    const ranks = new RankWavelet(file, { levels: 1, rows: 5 });
    const [first, second] = ranks.distinct({ start: 0, end: 4 });
    t.strictSame(
      [first, second],
      [
        { value: 1, count: 2 },
        { value: 2, count: 1 },
      ],
    );
  });
});
