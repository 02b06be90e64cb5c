import fc from 'fast-check';
import t from 'tap';
import { runsOf } from '../runs.ts';
import { askedPhrase, splitCorpus } from '../shards/split-corpus.ts';
import { type Request, see, smallRouter } from './small-router.ts';

const json = { 'content-type': 'application/json' };
const step = fc.integer({ min: 0, max: 140 });

const sentence = fc
  .array(fc.constantFrom('a', 'b', 'c', "don't", 'É', '漢'), { minLength: 1, maxLength: 4 })
  .map((words) => `${words.join(' ')}.`);
const sentences = fc.record({ sentence_good: sentence, sentence_bad: sentence });
const phrases = fc.record({ good: askedPhrase, bad: askedPhrase, n: fc.nat() });

const question = fc.record(
  {
    at: fc.oneof(step, fc.uniqueArray(step, { minLength: 1, maxLength: 3 })),
    policy: fc.constantFrom('either', 'both', 'good', 'bad'),
    sampling: fc.constantFrom('all', 'balance', 'match-frequency'),
    seed: fc.nat({ max: 3 }),
    min_count: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 })),
    prefix: fc.constant('x_'),
  },
  { requiredKeys: [] },
);

t.test('a split over shards has the bytes of one index', async (t) => {
  const numRuns = runsOf(6);
  let found = '';
  const many = { minLength: 1, maxLength: 12 };
  const asked = fc.array(fc.tuple(fc.array(sentences, many), fc.array(phrases, many), question), {
    minLength: 3,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(splitCorpus, asked, async (corpus, all) => {
      await using scene = await smallRouter(corpus);
      const compare = async (request: Request) => {
        const expected = await see(scene.whole.app, request);
        found += expected.text;
        t.same(await see(scene.router.app, request), expected, request.body ?? '');
      };
      for (const [ofSentences, ofPhrases, options] of all) {
        const columns = { phrase_good: 'good', phrase_bad: 'bad' };
        const bodies = [
          { sets: [{ name: 'one', pairs: ofSentences }], ...options },
          { pairs: ofPhrases, columns, ...options },
        ];
        for (const body of bodies) {
          for (const accept of ['application/x-ndjson', 'application/json', 'text/html']) {
            const headers = { ...json, accept };
            await compare({
              method: 'POST',
              url: '/v1/splits',
              headers,
              body: JSON.stringify(body),
            });
          }
        }
      }
      for (const [ofSentences, , { min_count, at }] of all) {
        const phrases = ofSentences.map(({ sentence_good }) => sentence_good.split(' '));
        const body = JSON.stringify({ phrases, min_count, at: [at ?? []].flat() });
        await compare({ method: 'POST', url: '/v1/splits/exposures', headers: json, body });
      }
      const bad = { pairs: [{ x: 'a' }] };
      await compare({
        method: 'POST',
        url: '/v1/splits',
        headers: json,
        body: JSON.stringify(bad),
      });
    }),
    { numRuns },
  );
  t.match(found, '"split":"proxy_train"');
  t.match(found, '"split":"proxy_validation"');
  t.match(found, '"reason":"left_out_by_sampling"');
});
