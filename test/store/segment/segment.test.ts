import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { loadKernel } from '../../../native/kernel.ts';
import { Bigrams } from '../../../store/segment/bigrams.ts';
import { Bwt } from '../../../store/segment/bwt.ts';
import { Dictionary } from '../../../store/segment/dictionary.ts';
import { MappedPhrases } from '../../../store/segment/mapped-phrases.ts';
import { type CreateSearches, MappedSearch } from '../../../store/segment/mapped-search.ts';
import { PageFile } from '../../../store/segment/page-file.ts';
import { pageWords } from '../../../store/segment/page-format.ts';
import { PhraseList } from '../../../store/segment/phrase-list.ts';
import { leftOut, notWanted } from '../../../store/segment/phrase-search.ts';
import { RankWavelet } from '../../../store/segment/rank-wavelet.ts';
import {
  type IndexProperties,
  Segment,
  type SegmentOptions,
  type SegmentPlace,
} from '../../../store/segment/segment.ts';
import { SegmentsSearch } from '../../../store/segment/segments-search.ts';

import { seededRandom } from '../../phrases.ts';
import { waysToRead } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';
import { writeRecords } from './write-records.ts';

function loadSwitch(): { allowVectors(allowed: boolean): void } {
  return createRequire(import.meta.url)('../../../native/firstseen.node');
}

const path = join(temporaryFolder(t), 'segment.index');
const kernels = [loadKernel('typescript'), loadKernel()];

/** The record of every place where the phrase stands, records in order. */
function naiveHits(records: readonly (readonly string[])[], phrase: readonly string[]): number[] {
  return records.flatMap((tokens, record) =>
    tokens.flatMap((_, i) => (phrase.every((term, j) => tokens[i + j] === term) ? [record] : [])),
  );
}

function hitsOf(segment: Segment, phrase: readonly string[]): number[] {
  const rows = segment.find(phrase);
  const hits = [...segment.ranks.distinct(rows)].flatMap(({ value, count }) =>
    new Array<number>(count).fill(value),
  );
  assert.equal(hits.length, rows.end - rows.start);
  return hits;
}

/** Searches of many phrases and of each alone against find; when no page has been read, and when all have. */
function checkTogether(
  segment: Segment,
  way: SegmentOptions,
  phrases: readonly (readonly string[])[],
): void {
  const list = new PhraseList(phrases);
  const search = new SegmentsSearch([segment], way.searches?.ofFiles);
  const cold = [...segment.findRows(list)];
  const intervals = phrases.map((phrase) => segment.find(phrase));
  const rows = intervals.flatMap(({ start, end }) => [start, end]);
  const edges = intervals.flatMap((one) => [segment.ranks.first(one), segment.ranks.last(one)]);
  const found = (list: PhraseList) => {
    const { rows, ends: edges } = search.find(list);
    const isThere = (i: number) => rows[i & ~1] !== rows[i | 1];
    return { rows: [...rows], edges: [...edges].map((edge, i) => (isThere(i) ? edge : undefined)) };
  };
  assert.deepEqual(cold, rows);
  const alone = [...segment.findEdges(Uint32Array.from(rows))];
  const isEmpty = (i: number) => rows[i & ~1] === rows[i | 1];
  assert.deepEqual(
    alone.map((edge, i) => (isEmpty(i) ? undefined : edge)),
    edges,
  );
  const some = Uint32Array.from(rows, (_, i) => (i % 3 === 0 ? notWanted : i));
  segment.findEdges(Uint32Array.from(rows), some);
  const wanted = alone.map((edge, i) => (i % 3 === 0 ? notWanted : edge));
  assert.deepEqual([...some], wanted);
  assert.deepEqual(found(list), { rows, edges });
  assert.deepEqual([...segment.findRows(list)], rows);
  for (const [i, phrase] of phrases.slice(0, 200).entries()) {
    assert.deepEqual([...segment.findRows(new PhraseList([phrase]))], rows.slice(2 * i, 2 * i + 2));
    const own = { rows: rows.slice(2 * i, 2 * i + 2), edges: edges.slice(2 * i, 2 * i + 2) };
    assert.deepEqual(found(new PhraseList([phrase])), own);
  }
}

