import fc from 'fast-check';
import t from 'tap';
import { runsOf } from '../runs.ts';
import { splitCorpus } from '../shards/split-corpus.ts';
import { type Request, see, smallRouter } from './small-router.ts';

const json = { 'content-type': 'application/json' };
const step = fc.integer({ min: 0, max: 145 });
const question = fc.record(
  {
    at: fc.array(step, { minLength: 1, maxLength: 3 }).map(String),
    min_count: fc.integer({ min: 0, max: 9 }),
    prefix: fc.constantFrom('', 'a', 'D', 'É', 'x'),
  },
  { requiredKeys: [] },
);
// The last but one is a token that is not one token when it is analysed again.
const term = fc.constantFrom('a', 'b', 'É', 'é', "don't", 'nowhere', 'a b', 'A', 'j\u030c', '.');
const terms = fc.record(
  { terms: fc.array(term, { maxLength: 6 }), at: fc.array(step, { maxLength: 3 }) },
  { requiredKeys: ['terms'] },
);

t.test('the vocabulary of shards has the bytes of one index', async (t) => {
  const numRuns = runsOf(5);
  const statuses = new Set<number>();
  const all = fc.array(fc.tuple(question, terms), { minLength: 6, maxLength: 6 });
  const extra = fc.array(fc.constantFrom('J\u030c', 'new', 'zebra'), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(splitCorpus, extra, all, async (corpus, more, asked) => {
      const rows = corpus.rows.map((row, i) => ({ ...row, text: `${row.text} ${more[i] ?? ''}` }));
      await using scene = await smallRouter({ ...corpus, rows });
      const compare = async (request: Request) => {
        const expected = await see(scene.whole.app, request);
        statuses.add(expected.status);
        t.same(await see(scene.router.app, request), expected, request.url);
      };
      for (const [question, terms] of asked) {
        const entries = Object.entries(question).map(([name, one]): [string, string] => {
          return [name, String(one)];
        });
        await compare({ url: `/v1/words?${new URLSearchParams(entries)}` });
        const body = JSON.stringify(terms);
        await compare({ method: 'POST', url: '/v1/words', headers: json, body });
      }
      await compare({ url: '/v1/words', headers: { accept: 'text/html' } });
      await compare({ method: 'POST', url: '/v1/words', headers: json, body: '{"terms":[""]}' });
    }),
    { numRuns },
  );
  t.same([...statuses].sort(), [200, 400, 406]);
});
