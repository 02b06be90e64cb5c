import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { MappedPhrases } from '../../../store/segment/mapped-phrases.ts';
import { PhraseList } from '../../../store/segment/phrase-list.ts';
import { leftOut } from '../../../store/segment/phrase-search.ts';
import { Segment, type SegmentOptions, type SegmentPlace } from '../../../store/segment/segment.ts';
import { SegmentsSearch } from '../../../store/segment/segments-search.ts';
import { seededRandom } from '../../phrases.ts';
import { waysToRead } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';
import { writeRecords } from './write-records.ts';

type Records = readonly (readonly string[])[];
type Phrases = readonly (readonly string[])[];

const folder = temporaryFolder(t);

function writeSegments(parts: readonly Records[]): SegmentPlace[] {
  return parts.map((records, i) => writeRecords(join(folder, `${i}.index`), records));
}

/** The segments, open until the stack is disposed of. */
function openSegments(
  places: readonly SegmentPlace[],
  way: SegmentOptions,
  stack: DisposableStack,
): Segment[] {
  return places.map((place) => stack.use(Segment.open(place, way)));
}

/** What a search has to find, one segment and one phrase at a time. */
function findAlone(segments: readonly Segment[], phrases: Phrases) {
  const intervals = segments.map((segment) => phrases.map((phrase) => segment.find(phrase)));
  const ends = phrases.flatMap((_, p) => {
    const values = segments.map(({ ranks }, s) => {
      const own = intervals[s]?.[p] ?? { start: 0, end: 0 };
      return { first: ranks.first(own), last: ranks.last(own) };
    });
    const first = values.find((one) => one.first !== undefined)?.first;
    return [first, values.findLast((one) => one.last !== undefined)?.last];
  });
  return { rows: intervals.flat().flatMap(({ start, end }) => [start, end]), ends };
}

/** The same by a search; ends of a phrase that stands nowhere are undefined. */
function findTogether(search: SegmentsSearch, phrases: Phrases) {
  const { rows, ends } = search.find(new PhraseList(phrases));
  const isThere = (p: number) => {
    const ofPhrase = rows.filter((_, i) => Math.floor(i / 2) % phrases.length === p);
    return ofPhrase.some((row) => row > 0);
  };
  const own = [...ends].map((end, i) => (isThere(i >> 1) ? end : undefined));
  return { rows: [...rows], ends: own };
}

const term = fc.constantFrom('a', 'b', 'c', 'abc', 'é', '漢', "don't");
const records = fc.array(fc.array(term, { maxLength: 20 }), { minLength: 1, maxLength: 8 });
const phrase = fc.array(fc.oneof(term, fc.constant('nowhere')), { minLength: 1, maxLength: 4 });

t.test('phrases are found in all segments as in each alone, cold and warm', (t) => {
  const parts = fc.array(records, { maxLength: 5 });
  const property = fc.property(parts, fc.array(phrase, { maxLength: 6 }), (parts, phrases) => {
    const places = writeSegments(parts);
    for (const way of waysToRead) {
      using stack = new DisposableStack();
      const segments = openSegments(places, way, stack);
      const search = new SegmentsSearch(segments, way.searches?.ofFiles);
      const cold = findTogether(search, phrases);
      const expected = findAlone(segments, phrases);
      assert.deepEqual(cold, expected);
      assert.deepEqual(findTogether(search, phrases), expected);
      for (const phrase of phrases) {
        assert.deepEqual(findTogether(search, [phrase]), findAlone(segments, [phrase]));
      }
    }
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 50 }));
  t.end();
});

/** Records of a few hundred terms, some of them frequent. */
function someRecords(count: number, random: () => number): string[][] {
  return Array.from({ length: count }, () =>
    Array.from({ length: Math.floor(60 * random()) }, () => `w${Math.floor(400 ** random())}`),
  );
}

t.test('whatever pages have been checked, phrases of several segments are found', (t) => {
  const random = seededRandom(8);
  const places = writeSegments([300, 20, 500, 1].map((count) => someRecords(count, random)));
  const phrases = Array.from({ length: 100 }, () =>
    Array.from({ length: 1 + Math.floor(3 * random()) }, () => `w${Math.floor(60 ** random())}`),
  );
  const way = waysToRead.at(-1) as SegmentOptions;
  for (let round = 0; round < 20; round++) {
    using stack = new DisposableStack();
    const segments = openSegments(places, way, stack);
    const search = new SegmentsSearch(segments, way.searches?.ofFiles);
    // A few phrases alone check the pages that they need, each in one segment.
    for (let i = 0; i < 3 * round; i++) {
      const segment = segments[Math.floor(segments.length * random())] as Segment;
      const interval = segment.find(phrases[Math.floor(phrases.length * random())] ?? []);
      if (i % 3 === 0) segment.ranks.first(interval);
      if (i % 3 === 1) segment.ranks.last(interval);
    }
    const found = round % 2 === 0 ? findTogether(search, phrases) : undefined;
    const alone = phrases.map((phrase) => findTogether(search, [phrase]));
    if (found !== undefined) assert.deepEqual(found, findAlone(segments, phrases));
    assert.deepEqual(
      alone,
      phrases.map((phrase) => findAlone(segments, [phrase])),
    );
  }
  t.pass('found');
  t.end();
});

/** How many rows the kernel leaves to the segments. */
function countLeft(segments: readonly Segment[], { searches }: SegmentOptions, phrases: Phrases) {
  if (searches === undefined) return 0;
  const files = segments.flatMap(({ searched }) => searched ?? []);
  const { rows } = new MappedPhrases(files, searches.ofFiles).find(new PhraseList(phrases));
  return rows.filter((row) => row === leftOut).length;
}

t.test('more phrases and segments than are searched at once, and a long phrase', (t) => {
  const random = seededRandom(3);
  const parts = Array.from({ length: 40 }, () => someRecords(1 + Math.floor(9 * random()), random));
  const places = writeSegments(parts);
  const phrases = Array.from({ length: 600 }, () =>
    Array.from({ length: 1 + Math.floor(3 * random()) }, () => `w${Math.floor(60 ** random())}`),
  );
  phrases[300] = new Array(400).fill('w1');
  for (const way of waysToRead.slice(-2)) {
    using stack = new DisposableStack();
    const segments = openSegments(places, way, stack);
    const search = new SegmentsSearch(segments, way.searches?.ofFiles);
    // This checks the pages.
    const expected = findAlone(segments, phrases);
    t.same(findTogether(search, phrases), expected);
    t.equal(countLeft(segments, way, phrases), 0, 'the kernel answers');
    const long = phrases[300] ?? [];
    t.same(findTogether(search, [long]), findAlone(segments, [long]));
    t.same(search.findRows(new PhraseList([long])), findAlone(segments, [long]).rows);
  }
  t.end();
});
