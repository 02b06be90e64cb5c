import fc from 'fast-check';
import t from 'tap';
import { runsOf } from '../runs.ts';
import { splitCorpus } from '../shards/split-corpus.ts';
import { type Request, see, smallRouter } from './small-router.ts';

const json = { 'content-type': 'application/json' };
const step = fc.integer({ min: 0, max: 145 });
const word = fc.constantFrom('a', 'b', 'C', "don't", '.', 'É', '漢', 'nowhere', ' ');
const item = fc.record(
  { id: fc.option(fc.string({ maxLength: 2 })), text: fc.array(word).map((all) => all.join(' ')) },
  { requiredKeys: ['text'] },
);
const question = fc.record(
  {
    items: fc.array(item, { maxLength: 8 }),
    n: fc.integer({ min: 1, max: 4 }),
    coverage: fc.array(fc.constantFrom(0.1, 0.5, 0.8, 1), { minLength: 1, maxLength: 3 }),
    at: fc.array(step, { maxLength: 3 }),
    positions: fc.boolean(),
  },
  { requiredKeys: ['items'] },
);

t.test('overlap over shards has the bytes of one index', async (t) => {
  const numRuns = runsOf(5);
  let found = '';
  const asked = fc.array(question, { minLength: 8, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(splitCorpus, asked, async (corpus, questions) => {
      await using scene = await smallRouter(corpus);
      const compare = async (request: Request) => {
        const expected = await see(scene.whole.app, request);
        found += expected.text;
        t.same(await see(scene.router.app, request), expected, request.body ?? '');
      };
      for (const body of questions) {
        for (const accept of ['application/json', 'application/x-ndjson']) {
          const headers = { ...json, accept };
          await compare({
            method: 'POST',
            url: '/v1/overlap',
            headers,
            body: JSON.stringify(body),
          });
        }
      }
    }),
    { numRuns },
  );
  t.match(found, '"grams":{"starts":[');
  t.match(found, '"code":"phrase_without_token"');
  t.match(found, /"coverage":\{"\d":0\.\d/);
});
