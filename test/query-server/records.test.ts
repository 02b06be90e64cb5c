import { join } from 'node:path';
import t from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { fileOperations } from '../../store/files.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';
import { listen, serverOf, smallServer, until } from './small-server.ts';

t.test('records are those of the command line, byte for byte', async (t) => {
  const { app, directory } = await smallServer(t);
  for (const [option, value, query] of [
    ['--step', '3', 'step=3'],
    ['--steps', '2:9', 'steps=2:9'],
    ['--rank', '38:43', 'rank=38:43'],
    ['--rank', '0:80', 'rank=0%3A80'],
  ] as const) {
    const { stdout, code } = await runCli('.', ['records', directory, option, value, '--json']);
    t.equal(code, 0);
    const answer = await app.inject(`/v1/records?${query}`);
    t.equal(answer.body, stdout);
    t.ok(stdout.length > 100);
    t.match(answer.headers, {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'firstseen-records': String(stdout.split('\n').length - 1),
    });
    const args = ['records', directory, option, value, '--json', '--without-text'];
    const places = await app.inject(`/v1/records?${query}&without_text=true`);
    t.equal(places.body, (await runCli('.', args)).stdout);
    t.notMatch(places.body, '"text"');
    const first = await app.inject(`/v1/records?${query}&limit=1`);
    t.equal(first.body, `${stdout.slice(0, stdout.indexOf('\n'))}\n`);
    t.equal(first.headers['firstseen-records'], answer.headers['firstseen-records']);
    const headers = { 'if-none-match': String(answer.headers['etag']) };
    t.equal((await app.inject({ url: `/v1/records?${query}`, headers })).statusCode, 304);
  }
});

t.test('records having a query are those of the command line, and of plain reading', async (t) => {
  const { app, directory, index } = await smallServer(t);
  const all = (await app.inject('/v1/records?rank=0:80')).body.trimEnd().split('\n');
  const having = (token: string, until = 99) =>
    all.filter((line) => {
      const { text, step } = JSON.parse(line);
      return text.split(' ').includes(token) && step <= until;
    });
  const sketch = having('sketch');
  t.ok(sketch.length > 10 && sketch.length < 80);
  const answer = await app.inject('/v1/records?having=sketch');
  t.same(answer.body.trimEnd().split('\n'), sketch);
  t.notOk('firstseen-records' in answer.headers);
  const until = await app.inject('/v1/records?having=sketch+AND+paula&until=6&limit=2');
  const both = having('sketch', 6).filter((line) => having('paula').includes(line));
  t.ok(both.length >= 2);
  t.same(until.body.trimEnd().split('\n'), both.slice(0, 2));
  const args = ['records', directory, '--having', 'sketch AND paula', '--until', '6', '--json'];
  t.equal((await runCli('.', args)).stdout, `${both.join('\n')}\n`);
  const some = await app.inject('/v1/records?having=sketch&from_step=4&until=8');
  const before = having('sketch', 3).length;
  t.same(some.body.trimEnd().split('\n'), having('sketch', 8).slice(before));
  const bad = await app.inject('/v1/records?having=a+AND');
  t.match(bad.json(), { status: 400, code: 'bad_query', detail: /^query, offset 5: / });
  t.ok(index.snapshot.isOpen);
});

t.test('what is not one question, or not of the index, is refused', async (t) => {
  const { app, traffic } = await smallServer(t);
  for (const [query, detail] of [
    ['', 'query: expected one of step, steps, rank and having, found none'],
    [
      '?step=1&rank=0:2',
      'query: expected one of step, steps, rank and having, found step and rank',
    ],
    ['?rank=4:4', 'query/rank: expected A:B with A before B, which is from A to B - 1, found 4:4'],
    ['?steps=9999999999999999:1', /^query\/steps: expected A:B/],
    ['?rank=4', /rank/],
    ['?step=-1', /step/],
    ['?step=1.5', /step/],
    [
      '?step=13',
      'step 13 was asked for, but the index ends at step 12: expected a step from 1 to 12',
    ],
    ['?rank=79:81', /ends at rank 79, as ranks count from 0/],
    [
      '?step=1&until=3',
      'query: from_step and until limit the records of having, which is not there',
    ],
    ['?having=the&until=13', 'index ends at step 12: expected a step from 1 to 12'],
    ['?step=1&limit=0', /limit/],
    ['?step=1&most=3', /"most": expected only/],
  ] as const) {
    const answer = await app.inject(`/v1/records${query}`);
    t.match(answer.json(), { status: 400, code: 'bad_argument', detail }, query);
  }
  t.equal(traffic.running, 0);
});

t.test('a step without a record is an empty answer with a remark', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  const lines = [5, 5, 12].map((step) => ({ text: 'a', step }));
  const from = [writeLines(`${directory}.jsonl`, lines)];
  const build = { from, stepRule: { field: 'step' }, inline: fileOperations };
  await buildIndex(directory, { ...build, storesText: false });
  const { app } = await serverOf(t, LiveIndex.open(directory));
  const remarks = async (query: string) => {
    const { headers, body } = await app.inject(`/v1/records?${query}`);
    return [body, JSON.parse(String(headers['firstseen-remarks'] ?? '[]'))];
  };
  const none = (message: string) => ['', [{ code: 'step_without_record', message }]];
  const between = 'the nearest that did are 5 and 12.';
  t.same(await remarks('step=7'), none(`Step 7 consumed no record; ${between}`));
  const several = `Each of the steps 6 to 11 consumed no record; ${between}`;
  t.same(await remarks('steps=6:12'), none(several));
  t.same(
    await remarks('step=2'),
    none('Step 2 consumed no record; the nearest step that did is 5.'),
  );
  const [body, found] = await remarks('step=12');
  t.match(body, /^\{"step":12,"rank":2,"id":null,"source":"[^"]*","line":3\}\n$/);
  t.match(found, [{ code: 'text_not_stored', message: /built with --no-text/ }]);
  t.same((await remarks('step=12&without_text=true'))[1], []);
  const cli = await runCli('.', ['records', directory, '--step', '7']);
  t.match(cli, { code: 0, stdout: '', stderr: /warning: step 7 consumed no record; the nearest/ });
});

t.test('a stream that passes its deadline is cut, and its snapshot given back', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  const text = 'some words that fill a record '.repeat(40_000);
  const lines = Array.from({ length: 30 }, () => ({ text }));
  const from = [writeLines(`${directory}.jsonl`, lines)];
  await buildIndex(directory, { from, inline: fileOperations });
  const server = await serverOf(t, LiveIndex.open(directory), { limits: { deadlineMs: 2000 } });
  const address = await listen(server);
  const response = await fetch(`${address}/v1/records?step=1`);
  t.equal(response.status, 200);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  await until(() => server.work.running === 0);
  const rest = async () => {
    let read = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return read;
      read += value.length;
    }
  };
  await t.rejects(rest(), 'the answer is cut');
});
