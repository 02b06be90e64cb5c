import t from 'tap';
import {
  corpus,
  formHeaders,
  formOf,
  pairParts,
  questionPart,
  resultParts,
  table,
} from '../query-server/curves-scene.ts';
import { see, smallRouter } from './small-router.ts';

t.test('curves over shards have the bytes of one index', async (t) => {
  const rows = corpus.map(({ text }, i) => {
    return { text, id: null, step: Math.floor(i / 2) + 1, kind: 'x' };
  });
  await using scene = await smallRouter({ rows, cuts: [3, 4], facets: false });
  const { router, whole } = scene;
  const post = async (app: typeof router.app, question: object, results = { 't.csv': table }) => {
    const payload = formOf([...pairParts, ...resultParts(results), questionPart(question)]);
    const answer = await app.inject({
      ...{ method: 'POST', url: '/v1/curves', payload, headers: formHeaders },
    });
    const { statusCode, body, headers } = answer;
    const snapshot = String(headers['firstseen-snapshot']);
    return {
      statusCode,
      body: body.replaceAll(snapshot, ''),
      remarks: headers['firstseen-remarks'],
    };
  };
  const ask = { permutations: 50, seed: 3 };
  for (const question of [ask, { ...ask, at: 3 }, { ...ask, policy: 'both', at: 9 }]) {
    const expected = await post(whole.app, question);
    t.equal(expected.statusCode, 200, expected.body);
    t.same(await post(router.app, question), expected);
  }
  const failed = await post(whole.app, { at: 'x' });
  t.equal(failed.statusCode, 400);
  t.same(await post(router.app, { at: 'x' }), failed);
  const url = '/v1/curves/progress?watch=0123456789abcdef';
  t.same(await see(router.app, { url }), await see(whole.app, { url }));
});
