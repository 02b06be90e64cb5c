import fc from 'fast-check';
import t from 'tap';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { buildApp } from '../../query-server/app.ts';
import type { Answered } from '../../schemas/answer.ts';
import type { Axis } from '../../schemas/axis.ts';
import type { Contexts } from '../../schemas/contexts.ts';
import { joinShards } from '../../shards/join-shards.ts';
import { mergeAnswers } from '../../shards/merge-answers.ts';
import { mergeAxes } from '../../shards/merge-axis.ts';
import { mergeContexts } from '../../shards/merge-contexts.ts';
import { mergeDescriptions } from '../../shards/merge-descriptions.ts';
import { planTimeline } from '../../shards/plan-shard-question.ts';
import { runsOf } from '../runs.ts';
import { askedPhrase, buildParts, splitCorpus } from './split-corpus.ts';

/** Asks an index as its server does. */
async function openServer(directory: string) {
  const index = LiveIndex.open(directory);
  const { app } = await buildApp({ index });
  return {
    description: index.description,
    ask: async (url: string) => (await app.inject(url)).json(),
    post: async (question: object) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(question);
      return (await app.inject({ method: 'POST', url: '/v1/exposures', headers, body })).json();
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      index.close();
    },
  };
}

const question = fc.record(
  {
    at: fc.array(fc.integer({ min: 0, max: 140 }), { maxLength: 4 }),
    last_at: fc.array(fc.integer({ min: 0, max: 140 }), { maxLength: 3 }),
    records_at: fc.array(fc.integer({ min: 0, max: 140 }), { maxLength: 3 }),
    checkpoints: fc.dictionary(fc.constantFrom('m', 'n'), fc.integer({ min: 0, max: 140 })),
    bins: fc.integer({ min: 1, max: 30 }),
    records: fc.boolean(),
    by_facet: fc.boolean(),
  },
  { requiredKeys: [] },
);
const asked = fc.oneof(
  { weight: 4, arbitrary: askedPhrase },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant('g'),
      phrases: fc.array(askedPhrase, { minLength: 1, maxLength: 3 }),
    }),
  },
);
const list = fc.array(asked, { minLength: 1, maxLength: 8 });

t.test('merged answers of shards have the bytes of one index', async (t) => {
  const numRuns = runsOf(12);
  let merged = 0;
  await fc.assert(
    fc.asyncProperty(
      splitCorpus,
      fc.array(fc.tuple(question, list), { minLength: 6, maxLength: 6 }),
      async (corpus, all) => {
        using built = await buildParts(corpus);
        await using owned = new AsyncDisposableStack();
        const whole = owned.use(await openServer(built.whole));
        const servers = [];
        for (const directory of built.shards) servers.push(owned.use(await openServer(directory)));
        const parts = servers.map(({ description }) => description);
        const named = [];
        for (const [i, { description, ask }] of servers.entries()) {
          const facet_values: string[] = (await ask('/v1/facets')).values;
          named.push({ name: `s${i}`, description: { ...description, facet_values } });
        }
        const joined = joinShards(named);
        const { snapshot: _, segments: __, bytes: ___, run, ...expected } = whole.description;
        t.match(mergeDescriptions(parts, joined), { ...expected, run });
        for (const [question, phrases] of all) {
          const { answers, remarks = [] } = await whole.post({ phrases, ...question });
          const ends = planTimeline({ bins: question.bins }, joined);
          const sent = {
            ...{ phrases, ...question },
            ...(ends && { from_step: ends.fromStep, to_step: ends.toStep }),
          };
          const of: Answered[][] = [];
          for (const server of servers) of.push((await server.post(sent)).answers);
          const made = phrases.map((_, i) =>
            mergeAnswers(
              of.map((one) => one[i] as Answered),
              joined,
            ),
          );
          t.equal(JSON.stringify(made), JSON.stringify(answers));
          const checkpoints = Object.entries(question.checkpoints ?? {}).map(([name, step]) => ({
            name,
            step,
          }));
          const { at, last_at: lastAt, records_at: recordsAt } = question;
          const onSteps = remarksOnSteps({ at, lastAt, recordsAt, checkpoints }, joined);
          t.same(
            remarks.filter(
              ({ code }: { code: string }) => code.includes('step') || code.includes('checkpoint'),
            ),
            onSteps,
          );
          merged += made.length;
        }
        const url = '/v1/axis?at=0,1,2,5,70,71,75,90,200';
        const axes: Axis[] = [];
        for (const server of servers) axes.push(await server.ask(url));
        t.equal(JSON.stringify(mergeAxes(axes)), JSON.stringify(await whole.ask(url)));
        for (const order of ['first', 'last'] as const) {
          const url = `/v1/contexts?phrase=a&limit=7&from_step=2&order=${order}`;
          const contexts: Contexts[] = [];
          for (const server of servers) contexts.push(await server.ask(url));
          const made = mergeContexts(contexts, joined, order);
          const line = (one: Contexts) => JSON.stringify({ ...one, contexts: one.contexts });
          t.equal(line(made), line(await whole.ask(url)));
        }
      },
    ),
    { numRuns },
  );
  t.ok(merged > 50);
});