/** How many numbers of phrases the kernel leaves to the engine, where no page has been read and where all have. */
function countLeft(
  place: SegmentPlace,
  way: SegmentOptions,
  phrases: readonly (readonly string[])[],
): { cold: number; warm: number } {
  using segment = Segment.open(place, way);
  using file = PageFile.open<IndexProperties>(place.index.path, way);
  const { bwt, ranks } = file.footer.properties;
  const places = {
    ends: place.records,
    dictionary: new Dictionary(file, bwt.alphabet).places,
    bigrams: new Bigrams(file).places,
    bwt: new Bwt(file, bwt).places,
    ranks: new RankWavelet(file, ranks).places,
  };
  const searches = way.searches as CreateSearches;
  const search = new MappedSearch(file, places, searches);
  const list = new PhraseList(phrases);
  const count = (some: Uint32Array) => some.filter((one) => one === leftOut).length;
  const cold = count(search.findRows(list));
  for (let page = 0; page < file.footer.pages; page++) file.word(page * pageWords);
  const { rows, ends: edges } = new MappedPhrases([search.file], searches.ofFiles).find(list);
  const intervals = phrases.map((phrase) => segment.find(phrase));
  assert.deepEqual(
    [...rows],
    intervals.flatMap(({ start, end }) => [start, end]),
  );
  const there = edges.filter((_, i) => rows[i & ~1] !== rows[i | 1]);
  return { cold, warm: count(rows) + count(there) };
}

const term = fc.constantFrom('a', 'b', 'c', 'abc', 'é', '漢', '😀', "don't");
const records = fc.array(fc.array(term, { maxLength: 40 }), { minLength: 1, maxLength: 30 });
const phrase = fc.array(fc.oneof(term, fc.constant('nowhere')), { minLength: 1, maxLength: 4 });

t.test('a phrase is found where it stands, in each kernel and each way to read', async (t) => {
  const property = fc.property(records, fc.array(phrase, { maxLength: 8 }), (records, phrases) => {
    for (const kernel of kernels) {
      const place = writeRecords(path, records, { kernel });
      for (const way of waysToRead) {
        using segment = Segment.open(place, way);
        checkTogether(segment, way, phrases);
        for (const phrase of phrases) {
          assert.deepEqual(hitsOf(segment, phrase), naiveHits(records, phrase), phrase.join(' '));
        }
        const lengths = records.map((_, record) => segment.amounts.tokens(record));
        assert.deepEqual(
          lengths,
          records.map(({ length }) => length),
        );
      }
    }
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 60 }));
});

t.test('groups of records take their place among the ranks, the same bytes by each kernel', (t) => {
  const property = fc.property(records, phrase, fc.array(fc.nat(30)), (records, phrase, cuts) => {
    const ends = [...new Set([...cuts.filter((cut) => cut > 0 && cut < records.length)])];
    const groups = Uint32Array.from([...ends, records.length].sort((a, b) => a - b));
    const groupOf = (record: number) => groups.findIndex((end) => end > record);
    const written = kernels.map((kernel) => {
      const place = writeRecords(path, records, { kernel, groups });
      for (const way of waysToRead) {
        using segment = Segment.open(place, way);
        checkTogether(segment, way, [phrase]);
        assert.deepEqual(hitsOf(segment, phrase), naiveHits(records, phrase).map(groupOf));
        assert.equal(segment.values.count, groups.length);
      }
      return readFileSync(path);
    });
    assert.ok(written.every((bytes) => bytes.equals(written[0] as Buffer)));
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 60 }));
  t.end();
});

