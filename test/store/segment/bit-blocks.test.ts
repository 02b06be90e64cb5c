import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { blockWords } from '../../../native/blocks.ts';
import { BitLevel } from '../../../store/segment/bit-blocks.ts';
import { naiveBlocks } from '../../native/naive-blocks.ts';
import { withPages } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';

const folder = temporaryFolder(t);

/** Compares every rank, and the ones of intervals of several widths, with the sum of the bits. */
function checkRanks(bits: readonly number[]): void {
  const ranks = [0];
  for (const bit of bits) ranks.push((ranks.at(-1) as number) + bit);
  const blocks = Uint32Array.from(naiveBlocks(bits));
  assert.equal(blocks.length, blockWords(bits.length));
  const lead = new Uint32Array(16).fill(0xffffffff); // what stands before must not count
  const section = new Uint32Array([...lead, ...blocks]);
  withPages(folder, { bits: section }, (file) => {
    const start = file.section('bits').start / 4 + lead.length;
    const level = new BitLevel(file, start);
    for (let position = 0; position <= bits.length; position++) {
      const rank = ranks[position] as number;
      assert.equal(level.rank(position), rank, `rank ${position} of ${bits.length}`);
      for (const width of [0, 1, 31, 32, 33, 200, 479, 480, 481, bits.length - position]) {
        const to = position + width;
        if (width < 0 || to > bits.length) continue;
        const expected = (ranks[to] as number) - rank;
        assert.equal(level.onesBetween(position, to, rank), expected, `${position} to ${to}`);
      }
    }
  });
}

t.test(
  'ranks are right at every position around the ends of words, blocks and pages',
  async (t) => {
    const pageBits = 64 * 480; // 64 blocks a page
    for (const length of [0, 1, 31, 32, 33, 479, 480, 481, 959, 960, 961, pageBits, pageBits + 1]) {
      t.doesNotThrow(() => {
        checkRanks(Array.from({ length }, (_, i) => ((i * i) >> 3) & 1));
        if (length > 1000) return;
        checkRanks(new Array<number>(length).fill(0));
        checkRanks(new Array<number>(length).fill(1));
      }, `${length} bits`);
    }
  },
);

t.test('ranks of random bits are the naive ones', async (t) => {
  const bits = fc.array(fc.nat({ max: 1 }), { maxLength: 1500, size: 'max' });
  t.doesNotThrow(() => fc.assert(fc.property(bits, checkRanks), { numRuns: 20 }));
});
