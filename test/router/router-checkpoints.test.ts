import fc from 'fast-check';
import t from 'tap';
import { runsOf } from '../runs.ts';
import { splitCorpus } from '../shards/split-corpus.ts';
import { type Request, see, smallRouter } from './small-router.ts';

const json = { 'content-type': 'application/json' };
const amount = fc.oneof(
  fc.nat(145),
  fc.record({ records: fc.nat(45) }),
  fc.record({ tokens: fc.nat(450) }),
  fc.record({ words: fc.nat(300) }),
);
const checkpoints = fc.dictionary(fc.string({ maxLength: 5 }), amount, { maxKeys: 12 });

t.test('checkpoints by amounts have the steps of one index', async (t) => {
  const numRuns = runsOf(6);
  const remarks = new Set<string>();
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      splitCorpus,
      fc.array(checkpoints, { minLength: 10, maxLength: 10 }),
      async (corpus, all) => {
        await using scene = await smallRouter(corpus);
        const { records, tokens, words } = scene.shards.whole.description;
        const edges = {
          all: { tokens },
          most: { words: Math.max(0, words - 1) },
          more: { records },
        };
        for (const checkpoints of [...all, edges, { x: { model_tokens: 3 } }]) {
          const body = JSON.stringify({ phrases: ['a', ''], checkpoints });
          const request: Request = { method: 'POST', url: '/v1/exposures', headers: json, body };
          const expected = await see(scene.whole.app, request);
          statuses.add(expected.status);
          if (expected.remarks !== undefined) remarks.add(String(expected.remarks).slice(10, 31));
          t.same(await see(scene.router.app, request), expected, body);
        }
        // Every border of records.
        const counts = Object.fromEntries(
          corpus.rows.map((_, i) => [`r${i}`, { records: i }] as const),
        );
        const body = JSON.stringify({ phrases: ['b'], checkpoints: counts });
        const request: Request = { method: 'POST', url: '/v1/exposures', headers: json, body };
        t.same(await see(scene.router.app, request), await see(scene.whole.app, request));
      },
    ),
    { numRuns },
  );
  t.ok(remarks.has('checkpoint_after_last'), [...remarks].join());
  t.same([...statuses].sort(), [200, 400]);
});