const description = {
  ...{ analyzer: 'words', analyzer_version: 1, unicode: '17.0', resolution: 'record' as const },
  ...{ facet: 'source', facets: null, bytes: { index: 1, text: 1 }, snapshot: 'x' },
  ...{ records: 2, first_step: 1, steps: 5, sources: [{ name: 'p' }] },
};
const later = { ...description, first_step: 5, steps: 9, sources: [{ name: 'q' }] };

const batches = (batch_size: number) => ({ steps: { batch_size } });

t.test('shards that do not fit together are refused by name', async (t) => {
  const join = (one: object, other: object) => () =>
    joinShards([
      { name: 'http://one', description: { ...description, ...one } },
      { name: 'http://two', description: { ...later, ...other } },
    ]);
  const refused: [object, object, RegExp][] = [
    [{}, { first_step: 4 }, /fall .*http:\/\/one.*step 5.*http:\/\/two.*step 4.*--step-field/],
    [{}, { analyzer: 'cased' }, /analyzer is words in .*http:\/\/one and cased in http:\/\/two/],
    [{}, { analyzer_version: 2 }, /version of the analyzer is 1/],
    [{}, { unicode: '16.0' }, /version of Unicode/],
    [{}, { resolution: 'step' }, /resolution is record/],
    [{ facets: 2, facet: 'kind' }, {}, /field of facets is kind .* and none/],
    [{}, { tokenizer: { name: 't', bytes: 1, sha256: 'ab' } }, /tokenizer is none .* and ab/],
    [{ bytes: { index: 1, text: 0 } }, {}, /http:\/\/one stores no texts, and http:\/\/two does/],
    [{ ...later, steps: 5 }, { steps: 5 }, /http:\/\/one and http:\/\/two are the same index/],
    [{}, { run: { steps: { batch_size: 3 } } }, /http:\/\/two were counted .* behind http:\/\/one/],
    [{ run: batches(3) }, { run: batches(3) }, /http:\/\/two were counted/],
    [{ run: batches(4) }, { run: batches(5) }, /http:\/\/two were counted/],
    [{}, { run: { steps: { words: 9 } } }, /http:\/\/two were counted/],
  ];
  for (const [one, other, message] of refused) {
    t.throws(join(one, other), { code: 'shards_mismatch', message });
  }
  const joined = join({}, {})();
  t.match(joined, { firstStep: 1, lastStep: 9, records: 4, facets: ['p', 'q'] });
  t.same(
    joined.shards.map(({ firstRank }) => firstRank),
    [0, 2],
  );
  const isJoined = (one: object, other: object) => join(one, other)().records === 4;
  t.ok(isJoined({ run: batches(4) }, { run: batches(4) }), 'all in step 1');
  t.ok(
    isJoined({ run: batches(2) }, { run: { steps: { field: 'step' } } }),
    'only the first counts',
  );
  t.not(join({ snapshot: 'y' }, {})().snapshot, joined.snapshot, 'names the snapshots of all');
  t.match(join({ records: 0, first_step: 0, steps: 0 }, {})(), { firstStep: 5, records: 2 });

  const answer = { phrase: 'a', tokens: ['a'], count: 1, first: null, last: null };
  const seen = { step: 5, rank: 2, id: null };
  const error = { phrase: 'a', error: { code: 'c', message: 'm' } };
  const mismatched: [Answered, Answered, RegExp][] = [
    [answer, { ...answer, first: seen, last: seen }, /two answers with rank 2 and has 2 records/],
    [answer, error, /refuses/],
    [answer, { ...answer, tokens: ['b'] }, /tokens/],
    [error, { ...error, error: { code: 'c', message: 'n' } }, /errors/],
  ];
  for (const [one, other, message] of mismatched) {
    t.throws(() => mergeAnswers([one, other], joined), { code: 'shards_mismatch', message });
  }
  const contexts = {
    phrase: 'a',
    tokens: ['a'],
    count: 2,
    truncated: false,
    limit: 3,
    contexts: [],
  };
  t.throws(() => mergeContexts([contexts, contexts], joined), {
    message: /0 contexts: expected 2/,
  });
  t.throws(() => mergeAnswers([answer], joined), 'an answer is missing');
});
