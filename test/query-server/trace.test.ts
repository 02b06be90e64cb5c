// POST /v1/trace and POST /v1/overlap: the lines of the command line, byte for byte, in turns.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { smallServer } from './small-server.ts';

const json = { 'content-type': 'application/json' };
const text = "the of a sketch\nparty don't . the of the 漢 nowhere the of a";

t.test('a trace has the bytes of the command', async (t) => {
  const { app, directory } = await smallServer(t);
  const file = join(temporaryFolder(t), 'text.txt');
  writeFileSync(file, text);
  const cases: [object, string[]][] = [
    [{ min_tokens: 1 }, ['--min-tokens', '1']],
    [{ min_tokens: 2, at: [1, 9], until: 5 }, ['--min-tokens', '2', '--at', '1,9', '--until', '5']],
    [{ min_tokens: 1, rarest: '10%' }, ['--min-tokens', '1', '--rarest', '10%']],
    [{ min_tokens: 1, rarest: 3 }, ['--min-tokens', '1', '--rarest', '3']],
    [{}, []],
  ];
  for (const [fields, args] of cases) {
    const { stdout, code } = await runCli('.', ['trace', directory, file, '--json', ...args]);
    t.equal(code, 0);
    const payload = { text, ...fields };
    const answer = await app.inject({ method: 'POST', url: '/v1/trace', headers: json, payload });
    t.equal(answer.statusCode, 200);
    t.equal(`${answer.body}\n`, stdout);
  }
  const { stdout } = await runCli('.', ['trace', directory, '-', '--min-tokens', '2'], {
    input: text,
  });
  t.match(stdout, /tokens +from +count +first step/);
  t.match(stdout, /\d+ spans: \d+ of 15 tokens stand in one of them/);
});

t.test('overlaps have the bytes of the command', async (t) => {
  const { app, directory } = await smallServer(t);
  const file = join(temporaryFolder(t), 'items.jsonl');
  const items = [
    { id: 'a', text: 'the of a sketch' },
    { id: 'b', text: ' ' },
    { text },
    { id: 'a', text: 'nowhere' },
  ];
  writeFileSync(file, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  const args = ['--items', file, '--field', 'text', '--n', '2', '--coverage', '0.5,1', '--at', '3'];
  const csv = join(temporaryFolder(t), 'x.csv');
  const ran = await runCli('.', ['overlap', directory, ...args, '--json', '--csv', csv]);
  t.equal(ran.code, 0);
  t.match(ran.stderr, /1 item has the id of an earlier one \(first: "a"\)/);
  const payload = { items, n: 2, coverage: [0.5, 1], at: [3] };
  const ask = (accept: string) => {
    const headers = { ...json, accept };
    return app.inject({ method: 'POST', url: '/v1/overlap', headers, payload });
  };
  const lines = await ask('application/x-ndjson');
  t.equal(lines.body, ran.stdout);
  t.match(`${lines.headers['firstseen-remarks']}`, 'repeated_ids');
  const whole = (await ask('application/json')).json();
  t.strictSame(
    whole.items,
    ran.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
  t.match(whole.items[1], { id: 'b', error: { code: 'phrase_without_token' } });
  t.equal(whole.items[2].id, null);
  const empty = {
    method: 'POST',
    url: '/v1/overlap',
    headers: json,
    payload: { items: [] },
  } as const;
  t.match((await app.inject(empty)).json(), { items: [] });
});

t.test('what cannot be asked is refused', async (t) => {
  const { app } = await smallServer(t);
  const ask = async (url: string, payload: object) => {
    const { statusCode, body } = await app.inject({ method: 'POST', url, headers: json, payload });
    return { statusCode, ...JSON.parse(body) };
  };
  const bad = { statusCode: 400, code: 'bad_argument' };
  t.match(await ask('/v1/trace', { text: ' ' }), { statusCode: 400, code: 'phrase_without_token' });
  t.match(await ask('/v1/trace', { text: 'é'.repeat(5_000_001) }), bad);
  t.match(await ask('/v1/trace', { text: 'a', rarest: 'many' }), bad);
  t.match(await ask('/v1/trace', { text: 'a', min_tokens: 0 }), bad);
  t.match(await ask('/v1/overlap', { items: [{ text: 'a' }], coverage: [0] }), bad);
  t.match(await ask('/v1/overlap', { items: [{ text: 'a' }], n: 1001 }), bad);
  t.match(await ask('/v1/overlap', { items: [{ id: 'x' }] }), bad);
});

t.test('a long trace ends at the deadline', async (t) => {
  const { app } = await smallServer(t, { limits: { deadlineMs: 50 } });
  const payload = { text: 'the of a sketch '.repeat(100_000), min_tokens: 1 };
  const answer = await app.inject({ method: 'POST', url: '/v1/trace', headers: json, payload });
  t.match(answer, { statusCode: 503 });
  t.match(answer.json(), { code: 'deadline_exceeded' });
});
