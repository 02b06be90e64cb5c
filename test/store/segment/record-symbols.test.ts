import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { Segment } from '../../../store/segment/segment.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { buildCorpus, corpora } from '../../search/records/some-corpora.ts';
import { readingBothWays } from '../reading-both-ways.ts';
import { temporaryFolder } from '../small-index.ts';

/** The tokens of records; null is a boundary. */
function readTokens(segment: Segment, records: readonly number[]): (string | null)[][] {
  const walk = segment.recordSymbols.read(records);
  let next = walk.next();
  while (next.done !== true) next = walk.next();
  const { starts, symbols } = next.value;
  const boundary = segment.dictionary.findBoundary();
  return records.map((_, i) =>
    Array.from(symbols.subarray(starts[i], starts[i + 1]), (symbol) =>
      symbol === boundary ? null : segment.dictionary.term(symbol),
    ),
  );
}

/** Boundaries stand between tokens only, one at a place. */
function asIndexed(tokens: readonly (string | null)[]): (string | null)[] {
  const first = tokens.findIndex((token) => token !== null);
  const last = tokens.findLastIndex((token) => token !== null);
  if (first === -1) return [];
  return tokens
    .slice(first, last + 1)
    .filter((token, i, own) => token !== null || own[i - 1] !== null);
}

readingBothWays('the symbols of records are those that were indexed', async (t) => {
  const folder = temporaryFolder(t);
  let read = 0;
  await fc.assert(
    fc.asyncProperty(corpora, fc.infiniteStream(fc.nat()), async (corpus, numbers) => {
      using snapshot = Snapshot.open(await buildCorpus(folder, corpus));
      for (const segment of snapshot.segments) {
        const all = Array.from({ length: segment.records }, (_, i) => i);
        const some = [...numbers.take(5)].map((one) => one % segment.records);
        for (const records of [all, some, []]) {
          const expected = records.map((record) =>
            asIndexed(corpus.records[segment.firstRank + record]?.tokens ?? []),
          );
          assert.deepEqual(readTokens(segment, records), expected);
          read += records.length;
        }
      }
    }),
    { numRuns: 30, endOnFailure: true },
  );
  t.ok(read > 100, `${read} records`);
});

readingBothWays('long and empty records are read, with pauses', async (t) => {
  const folder = temporaryFolder(t);
  const long = Array.from({ length: 60_000 }, (_, i) => `w${(i * i) % 977}`);
  const corpus = {
    kind: 'words',
    records: [[], long, [], ['one'], long.slice(5), []].map((tokens, i) => ({
      tokens,
      step: i + 1,
    })),
    cuts: [],
  } as const;
  using snapshot = Snapshot.open(await buildCorpus(folder, corpus));
  const [segment] = snapshot.segments;
  assert.ok(segment !== undefined);
  const pauses = [...segment.recordSymbols.read([1, 4])].length;
  t.ok(pauses > 4, `${pauses} pauses`);
  const tokens = readTokens(segment, [4, 0, 1, 3, 5]);
  t.same(tokens, [long.slice(5), [], long, ['one'], []]);
  t.equal(segment.recordSymbols.length(1), 60_000);
});

t.test('a segment without tokens has records without symbols', async (t) => {
  const folder = temporaryFolder(t);
  const records = [
    { tokens: [], step: 1 },
    { tokens: [], step: 1 },
  ];
  using snapshot = Snapshot.open(await buildCorpus(folder, { kind: 'words', records, cuts: [] }));
  const [segment] = snapshot.segments;
  assert.ok(segment !== undefined);
  t.same(readTokens(segment, [0, 1]), [[], []]);
});
