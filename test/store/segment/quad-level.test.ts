import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { quadBlockWords, superblockWords } from '../../../native/quad-blocks.ts';
import { type Digit, placeLevels, QuadLevel } from '../../../store/segment/quad-level.ts';
import { naiveQuadBlocks } from '../../native/naive-quad-blocks.ts';
import { openPages, withPages } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';

const folder = temporaryFolder(t);
const all: readonly Digit[] = [0, 1, 2, 3];

/** Compares the place of every position, for each digit, with the level sorted by digit. */
function checkPlaces(digits: readonly number[]): void {
  const { blocks, superblocks } = naiveQuadBlocks(Uint8Array.from(digits));
  assert.equal(blocks.length, quadBlockWords(digits.length));
  assert.equal(superblocks.length, superblockWords(digits.length));
  const lead = new Uint32Array(16).fill(0xffffffff); // what stands before must not count
  const sections = {
    bwt: new Uint32Array([...lead, ...blocks]),
    bwt_superblocks: Uint32Array.from(superblocks),
  };
  withPages(folder, sections, (file) => {
    const [place = { blocks: 0, superblocks: 0 }] = placeLevels(file, 'bwt', [digits.length]);
    const level = new QuadLevel(file, { ...place, blocks: place.blocks + lead.length });
    for (const width of [0, 1, 31, 40, 223, 224, 500]) {
      for (let start = 0; start + width <= digits.length; start += 13) {
        const at = { start, end: start + width };
        const expected = all.map((digit) => ({
          start: level.place(at.start, digit),
          end: level.place(at.end, digit),
        }));
        assert.deepEqual(level.split(at), expected, `${start} and ${width} more`);
      }
    }
    for (const digit of all) {
      let expected = digits.filter((other) => other < digit).length;
      for (let position = 0; position <= digits.length; position++) {
        const found = level.place(position, digit);
        assert.equal(found, expected, `${digit} at ${position} of ${digits.length}`);
        if (digits[position] === digit) expected++;
      }
    }
  });
}

t.test(
  'places are right at every position around the ends of words, blocks and pages',
  async (t) => {
    const pageDigits = 64 * 224; // 64 blocks a page
    for (const length of [
      0,
      1,
      31,
      32,
      33,
      223,
      224,
      225,
      447,
      448,
      449,
      pageDigits,
      pageDigits + 1,
    ]) {
      t.doesNotThrow(() => {
        checkPlaces(Array.from({ length }, (_, i) => ((i * i) >> 3) & 3));
        if (length > 1000) return;
        for (const digit of all) checkPlaces(new Array<number>(length).fill(digit));
      }, `${length} digits`);
    }
  },
);

t.test('places of random digits are the naive ones', async (t) => {
  const digits = fc.array(fc.nat({ max: 3 }), { maxLength: 900, size: 'max' });
  t.doesNotThrow(() => fc.assert(fc.property(digits, checkPlaces), { numRuns: 20 }));
});

t.test('digits behind the first superblock count from its entry', async (t) => {
  const length = 8192 * 224 + 500;
  const digits = Uint8Array.from({ length }, (_, i) => (i % 7) & 3);
  const { blocks, superblocks } = naiveQuadBlocks(digits);
  const sections = {
    bwt: Uint32Array.from(blocks),
    bwt_superblocks: Uint32Array.from(superblocks),
  };
  const file = openPages(t, sections);
  const [place = { blocks: 0, superblocks: 0 }] = placeLevels(file, 'bwt', [length]);
  const level = new QuadLevel(file, place);
  for (const digit of all) {
    let expected = digits.reduce((sum, other) => sum + (other < digit ? 1 : 0), 0);
    for (let i = 0; i < length; i++) {
      if (i >= length - 1000) {
        assert.equal(level.place(i, digit), expected, `${digit} at ${i}`);
      }
      if (digits[i] === digit) expected++;
    }
    t.equal(level.place(length, digit), expected);
  }
});
