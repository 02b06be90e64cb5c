import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { answerPhrase } from '../../exposure/answer-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { readAxis } from '../../exposure/read-axis.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { snapshotOf } from '../../library/snapshots/open-snapshot.ts';
import type { Context } from '../../schemas/answer.ts';
import type { Contexts } from '../../schemas/contexts.ts';
import { fileOperations } from '../../store/files.ts';
import { runCli } from '../cli/run-cli.ts';
import { phrases, someLines, temporaryFolder, writeLines } from '../store/small-index.ts';
import { serverOf, smallServer } from './small-server.ts';

t.test('contexts of a range of steps are those of all contexts that lie in it', async (t) => {
  const { app, index } = await smallServer(t);
  const all = new Map<string, readonly Context[]>();
  for (const phrase of phrases) {
    const plan = planQuestion(snapshotOf(index.snapshot), { contexts: 1e6 });
    all.set(phrase, answerPhrase(snapshotOf(index.snapshot), plan, phrase).contexts ?? []);
  }
  const step = fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...phrases),
      fc.constantFrom('first', 'last', undefined),
      fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
      step,
      step,
      async (phrase, order, limit, from, to) => {
        const query = new URLSearchParams({ phrase });
        if (order !== undefined) query.set('order', order);
        if (limit !== undefined) query.set('limit', String(limit));
        if (from !== undefined) query.set('from_step', String(from));
        if (to !== undefined) query.set('to_step', String(to));
        const response = await app.inject(`/v1/contexts?${query}`);
        if ((from ?? 0) > (to ?? 1e9)) return response.statusCode === 400;
        const answer = response.json() as Contexts;
        const within = (all.get(phrase) as readonly Context[]).filter(
          (context) => context.step >= (from ?? 0) && context.step <= (to ?? 1e9),
        );
        const ordered = order === 'last' ? within.toReversed() : within;
        const shown = ordered.slice(0, limit ?? 20);
        return (
          JSON.stringify(answer.contexts) === JSON.stringify(shown) &&
          answer.count === within.length &&
          answer.truncated === within.length > shown.length
        );
      },
    ),
    { numRuns: 300 },
  );
});

t.test('contexts are those of the command line', async (t) => {
  const { app, directory } = await smallServer(t);
  const args = ['query', directory, 'the', '--json', '--contexts', '7'];
  const { contexts } = JSON.parse((await runCli('.', args)).stdout);
  const answer = (await app.inject('/v1/contexts?phrase=the&limit=7')).json();
  t.same(answer.contexts, contexts);
});

t.test('an index without texts says so', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  const from = [writeLines(`${directory}.jsonl`, someLines(20))];
  await buildIndex(directory, {
    from,
    stepRule: { batch_size: 7 },
    workers: 1,
    storesText: false,
    inline: fileOperations,
  });
  const { app } = await serverOf(t, LiveIndex.open(directory));
  const response = await app.inject('/v1/contexts?phrase=the');
  t.match(response.json(), { status: 400, code: 'text_not_stored' });
});

t.test('an index of steps refuses what needs records, and says so of itself', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  const from = [writeLines(`${directory}.jsonl`, someLines(20))];
  const build = { from, stepRule: { batch_size: 7 }, workers: 1, inline: fileOperations };
  await buildIndex(directory, { ...build, resolution: 'step' });
  const { app } = await serverOf(t, LiveIndex.open(directory));
  const payload = { phrases: ['the'], records: true };
  for (const asked of [
    '/v1/contexts?phrase=the',
    '/v1/contexts?phrase=nowhere',
    '/v1/exposures?phrase=the&records=true',
    { method: 'POST', url: '/v1/exposures', payload } as const,
  ]) {
    const response = await app.inject(asked);
    t.match(response.json(), { status: 400, code: 'records_not_indexed' });
  }
  t.match((await app.inject('/v1/exposures?phrase=the&bins=2')).json(), {
    first: { step: 1, rank: null, id: null },
    timeline: { edges: [0, 1, 3] },
  });
  t.equal((await app.inject('/v1/index')).json().resolution, 'step');
});

t.test('the axis has the edges of a timeline, and what was consumed by them', async (t) => {
  const { app, index } = await smallServer(t);
  for (const bins of [1, 3, 7, 100]) {
    const axis = (await app.inject(`/v1/axis?bins=${bins}`)).json();
    const answer = (await app.inject(`/v1/exposures?phrase=the&bins=${bins}`)).json();
    t.same(axis.edges, answer.timeline.edges);
    const { records, tokens, words, lastStep } = snapshotOf(index.snapshot);
    t.equal(axis.edges.at(-1), lastStep);
    t.match(
      { r: axis.records.at(-1), t: axis.tokens.at(-1), w: axis.words.at(-1) },
      {
        r: records,
        t: tokens,
        w: words,
      },
    );
    t.equal(axis.records[0], 0);
    t.equal(axis.model_tokens, null, 'no tokenizer, no model tokens');
  }
  // Batches of seven records over both segments.
  const steps = [0, 1, 5, 6, 11, 12, 99];
  t.same(readAxis(snapshotOf(index.snapshot), steps).records, [0, 7, 35, 42, 77, 80, 80]);
  const at = (await app.inject('/v1/axis?at=0,1,5,6,11,12,99')).json();
  t.same(at.records, [0, 7, 35, 42, 77, 80, 80]);
  for (const both of ['at=1&bins=2', 'at=1&from_step=2', 'from_step=5&to_step=4']) {
    t.match((await app.inject(`/v1/axis?${both}`)).json(), { code: 'bad_argument' }, both);
  }
  const zoomed = (await app.inject('/v1/axis?from_step=6&to_step=12&bins=2')).json();
  t.match(zoomed, { edges: [5, 8, 12], records: [35, 56, 80] });
});

t.test('the index is described as by the command line', async (t) => {
  const { app, directory, index } = await smallServer(t);
  const cli = await runCli('.', ['info', directory, '--json']);
  const response = await app.inject('/v1/index');
  t.equal(response.body, cli.stdout.trimEnd());
  t.match(response.json(), { first_step: 1, steps: 12, distinct_steps: 12 });
  t.equal(response.headers['firstseen-snapshot'], index.snapshot.name);
  const again = await app.inject({
    url: '/v1/index',
    headers: { 'if-none-match': String(response.headers.etag) },
  });
  t.equal(again.statusCode, 304);
});
