import { join } from 'node:path';
import t from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { Places } from '../../query-server/answering/places.ts';
import { type OwnState, singleProcess } from '../../query-server/server-wide.ts';
import { fileOperations } from '../../store/files.ts';
import { jsonLines, runCli } from '../cli/run-cli.ts';
import { someLines, temporaryFolder, writeLines } from '../store/small-index.ts';
import { serverOf, smallServer, until } from './small-server.ts';

const queries = [
  'the',
  'the of',
  'the NOT sketch',
  '(paula OR sketch) NEAR/2 "the ?"',
  '"of (a|the)" OR 漢',
  'sk* BEFORE/3 of',
  'the AND',
  'nowhere',
];

t.test('answers are those of the command line, byte for byte', async (t) => {
  const { app, directory } = await smallServer(t);
  const more = ['--by-facet', '--contexts', '3'];
  const options = ['--at', '1,5,9', '--timeline', '4', ...more, '--json', '--quiet'];
  const list = join(temporaryFolder(t), 'queries.jsonl');
  writeLines(
    list,
    queries.map((query) => ({ query })),
  );
  const { stdout } = await runCli('.', ['search', directory, '--queries', list, ...options]);
  t.equal(jsonLines(stdout).length, queries.length);
  const body = { queries, at: [1, 5, 9], bins: 4, by_facet: true, contexts: 3 };
  const lines = await app.inject({
    method: 'POST',
    url: '/v1/search',
    body,
    headers: { accept: 'application/x-ndjson' },
  });
  t.equal(lines.body, stdout);
  t.match(lines.headers['content-type'], 'application/x-ndjson');
  const batch = (await app.inject({ method: 'POST', url: '/v1/search', body })).json();
  t.same(batch.answers, jsonLines(stdout));
  t.match(batch.snapshot, /^\d+-/);
  for (const [i, line] of stdout.trim().split('\n').entries()) {
    const params = new URLSearchParams({
      ...{ query: queries[i] as string, at: '1,5,9', bins: '4' },
      ...{ by_facet: 'true', contexts: '3' },
    });
    const alone = await app.inject(`/v1/search?${params}`);
    if (queries[i] === 'the AND') {
      t.equal(alone.statusCode, 400);
      t.match(alone.json(), { code: 'bad_query', details: { offset: 7 } });
    } else {
      t.equal(alone.body, line);
      const own = { 'if-none-match': String(alone.headers['etag']) };
      t.equal((await app.inject({ url: `/v1/search?${params}`, headers: own })).statusCode, 304);
      const args = ['search', directory, queries[i] as string, ...options];
      t.equal((await runCli('.', args)).stdout, `${line}\n`);
    }
  }
});

t.test('limits and unknown fields of a request are refused', async (t) => {
  const { app } = await smallServer(t);
  const post = (body: object) => app.inject({ method: 'POST', url: '/v1/search', body });
  const many = await post({ queries: new Array(1001).fill('the') });
  t.equal(many.statusCode, 400);
  t.match(many.json().detail, /at most 1,000/);
  t.equal((await post({ queries: ['the'], query: 'a' })).statusCode, 400);
  t.same((await post({ queries: [] })).json().answers, []);
  t.equal((await app.inject('/v1/search?query=the&phrase=a')).statusCode, 400);
  t.equal((await app.inject(`/v1/search?query=${'a'.repeat(10_001)}`)).statusCode, 400);
  const after = await app.inject('/v1/search?query=the&at=99');
  t.match(after.headers['firstseen-remarks'], /step_after_last/);
});

t.test('a search that takes too long ends with the deadline', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'long.idx');
  const from = [writeLines(join(folder, 'long.jsonl'), someLines(5000))];
  await buildIndex(directory, { from, workers: 1, inline: fileOperations });
  const { app } = await serverOf(t, LiveIndex.open(directory), { limits: { deadlineMs: 20 } });
  const slow = Array.from(
    { length: 40 },
    (_, i) => `the NEAR/${20 + i} (of NEAR/20 a NEAR/20 paula)`,
  );
  const response = await app.inject(`/v1/search?query=${encodeURIComponent(slow.join(' OR '))}`);
  t.equal(response.statusCode, 503);
  t.equal(response.json().code, 'deadline_exceeded');
});

t.test('an index of steps answers no search', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'steps.idx');
  const from = [writeLines(join(folder, 'steps.jsonl'), someLines(20))];
  const options = { from, resolution: 'step', workers: 1, inline: fileOperations } as const;
  await buildIndex(directory, options);
  const { app } = await serverOf(t, LiveIndex.open(directory));
  const one = await app.inject('/v1/search?query=the');
  t.match(one.json(), { status: 400, code: 'records_not_indexed' });
  const body = { queries: ['the'] };
  const many = await app.inject({ method: 'POST', url: '/v1/search', body });
  t.match(many.json(), { status: 400, code: 'records_not_indexed' });
});

t.test('contexts are of the first records in the steps of the timeline', async (t) => {
  const { app } = await smallServer(t);
  const ask = async (more: object) => {
    const body = { queries: ['the'], contexts: 100, ...more };
    const answers = (await app.inject({ method: 'POST', url: '/v1/search', body })).json().answers;
    return answers[0].contexts as { step: number; rank: number }[];
  };
  const all = await ask({});
  t.ok(all.length > 20);
  t.same(await ask({ bins: 3 }), all);
  for (const [from, to] of [
    [1, 1],
    [3, 7],
    [6, 12],
    [12, 99],
  ] as const) {
    const found = await ask({ bins: 2, from_step: from, to_step: to });
    const expected = all.filter(({ step }) => step >= from && step <= to);
    t.same(found, expected, `${from} to ${to}`);
    const limited = await ask({ bins: 1, from_step: from, to_step: to, contexts: 2 });
    t.same(limited, expected.slice(0, 2));
  }
});

t.test('contexts of records that need memory wait for a place, and give it back', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'my.idx');
  const long = 'x'.repeat(3 << 20);
  const lines = [{ text: 'the small one' }, { text: `the ${long} one` }, { text: `${long} of` }];
  const from = [writeLines(join(folder, 'a.jsonl'), lines)];
  const stepRule = { batch_size: 1 };
  await buildIndex(directory, { from, stepRule, workers: 1, inline: fileOperations });
  const places = new Places(1);
  const withPlaces = (own: OwnState) => {
    const alone = singleProcess({ rateLimit: undefined }, own);
    return { ...alone, places: { ...alone.places, largeRecords: places } };
  };
  const { app, work } = await serverOf(t, LiveIndex.open(directory), { join: withPlaces });
  const taken = await places.take(new AbortController().signal);
  const body = { queries: ['small', 'one', 'of'], contexts: 3 };
  t.equal((await app.inject('/v1/search?query=small&contexts=3')).statusCode, 200, 'needs none');
  const asked = [
    app.inject('/v1/search?query=of&contexts=3'),
    app.inject({ method: 'POST', url: '/v1/search', body }),
    app.inject('/v1/contexts?phrase=of'),
  ];
  await until(() => places.waiting === asked.length);
  taken[Symbol.dispose]();
  const answers = await Promise.all(asked);
  t.same(
    answers.map(({ statusCode }) => statusCode),
    [200, 200, 200],
  );
  const [one, many] = answers.map((answer) => answer.json());
  t.match(one.contexts[0].passages, [{ match: 'of', truncated: { before: true } }]);
  t.same(many.answers[2], one);
  t.equal(many.answers[1].contexts.length, 2);
  await until(() => work.running === 0);
  const free = await places.take(AbortSignal.timeout(1000));
  t.ok(free, 'the place is free again');
});
