import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { planQuestion } from '../../exposure/plan-question.ts';
import type { SearchAnswer, UnaskableQuery } from '../../schemas/search-answer.ts';
import { walkAnswer, walkQueries } from '../../search/answer-queries.ts';
import type { Expression } from '../../search/language/expression.ts';
import { parseQuery } from '../../search/language/parser.ts';
import { printQuery } from '../../search/language/printer.ts';
import { RecordSearch } from '../../search/records/record-search.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { runsOf } from '../runs.ts';
import { readingBothWays } from '../store/reading-both-ways.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { satisfies } from './records/naive-search.ts';
import { buildCorpus, corpora, type SearchedCorpus, tokensOf } from './records/some-corpora.ts';

const place = { start: 0, end: 0 };

/** Words that are joined, and one that is not to be there. */
function someQueries(tokens: readonly string[]): fc.Arbitrary<Expression> {
  const phrase = fc
    .array(fc.constantFrom(...tokens), { minLength: 1, maxLength: 2 })
    .map((some) => some.map((token) => ({ kind: 'token' as const, token })))
    .map((slots) => ({ kind: 'phrase' as const, slots, ...place }));
  const either = fc
    .array(phrase, { minLength: 2, maxLength: 3 })
    .map((of) => ({ kind: 'or' as const, of, ...place }));
  const without = phrase.map((of) => ({ kind: 'not' as const, of, ...place }));
  const both = fc
    .tuple(fc.oneof(phrase, either), fc.oneof(phrase, without))
    .map((of) => ({ kind: 'and' as const, of, ...place }));
  return fc.oneof(phrase, either, both);
}

interface Asked {
  readonly at: readonly number[];
  readonly bins: number | undefined;
  readonly byFacet: boolean;
}

/** The numbers of an answer by brute force; `edges` as the answer has them. */
function expectAnswer(
  { records, cuts }: SearchedCorpus,
  expression: Expression,
  { at, edges, byFacet }: Omit<Asked, 'bins'> & { edges: readonly number[] | undefined },
) {
  const found = records.flatMap(({ tokens, step }, rank) => {
    return satisfies(tokens, expression) ? [{ step, rank }] : [];
  });
  if (!byFacet) return describe(found, { at, edges });
  // Each segment is of a file of its own.
  const borders = [...new Set([0, ...cuts.filter((cut) => cut < records.length)])];
  borders.sort((one, other) => one - other);
  const numbers = borders.map((border, i) => {
    const end = borders[i + 1] ?? records.length;
    const own = found.filter(({ rank }) => border <= rank && rank < end);
    return [String(i), describe(own, { at, edges })] as const;
  });
  const by_facet = Object.fromEntries(numbers.filter(([, { records }]) => records > 0));
  return { ...describe(found, { at, edges }), by_facet };
}

interface Found {
  readonly step: number;
  readonly rank: number;
}

function describe(
  found: readonly Found[],
  { at, edges }: { at: readonly number[]; edges: readonly number[] | undefined },
) {
  const countBetween = (after: number, by: number) =>
    found.filter(({ step }) => after < step && step <= by).length;
  return {
    records: found.length,
    first: found[0] ?? null,
    last: found.at(-1) ?? null,
    ...(at.length > 0 && {
      at: Object.fromEntries(at.map((step) => [String(step), countBetween(-1, step)])),
    }),
    ...(edges !== undefined && {
      timeline: {
        edges: [...edges],
        records: edges.slice(1).map((edge, i) => countBetween(edges[i] as number, edge)),
      },
    }),
  };
}

/** Ids are those of the small corpora: every second record of a text has one. */
function withoutIds(answer: SearchAnswer | UnaskableQuery): unknown {
  assert.ok(!('error' in answer));
  const { query: _, first, last, by_facet, ...rest } = answer;
  const strip = (found: SearchAnswer['first']) => found && { step: found.step, rank: found.rank };
  const facets = Object.entries(by_facet ?? {}).map(([facet, { first, last, ...numbers }]) => {
    const name = /(\d+)\.\w+$/.exec(facet)?.[1];
    return [name, { ...numbers, first: strip(first), last: strip(last) }];
  });
  const byFacet = by_facet && { by_facet: Object.fromEntries(facets) };
  return { ...rest, first: strip(first), last: strip(last), ...byFacet };
}

const asked = corpora.chain((corpus) =>
  fc.record({
    corpus: fc.constant(corpus),
    expressions: fc.array(someQueries(tokensOf[corpus.kind]), { minLength: 5, maxLength: 10 }),
    question: fc.record({
      at: fc.uniqueArray(fc.nat(60), { maxLength: 4 }),
      bins: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
      byFacet: fc.boolean(),
    }),
  }),
);

