import fc from 'fast-check';
import t from 'tap';
import { runsOf } from '../runs.ts';
import { splitCorpus } from '../shards/split-corpus.ts';
import { type Request, see, smallRouter } from './small-router.ts';

const place = fc.integer({ min: 0, max: 145 });
const limit = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined });
const query = fc.constantFrom('a', '"a b"', 'a AND NOT b', 'É~1', 'nowhere', 'NOT a', '"a', '');

const question = fc.oneof(
  fc.record({ step: place }),
  fc.record({ steps: fc.tuple(place, place).map((pair) => pair.join(':')) }),
  fc.record({ rank: fc.tuple(place, fc.nat(45)).map(([a, b]) => `${a % 45}:${b}`) }),
  fc.record({ having: query, from_step: place, until: place }, { requiredKeys: ['having'] }),
  fc.record({ step: place, until: place }),
  fc.constant({}),
);

t.test('records over shards have the bytes of one index', async (t) => {
  const numRuns = runsOf(4);
  const statuses = new Set<number>();
  const remarks = new Set<string>();
  const options = fc.record({ limit, without_text: fc.boolean() });
  const asked = fc.array(fc.tuple(question, options), { minLength: 25, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(splitCorpus, asked, async (corpus, all) => {
      await using scene = await smallRouter(corpus);
      const compare = async (request: Request) => {
        const expected = await see(scene.whole.app, request);
        statuses.add(expected.status);
        const [remark] = JSON.parse(String(expected.remarks ?? '[]'));
        if (remark !== undefined) remarks.add(remark.code);
        t.same(await see(scene.router.app, request), expected, request.url);
      };
      for (const [question, options] of all) {
        const entries = Object.entries({ ...question, ...options }).flatMap(
          ([name, value]): [string, string][] => {
            return value === undefined ? [] : [[name, String(value)]];
          },
        );
        await compare({ url: `/v1/records?${new URLSearchParams(entries)}` });
      }
      for (const step of new Set(corpus.rows.map((row) => row.step))) {
        await compare({ url: `/v1/records?step=${step}` });
        await compare({ url: `/v1/records?step=${step + 1}` });
      }
    }),
    { numRuns },
  );
  t.same([...statuses].sort(), [200, 400]);
  t.ok(remarks.has('step_without_record'));
});

t.test('a long text is passed on, and a fresh answer is not sent', async (t) => {
  const text = 'b "x" \n'.repeat(40_000);
  const rows = [0, 1, 2, 3].map((i) => ({ text: `a ${text}`, id: null, step: i + 1, kind: 'x' }));
  await using scene = await smallRouter({ rows, cuts: [1, 3], facets: false });
  const { whole, router } = scene;
  for (const url of ['/v1/records?rank=0:4', '/v1/records?having=x&limit=3']) {
    t.ok((await see(router.app, { url })).text === (await see(whole.app, { url })).text, url);
  }
  const url = '/v1/records?step=2';
  const first = await router.app.inject(url);
  t.equal(String(first.headers['firstseen-records']), '1');
  const headers = { 'if-none-match': String(first.headers.etag) };
  t.equal((await router.app.inject({ url, headers })).statusCode, 304);
});
