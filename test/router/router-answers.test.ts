import fc from 'fast-check';
import t from 'tap';
import { runsOf } from '../runs.ts';
import { askedPhrase, splitCorpus } from '../shards/split-corpus.ts';
import { type Request, see, smallRouter } from './small-router.ts';

const json = { 'content-type': 'application/json' };
const ndjson = { 'content-type': 'application/x-ndjson' };
const lines = { ...json, accept: 'application/x-ndjson' };

const steps = fc.array(fc.integer({ min: 0, max: 140 }), { minLength: 1, maxLength: 4 });
const end = fc.integer({ min: 1, max: 140 });
const question = fc.record(
  {
    at: steps,
    last_at: steps,
    records_at: steps,
    bins: fc.integer({ min: 1, max: 30 }),
    from_step: end,
    to_step: end,
    records: fc.boolean(),
    by_facet: fc.boolean(),
  },
  { requiredKeys: [] },
);
const group = fc.record({
  name: fc.constant('g'),
  phrases: fc.array(askedPhrase, { minLength: 1, maxLength: 3 }),
});

function queryString(question: object): string {
  const entries = Object.entries(question).map(([key, value]) => `${key}=${String(value)}`);
  return entries.map((entry) => `&${entry}`).join('');
}

const queries = [
  ...['a', '"a b"', 'a AND NOT b', 'a NEAR/3 b OR 漢', 'c BEFORE/2 a', 'nowhere', 'n*'],
  ...['NOT a', '"a', '', 'É~1', '/[ab]/', '"a (b|c)"', "don't"],
];

t.test('a router answers with the bytes of one index', async (t) => {
  const numRuns = runsOf(6);
  const statuses = new Set<number>();
  const questions = fc.array(
    fc.tuple(question, fc.array(fc.oneof(askedPhrase, askedPhrase, group), { maxLength: 6 })),
    {
      minLength: 5,
      maxLength: 5,
    },
  );
  await fc.assert(
    fc.asyncProperty(splitCorpus, questions, async (corpus, all) => {
      await using scene = await smallRouter(corpus);
      const { whole, router } = scene;
      const compare = async (request: Request) => {
        const expected = await see(whole.app, request);
        statuses.add(expected.status);
        t.same(await see(router.app, request), expected, request.url);
      };
      for (const [asked, phrases] of all) {
        const post = { method: 'POST' as const, url: '/v1/exposures' };
        await compare({ ...post, headers: json, body: JSON.stringify({ phrases, ...asked }) });
        await compare({ ...post, headers: lines, body: JSON.stringify({ phrases, ...asked }) });
        const text = phrases.map(
          (one) => `${JSON.stringify(typeof one === 'string' ? { phrase: one } : one)}\n`,
        );
        const url = `/v1/exposures?${queryString(asked).slice(1)}`;
        await compare({ method: 'POST', url, headers: ndjson, body: text.join('\n') });
        for (const phrase of phrases.filter((one) => typeof one === 'string')) {
          const encoded = encodeURIComponent(phrase);
          await compare({ url: `/v1/exposures?phrase=${encoded}${queryString(asked)}` });
          for (const order of ['first', 'last']) {
            await compare({
              url: `/v1/contexts?phrase=${encoded}&order=${order}&limit=3&from_step=2`,
            });
          }
        }
        const { at, bins, from_step, to_step } = asked;
        const timeline = Object.entries({ at, bins, from_step, to_step }).filter(
          ([, one]) => one !== undefined,
        );
        await compare({ url: `/v1/axis?${queryString(Object.fromEntries(timeline)).slice(1)}` });
      }
      await compare({ url: '/v1/facets' });
      const [asked = {}, phrases = []] = all[0] ?? [];
      const { at = [], bins, from_step, to_step } = asked;
      const search = {
        at,
        ...(bins && { bins, from_step, to_step }),
        contexts: 3,
        by_facet: true,
      };
      const body = JSON.stringify({ queries: [...queries, ...queries], ...search });
      await compare({ method: 'POST', url: '/v1/search', headers: json, body });
      await compare({ method: 'POST', url: '/v1/search', headers: lines, body });
      await compare({ method: 'POST', url: '/v1/search', headers: json, body: '{"queries":[]}' });
      const given = Object.entries({ ...search, at: at.length > 0 ? at : 1 }).filter(
        ([, one]) => one !== undefined,
      );
      for (const query of queries) {
        const url = `/v1/search?query=${encodeURIComponent(query)}`;
        await compare({ url: url + queryString(Object.fromEntries(given)) });
      }
      const text = `${phrases.filter((one) => typeof one === 'string').join(' ')} A b  c. don't É 漢 a b a`;
      for (const min_tokens of [1, 2, 4]) {
        for (const until of [undefined, 75]) {
          const body = JSON.stringify({ text, min_tokens, at, until });
          await compare({ method: 'POST', url: '/v1/trace', headers: json, body });
        }
      }
      await compare({ method: 'POST', url: '/v1/trace', headers: json, body: '{"text":" "}' });
      await compare({ url: '/v1/search?query=a&from_step=3' });
      await compare({ url: '/v1/exposures?phrase=a&bins=0' });
      await compare({ url: '/v1/contexts?phrase=a&from_step=9&to_step=2' });
      await compare({
        method: 'POST',
        url: '/v1/exposures',
        headers: json,
        body: '{"phrases":["a"],"x":1}',
      });
    }),
    { numRuns },
  );
  t.same([...statuses].sort(), [200, 400]);
});

const corpus = {
  rows: Array.from({ length: 20 }, (_, i) => ({ text: 'a b a', id: null, step: i + 1, kind: 'x' })),
  cuts: [5, 10, 15],
  facets: false,
};

t.test('counts by facet, fresh answers, what is said of the whole', async (t) => {
  await using scene = await smallRouter(corpus);
  const { whole, router } = scene;
  const url = '/v1/exposures?phrase=a&by_facet=true&at=3,12';
  t.same(await see(router.app, { url }), await see(whole.app, { url }));
  const { headers } = await router.app.inject('/v1/exposures?phrase=a');
  const again = {
    url: '/v1/exposures?phrase=a',
    headers: { 'if-none-match': String(headers.etag) },
  };
  t.equal((await router.app.inject(again)).statusCode, 304);
  t.match((await router.app.inject('/ready')).json(), { status: 'ready' });
  const index = (await router.app.inject('/v1/index')).json();
  t.match(index, { records: 20, steps: 20, distinct_steps: 20, sources: [{}, {}, {}, {}] });
  t.match(
    (await router.app.inject('/metrics')).body,
    /firstseen_shard_requests\{shard="4",address="http:.*"\} \d/,
  );
  t.match((await router.app.inject('/')).body, /<title>/, 'the page');
});
