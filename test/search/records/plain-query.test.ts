import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { Expression, PhraseExpression } from '../../../search/language/expression.ts';
import { plainQueryOf } from '../../../search/records/plain-query-of.ts';
import { RecordSearch } from '../../../search/records/record-search.ts';
import type { PlainQuery } from '../../../store/segment/plain-query.ts';
import type { RecordRange } from '../../../store/segment/record-formula.ts';
import type { Segment } from '../../../store/segment/segment.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { skipNative } from '../../native/both-kernels.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { satisfies } from './naive-search.ts';
import { buildCorpus, type SearchedCorpus } from './some-corpora.ts';

const place = { start: 0, end: 0 };

function phrase(tokens: readonly string[]): PhraseExpression {
  return { kind: 'phrase', slots: tokens.map((token) => ({ kind: 'token', token })), ...place };
}

const phrases = fc
  .array(fc.constantFrom('a', 'b', 'c', 'ab', 'x', 'nowhere'), { minLength: 1, maxLength: 2 })
  .map(phrase);

/** AND, OR and NOT of phrases of tokens; also those that a query cannot say, as NOT alone. */
const { plain } = fc.letrec<{ plain: Expression }>((tie) => ({
  plain: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    phrases,
    tie('plain').map((of): Expression => ({ kind: 'not', of, ...place })),
    fc
      .record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(tie('plain'), { minLength: 1, maxLength: 3 }),
      })
      .map((node): Expression => ({ ...node, ...place })),
  ),
}));

/** Words in all records, in some and in few, and phrases of them. */
function makeCorpus(length: number): SearchedCorpus {
  const everySo = { a: 1, b: 2, c: 7, ab: 97, x: 251 };
  const records = Array.from({ length }, (_, i) => ({
    tokens: Object.entries(everySo).flatMap(([token, so]) => (i % so === 0 ? [token] : [])),
    step: i + 1,
  }));
  return { kind: 'words', records, cuts: [] };
}

/** Asks for what needs the pages of an index, as many times as it takes. */
function checkPages(snapshot: Snapshot): void {
  for (const token of ['a', 'b', 'c', 'ab', 'x', 'nowhere']) {
    for (const tokens of [[token], ['a', token], [token, 'a']]) {
      for (const _ of new RecordSearch(snapshot, phrase(tokens)).walk());
    }
  }
}

const ranges = fc.record({
  start: fc.nat(1000),
  end: fc.nat(1000),
  descending: fc.boolean(),
  wantsAll: fc.boolean(),
});

/** All records of a query, in order. */
function recordsOf(segment: Segment, query: PlainQuery, range: RecordRange): number[] {
  const started = segment.startQuery(query, range);
  assert.ok(started !== undefined);
  const found = [...started.records];
  for (const batch of started.rest ?? []) found.push(...(batch?.records ?? []));
  return found;
}

for (const length of [1, 900]) {
  t.test(`plain queries of ${length} records`, { skip: skipNative }, async (t) => {
    const corpus = makeCorpus(length);
    using snapshot = Snapshot.open(await buildCorpus(temporaryFolder(t), corpus));
    const segment = snapshot.segments[0] as Segment;
    checkPages(snapshot);
    const check = (expression: Expression, range: Required<RecordRange>) => {
      const { start, end, descending } = range;
      const query = plainQueryOf(expression);
      if (query === undefined) return;
      const all = corpus.records.flatMap(({ tokens }, rank) => {
        return satisfies(tokens, expression) ? [rank] : [];
      });
      assert.deepEqual(recordsOf(segment, query, {}), all);
      const some = all.filter((rank) => start <= rank && rank < end);
      const found = recordsOf(segment, query, range);
      assert.deepEqual(found, descending ? some.reverse() : some);
    };
    fc.assert(fc.property(plain, ranges, check), { numRuns: 150, endOnFailure: false });
    t.pass('as brute force has it');
  });
}

t.test('a query needs pages that have been checked', async (t) => {
  using snapshot = Snapshot.open(await buildCorpus(temporaryFolder(t), makeCorpus(300)));
  const query = plainQueryOf(phrase(['a', 'b']));
  t.equal(query && snapshot.segments[0]?.startQuery(query), undefined);
});

t.test('expressions that are not plain, or too large, are asked in parts', (t) => {
  const any: Expression = { kind: 'phrase', slots: [{ kind: 'any' }], ...place };
  const near: Expression = {
    ...{ kind: 'near' as const, most: 1, isOrdered: false },
    ...{ left: phrase(['a']), right: phrase(['b']), ...place },
  };
  for (const one of [any, near]) {
    t.equal(plainQueryOf({ kind: 'and', of: [phrase(['a']), one], ...place }), undefined);
  }
  const of = (count: number, word: string): Expression => {
    return { kind: 'or', of: Array.from({ length: count }, () => phrase([word])), ...place };
  };
  t.same(plainQueryOf(of(32, 'a'))?.ends.length, 32);
  t.equal(plainQueryOf(of(33, 'a')), undefined);
  t.equal(plainQueryOf(of(10, 'a'.repeat(60))), undefined);
  let deep = of(2, 'a');
  for (let i = 0; i < 62; i++) deep = { kind: 'not', of: deep, ...place };
  t.equal(plainQueryOf(deep), undefined);
  t.end();
});
