import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { LiveShards } from '../../router/live-shards.ts';
import { buildRouter } from '../../router/router-app.ts';
import { numbers, writeFile } from '../formats/rows/write-rows.ts';
import { indexRun, runIn } from '../indexer/run-index.ts';
import { runsOf } from '../runs.ts';
import { splitCorpus } from '../shards/split-corpus.ts';
import { listenAt, type Request, see, smallRouter } from './small-router.ts';

const json = { 'content-type': 'application/json' };
const word = fc.constantFrom('a', 'b', 'C', "don't", '.', 'É', '漢', 'nowhere', 'J\u030c');
const question = fc.record(
  {
    text: fc.array(word, { maxLength: 30 }).map((all) => all.join(' ')),
    min_tokens: fc.integer({ min: 1, max: 4 }),
    at: fc.array(fc.integer({ min: 0, max: 145 }), { maxLength: 3 }),
    until: fc.integer({ min: 0, max: 145 }),
    rarest: fc.constantFrom(1, 2, 5, '5%', '33.3%', '100%', '0%', 0, 'x'),
  },
  { requiredKeys: ['text'] },
);

t.test('a trace over shards has the bytes of one index', async (t) => {
  const numRuns = runsOf(5);
  let found = '';
  const asked = fc.array(question, { minLength: 12, maxLength: 12 });
  const extra = fc.array(fc.constantFrom('J\u030c', ''), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(splitCorpus, extra, asked, async (corpus, more, questions) => {
      const rows = corpus.rows.map((row, i) => ({ ...row, text: `${row.text} ${more[i] ?? ''}` }));
      await using scene = await smallRouter({ ...corpus, rows });
      for (const one of questions) {
        const body = JSON.stringify(one);
        const request: Request = { method: 'POST', url: '/v1/trace', headers: json, body };
        const expected = await see(scene.whole.app, request);
        found += expected.text;
        t.same(await see(scene.router.app, request), expected, body);
      }
    }),
    { numRuns },
  );
  t.match(found, '"truncated":true');
  t.match(found, '"unigram_log_probability":-');
});

t.test('a trace of token ids', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-ids-'));
  await using owned = new AsyncDisposableStack();
  owned.defer(() => rmSync(folder, { recursive: true }));
  const ids = [
    [5, 6, 7, 8, 9, 5, 6, 1],
    [6, 7, 8, 9, 5, 5, 6, 7],
  ];
  for (const [i, one] of ids.entries()) writeFile(folder, `${i}.bin`, numbers(one, 2));
  const build = async (name: string, files: string[]) => {
    const shape = { format: 'nanogpt' as const, files, row_tokens: 4, steps: { batch_size: 100 } };
    await indexRun(join(folder, name), runIn(folder, shape), { analyzer: 'ids' });
    return await listenAt(join(folder, name), owned);
  };
  const whole = await build('whole', ['0.bin', '1.bin']);
  const [one, other] = [await build('one', ['0.bin']), await build('other', ['1.bin'])];
  const shards = owned.use(await LiveShards.open([[one.address], [other.address]]));
  const router = await buildRouter({ shards });
  owned.defer(() => router.app.close());
  for (const rarest of [undefined, 1, 2]) {
    for (const text of ['[6, 7, 8, 9]', '5 6, 7 8 9 5 5', '1', '77', '5 x', '']) {
      const body = JSON.stringify({ text, min_tokens: 1, at: [0, 1], rarest });
      const request: Request = { method: 'POST', url: '/v1/trace', headers: json, body };
      t.same(await see(router.app, request), await see(whole.app, request), body);
    }
  }
  for (const url of ['/v1/words', '/v1/records?step=1']) {
    t.same(await see(router.app, { url }), await see(whole.app, { url }), url);
  }
});