readingBothWays('numbers of an answer are those of brute force', async (t) => {
  const folder = temporaryFolder(t);
  await fc.assert(
    fc.asyncProperty(asked, async ({ corpus, expressions, question }) => {
      using snapshot = Snapshot.open(await buildCorpus(folder, corpus));
      const plan = planQuestion(snapshot, question satisfies Asked);
      const queries = expressions.map(printQuery);
      const answers = [...walkQueries(snapshot, plan, queries)].filter(
        (one) => typeof one === 'object',
      );
      assert.equal(answers.length, queries.length);
      const { at, byFacet } = question;
      for (const [i, answer] of answers.entries()) {
        assert.equal(answer.query, queries[i]);
        const expected = expectAnswer(corpus, expressions[i] as Expression, {
          at,
          edges: plan.edges,
          byFacet,
        });
        assert.deepEqual(withoutIds(answer), expected);
        const walk = walkAnswer(snapshot, plan, queries[i] as string);
        let last = walk.next();
        while (last.done !== true) last = walk.next();
        assert.deepEqual(last.value, answer, 'alone it is the same');
      }
    }),
    { numRuns: runsOf(12), endOnFailure: false },
  );
  t.pass('as brute force has them');
});

t.test('a query that cannot be asked has its error in its place', async (t) => {
  const folder = temporaryFolder(t);
  const records = [
    { tokens: ['a', 'b'], step: 1 },
    { tokens: ['b'], step: 3 },
  ];
  using snapshot = Snapshot.open(await buildCorpus(folder, { kind: 'words', records, cuts: [1] }));
  const plan = planQuestion(snapshot, {});
  const answers = [...walkQueries(snapshot, plan, ['b', 'a AND', 'a NOT b', ''])];
  t.match(
    answers.filter((one) => typeof one === 'object'),
    [
      {
        query: 'b',
        records: 2,
        first: { step: 1, rank: 0, id: 'id 0 0' },
        last: { step: 3, rank: 1, id: 'id 1 0' },
      },
      { query: 'a AND', error: { code: 'bad_query', message: /expected/, offset: 5 } },
      { query: 'a NOT b', records: 0, first: null, last: null },
      { query: '', error: { code: 'bad_query', offset: 0 } },
    ],
  );
  t.throws(() => [...walkAnswer(snapshot, plan, 'a OR')], { code: 'bad_query' });
});

t.test('a part that stands for too many terms is an error with its place', async (t) => {
  const folder = temporaryFolder(t);
  const tokens = Array.from({ length: 10_001 }, (_, i) => `a${i}`);
  const corpus = { kind: 'words' as const, records: [{ tokens, step: 1 }], cuts: [] };
  using snapshot = Snapshot.open(await buildCorpus(folder, corpus));
  const [answer] = [...walkQueries(snapshot, planQuestion(snapshot, {}), ['b OR "c a*"'])].filter(
    (one) => one !== undefined,
  );
  t.match(answer, {
    query: 'b OR "c a*"',
    error: { code: 'too_many_terms', message: /offset 5: a\* stands for 10,001 terms/, offset: 5 },
  });
});

t.test('a search of an index of steps is refused', async (t) => {
  const folder = temporaryFolder(t);
  const records = [{ tokens: ['a'], step: 1 }];
  const corpus = { kind: 'words', records, cuts: [] } as const;
  const directory = await buildCorpus(folder, corpus, { resolution: 'step' });
  using snapshot = Snapshot.open(directory);
  const plan = planQuestion(snapshot, {});
  t.throws(() => [...walkQueries(snapshot, plan, ['a'])], { code: 'records_not_indexed' });
});

t.test('an answer pauses behind each batch of records', async (t) => {
  const folder = temporaryFolder(t);
  const records = Array.from({ length: 300 }, () => ({ tokens: ['a'], step: 1 }));
  using snapshot = Snapshot.open(await buildCorpus(folder, { kind: 'words', records, cuts: [] }));
  const batches = [...new RecordSearch(snapshot, parseQuery('a', 'words')).walk()];
  const found = batches.filter((batch) => batch !== undefined).length;
  t.ok(found > 1, `${found} batches`);
  const pauses = [...walkAnswer(snapshot, planQuestion(snapshot, {}), 'a')].length;
  t.ok(pauses >= found, `${pauses} pauses`);
});
