import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { planQuestion } from '../../exposure/plan-question.ts';
import type { SearchContext } from '../../schemas/search-answer.ts';
import { walkQueries } from '../../search/answer-queries.ts';
import type { Expression, Positioned } from '../../search/language/expression.ts';
import { parseQuery } from '../../search/language/parser.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { runsOf } from '../runs.ts';
import { readingBothWays } from '../store/reading-both-ways.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { type NaiveRecord, occurrences, satisfies } from './records/naive-search.ts';
import { buildCorpus, corpora, tokensOf } from './records/some-corpora.ts';

function positive(expression: Expression, isWanted = true): Positioned[] {
  if (expression.kind === 'not') return positive(expression.of, !isWanted);
  if (expression.kind === 'phrase' || expression.kind === 'near') {
    return isWanted ? [expression] : [];
  }
  return expression.of.flatMap((one) => positive(one, isWanted));
}

/** Places of passages in tokens, in order, each once. */
function placesOf(record: NaiveRecord, expression: Expression): [number, number][] {
  const firsts = positive(expression).flatMap((part) => {
    const all = occurrences(record, part).toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
    return all.slice(0, 1);
  });
  const distinct = new Set(firsts.map(([start, end]) => start * 100 + end));
  return [...distinct].sort((a, b) => a - b).map((one) => [Math.floor(one / 100), one % 100]);
}

/** A passage of a text whose tokens have one space between them. */
function showText(record: NaiveRecord, [start, end]: [number, number]) {
  const join = (some: NaiveRecord) => some.join(' ');
  const before = start === 0 ? '' : `${join(record.slice(0, start))} `;
  const after = end === record.length ? '' : ` ${join(record.slice(end))}`;
  const truncated = { before: false, after: false };
  return { before, match: join(record.slice(start, end)), after, truncated };
}

/** Queries in which A to D stand for tokens. */
function queriesOf(tokens: readonly string[]): string[] {
  const forms = [
    ...['"A"', '"A" AND "B"', '"A" OR "B C"', '"A" NEAR/2 "B"', '"A" NOT "C"', '"A ? B"'],
    ...['"(A|B C) D"', '"A" AND NOT ("B" AND NOT "C")', '("A" OR "B") BEFORE/3 "C" OR "D"'],
    ...['"A" BEFORE/1 "B" NEAR/1 "C"'],
  ];
  return forms.map((form) =>
    form.replace(/\b[A-D]\b/g, (letter) => tokens[letter.charCodeAt(0) - 65] ?? ''),
  );
}

readingBothWays('passages are the first occurrences of the parts of a query', async (t) => {
  const folder = temporaryFolder(t);
  let passages = 0;
  await fc.assert(
    fc.asyncProperty(corpora, fc.integer({ min: 1, max: 6 }), async (corpus, limit) => {
      using snapshot = Snapshot.open(await buildCorpus(folder, corpus));
      const plan = planQuestion(snapshot, { contexts: limit });
      const analyzer = corpus.kind === 'decoded' ? 'words' : corpus.kind;
      const queries = queriesOf(tokensOf[corpus.kind]);
      const answers = [...walkQueries(snapshot, plan, queries)].filter(
        (one) => typeof one === 'object',
      );
      for (const [i, query] of queries.entries()) {
        const answer = answers[i];
        assert.ok(answer !== undefined && !('error' in answer));
        const expression = parseQuery(query, analyzer);
        const expected = corpus.records
          .map(({ tokens, step }, rank) => ({ tokens, step, rank }))
          .filter(({ tokens }) => satisfies(tokens, expression))
          .slice(0, limit);
        const found: SearchContext[] = answer.contexts ?? [];
        assert.deepEqual(
          found.map(({ step, rank }) => ({ step, rank })),
          expected.map(({ step, rank }) => ({ step, rank })),
        );
        for (const [place, { tokens }] of expected.entries()) {
          const places = placesOf(tokens, expression);
          const shown = found[place]?.passages ?? [];
          passages += shown.length;
          if (corpus.kind === 'words' || corpus.kind === 'cased') {
            assert.deepEqual(
              shown,
              places.map((one) => showText(tokens, one)),
              query,
            );
          } else if (corpus.kind === 'ids') {
            const matches = places.map(([start, end]) => tokens.slice(start, end).join(' '));
            assert.deepEqual(
              shown.map(({ match }) => match),
              matches,
              query,
            );
          } else assert.equal(shown.length, places.length);
        }
      }
    }),
    { numRuns: runsOf(40), endOnFailure: true },
  );
  t.ok(passages > 100, `${passages} passages`);
});

t.test('an index without texts has no contexts of searches', async (t) => {
  const folder = temporaryFolder(t);
  const records = [{ tokens: ['a', 'b'], step: 1 }];
  const corpus = { kind: 'words', records, cuts: [] } as const;
  using snapshot = Snapshot.open(await buildCorpus(folder, corpus, { storesText: false }));
  const plan = planQuestion(snapshot, { contexts: 2 });
  t.throws(() => [...walkQueries(snapshot, plan, ['a NEAR/1 b'])], { code: 'text_not_stored' });
});

t.test('a long match is cut', async (t) => {
  const folder = temporaryFolder(t);
  const tokens = ['a', ...new Array<string>(200).fill('c'), 'b'];
  const corpus = { kind: 'words', records: [{ tokens, step: 1 }], cuts: [] } as const;
  using snapshot = Snapshot.open(await buildCorpus(folder, corpus));
  const plan = planQuestion(snapshot, { contexts: 2 });
  const [answer] = [...walkQueries(snapshot, plan, ['a NEAR/500 b'])].filter(
    (one) => typeof one === 'object',
  );
  assert.ok(answer !== undefined && 'contexts' in answer);
  const [passage] = answer.contexts?.[0]?.passages ?? [];
  t.equal(passage?.match, tokens.slice(0, 40).join(' '));
  t.same(passage?.truncated, { before: false, after: true });
});