t.test('many phrases together are found as each alone, over many pages', async (t) => {
  const random = seededRandom(5);
  const below = (bound: number) => Math.floor(random() * bound);
  // Zipf's kind of counts; some terms lie across several pages.
  const terms = Array.from({ length: 3000 }, (_, i) =>
    i % 500 === 7 ? `${'long'.repeat(1500)}${i}` : `é${i}`,
  );
  const records = Array.from({ length: 300 }, () =>
    Array.from({ length: below(200) }, () => terms[Math.floor(3000 ** random()) - 1] as string),
  );
  const flat = records.flat();
  const phrases = Array.from({ length: 2000 }, (_, i) => {
    const start = below(flat.length - 5);
    const phrase = flat.slice(start, start + 1 + below(5));
    return i % 10 === 0 ? [...phrase, i % 20 === 0 ? 'nowhere' : 'é9'] : phrase;
  });
  const place = writeRecords(path, records);
  for (const [i, way] of waysToRead.entries()) {
    using segment = Segment.open(place, way);
    checkTogether(segment, way, phrases);
    if (way.searches === undefined) continue;
    t.same(
      countLeft(place, way, phrases),
      { cold: 2 * phrases.length, warm: 0 },
      'the kernel answers',
    );
    const { allowVectors } = loadSwitch();
    allowVectors(false);
    t.teardown(() => allowVectors(true));
    checkTogether(segment, way, phrases);
    allowVectors(true);
    t.pass(`way ${i}, without popcnt too`);
  }
  using segment = Segment.open(place, waysToRead.at(-1) as (typeof waysToRead)[0]);
  const found = phrases.filter((phrase) => {
    const { start, end } = segment.find(phrase);
    return end > start;
  });
  t.ok(found.length > 1500, `${found.length} phrases are there`);
  for (const phrase of phrases.slice(0, 100)) {
    assert.deepEqual(hitsOf(segment, phrase), naiveHits(records, phrase));
  }
});

t.test('whatever pages have been checked, phrases are found with both edges', async (t) => {
  const random = seededRandom(8);
  const below = (bound: number) => Math.floor(random() * bound);
  const records = Array.from({ length: 1500 }, () =>
    Array.from({ length: below(60) }, () => `w${Math.floor(400 ** random())}`),
  );
  const phrases = Array.from({ length: 300 }, () =>
    Array.from({ length: 1 + below(3) }, () => `w${Math.floor(60 ** random())}`),
  );
  const place = writeRecords(path, records);
  const way = waysToRead.at(-1) as SegmentOptions;
  for (let round = 0; round < 40; round++) {
    using segment = Segment.open(place, way);
    const search = new SegmentsSearch([segment], way.searches?.ofFiles);
    // A few phrases alone check the pages that they need.
    for (let i = 0; i < round; i++) segment.find(phrases[below(phrases.length)] ?? []);
    for (let i = 0; i < round; i++) {
      const interval = segment.find(phrases[below(phrases.length)] ?? []);
      if (i % 2 === 0) segment.ranks.first(interval);
      else segment.ranks.last(interval);
    }
    const { rows, ends: edges } = search.find(new PhraseList(phrases));
    const expected = phrases.map((phrase) => segment.find(phrase));
    expected.forEach((interval, i) => {
      assert.deepEqual([rows[2 * i], rows[2 * i + 1]], [interval.start, interval.end]);
      if (interval.start === interval.end) return;
      const own = [segment.ranks.first(interval), segment.ranks.last(interval)];
      assert.deepEqual([edges[2 * i], edges[2 * i + 1]], own);
    });
  }
  t.pass('found');
});

t.test(
  'a segment of one empty record, of one token, and of one term only, is answered',
  async (t) => {
    for (const records of [[[]], [[], []], [['a']], [['a', 'a', 'a'], ['a']], [['a'], ['b']]]) {
      using segment = Segment.open(
        writeRecords(path, records),
        waysToRead[0] as (typeof waysToRead)[0],
      );
      for (const phrase of [['a'], ['b'], ['a', 'a'], ['a', 'b'], ['z']]) {
        t.strictSame(hitsOf(segment, phrase), naiveHits(records, phrase), JSON.stringify(records));
      }
    }
  },
);

t.test('a match crosses no record', async (t) => {
  using segment = Segment.open(
    writeRecords(path, [['a', 'b'], ['c', 'a'], ['b']]),
    waysToRead[0] as (typeof waysToRead)[0],
  );
  t.strictSame(hitsOf(segment, ['b', 'c']), []);
  t.strictSame(hitsOf(segment, ['a', 'b']), [0]);
});

t.test('a segment may be closed twice, and tells of another number of records', async (t) => {
  const place = writeRecords(path, [['a'], ['b']]);
  const way = waysToRead[0] as (typeof waysToRead)[0];
  const segment = Segment.open(place, way);
  segment.close();
  segment.close();
  t.throws(() => segment.find(['a']), /is closed/);
  t.throws(() => segment.find([]), RangeError);
  t.throws(() => Segment.open({ ...place, records: 3 }, way), {
    code: 'index_damaged',
    message: /2 records, 3 expected/,
  });
});
