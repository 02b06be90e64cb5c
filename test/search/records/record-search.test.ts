import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { Expression } from '../../../search/language/expression.ts';
import { RecordSearch, type SearchRange } from '../../../search/records/record-search.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { runsOf } from '../../runs.ts';
import { readingBothWays } from '../../store/reading-both-ways.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { satisfies } from './naive-search.ts';
import { buildCorpus, corpora, type SearchedCorpus, tokensOf } from './some-corpora.ts';
import { someExpressions } from './some-expressions.ts';

function ranksOf(search: RecordSearch, range?: SearchRange): number[] {
  const ranks: number[] = [];
  for (const found of search.walk(range)) {
    if (found === undefined) continue;
    assert.ok(found.records.length > 0);
    for (const record of found.records) ranks.push(found.segment.firstRank + record);
  }
  return ranks;
}

function expectRanks(
  { records }: SearchedCorpus,
  expression: Expression,
  { fromStep = 0, toStep = Number.POSITIVE_INFINITY, descending }: SearchRange = {},
): number[] {
  const ranks = records.flatMap(({ tokens, step }, rank) => {
    const isIn = fromStep <= step && step <= toStep;
    return isIn && satisfies(tokens, expression) ? [rank] : [];
  });
  return descending === true ? ranks.reverse() : ranks;
}

const searched = corpora.chain((corpus) =>
  fc.record({
    corpus: fc.constant(corpus),
    expressions: fc.array(someExpressions(tokensOf[corpus.kind]), {
      minLength: 10,
      maxLength: 20,
    }),
    steps: fc.tuple(fc.nat(30), fc.nat(30)),
  }),
);

readingBothWays('records are those that brute force finds', async (t) => {
  const folder = temporaryFolder(t);
  await fc.assert(
    fc.asyncProperty(searched, async ({ corpus, expressions, steps: [fromStep, toStep] }) => {
      using snapshot = Snapshot.open(await buildCorpus(folder, corpus));
      for (const expression of expressions) {
        for (const maxOfSlot of [undefined, 1, 3]) {
          const search = new RecordSearch(snapshot, expression, { maxOfSlot });
          for (const descending of [false, true]) {
            for (const range of [
              { descending },
              { descending, wantsAll: true },
              { descending, fromStep, toStep },
            ]) {
              const found = ranksOf(search, range);
              assert.deepEqual(found, expectRanks(corpus, expression, range));
            }
          }
        }
      }
    }),
    { numRuns: runsOf(12), endOnFailure: false },
  );
  t.pass('as brute force has it');
});

// In 700 records some words are in most and some in few, so a search has words with bitmaps, words without,
// and both; and it finds more than the first batches hold.
readingBothWays('words of many records and of few are joined', async (t) => {
  const folder = temporaryFolder(t);
  const everySo = { a: 1, b: 2, c: 3, ab: 97 };
  const records = Array.from({ length: 700 }, (_, i) => ({
    tokens: Object.entries(everySo).flatMap(([token, so]) => (i % so === 0 ? [token, token] : [])),
    step: i + 1,
  }));
  const corpus = { kind: 'words', records, cuts: [] } as const;
  using snapshot = Snapshot.open(await buildCorpus(folder, corpus));
  fc.assert(
    fc.property(
      someExpressions(tokensOf.words),
      fc.tuple(fc.nat(800), fc.nat(800), fc.boolean(), fc.boolean()),
      (expression, [fromStep, toStep, descending, wantsAll]) => {
        const search = new RecordSearch(snapshot, expression);
        for (const range of [
          { wantsAll },
          { descending: true },
          { fromStep, toStep, descending },
        ]) {
          assert.deepEqual(ranksOf(search, range), expectRanks(corpus, expression, range));
        }
      },
    ),
    { numRuns: runsOf(25), endOnFailure: false },
  );
  t.pass('as brute force has it');
});

t.test('walks that take turns keep their batches', async (t) => {
  const folder = temporaryFolder(t);
  const records = Array.from({ length: 500 }, (_, i) => {
    return { tokens: i % 3 === 0 ? ['a', 'b'] : ['a'], step: i + 1 };
  });
  const corpus = { kind: 'words', records, cuts: [] } as const;
  using snapshot = Snapshot.open(await buildCorpus(folder, corpus));
  const searches = ['a', 'b'].map((token) => {
    const expression = {
      kind: 'phrase',
      slots: [{ kind: 'token', token }],
      start: 0,
      end: 0,
    } as const;
    const walk = new RecordSearch(snapshot, expression).walk();
    return { walk, found: [] as number[], expected: expectRanks(corpus, expression) };
  });
  for (let left = searches.length; left > 0; ) {
    const batches = searches.map(({ walk }) => walk.next());
    left = batches.filter(({ done }) => done !== true).length;
    for (const [i, { value }] of batches.entries()) {
      searches[i]?.found.push(...(value?.records ?? []));
    }
  }
  for (const { found, expected } of searches) t.same(found, expected);
});

t.test('an index of steps has no records to search', async (t) => {
  const folder = temporaryFolder(t);
  const records = [{ tokens: ['a'], step: 1 }];
  const corpus = { kind: 'words', records, cuts: [] } as const;
  const directory = await buildCorpus(folder, corpus, { resolution: 'step' });
  using snapshot = Snapshot.open(directory);
  const slots = [{ kind: 'token', token: 'a' }] as const;
  const expression = { kind: 'phrase', slots, start: 0, end: 1 } as const;
  t.throws(() => new RecordSearch(snapshot, expression), { code: 'records_not_indexed' });
});
