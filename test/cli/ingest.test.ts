// `firstseen serve --ingest` as a process: made, stopped, and what other commands say of its folder.

import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { until } from '../query-server/small-server.ts';
import { start } from '../query-server/started-server.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { jsonLines, runCli } from './run-cli.ts';

const port = ['--port', '0'];

async function post(address: string, steps: readonly number[]): Promise<number> {
  const line = (step: number) =>
    JSON.stringify({ run: 'r', step, records: [{ id: `r${step}`, text: `Of the lake, ${step}` }] });
  const headers = { 'content-type': 'application/x-ndjson' };
  const body = `${steps.map(line).join('\n')}\n`;
  const answer = await fetch(`${address}/v1/records`, { method: 'POST', headers, body });
  await answer.text();
  return answer.status;
}

const idsOf = async (directory: string, last: number) => {
  const { stdout, stderr } = await runCli('.', [
    'records',
    directory,
    '--steps',
    `1:${last + 1}`,
    '--json',
  ]);
  return stdout === '' ? stderr : jsonLines(stdout).map((one) => (one as { id: string }).id);
};

t.test('the folder is made, and a signal commits what was taken', async (t) => {
  const directory = join(temporaryFolder(t), 'new', 'run.idx');
  const options = ['--ingest', '--commit-every', '500h', '--analyzer', 'cased', '--no-text'];
  const { child, address } = await start(t, [directory, ...port, ...options]);
  t.equal(await post(address, [2, 3, 7]), 200);
  const busy = await runCli('.', ['compact', directory]);
  t.match([busy.code, busy.stderr], [3, /index_busy/]);
  const second = await runCli('.', ['serve', directory, ...port, '--ingest']);
  t.match([second.code, second.stderr], [3, /index_busy/]);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  t.same(await exited, [0, null]);
  t.same(readdirSync(join(directory, 'ingest')), ['steps.sqlite']);
  const { stdout } = await runCli('.', ['query', directory, 'Of the', 'of the', '--json']);
  t.match(jsonLines(stdout), [{ count: 3, first: { step: 2, id: 'r2' } }, { count: 0 }]);
  const info = JSON.parse((await runCli('.', ['info', directory, '--json'])).stdout);
  t.match(info, { analyzer: 'cased', records: 3, run: { steps: { field: 'step' } } });
});

t.test('records that wait are committed by the next server, and by nobody else', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'run.idx');
  const held = ['--ingest', '--step-window', '2', '--commit-every', '1s'];
  const first = await start(t, [directory, ...port, ...held]);
  t.equal(await post(first.address, [1, 2, 3, 4]), 200);
  const ready = async () => (await fetch(`${first.address}/ready`)).status === 200;
  await until(ready);
  t.equal(await post(first.address, [2, 6, 5]), 200, 'a step that was known, and two in a window');
  const exited = once(first.child, 'exit');
  first.child.kill('SIGTERM');
  t.same(await exited, [0, null]);
  t.same(await idsOf(directory, 4), ['r1', 'r2', 'r3', 'r4']);
  writeFileSync(join(folder, 'more.jsonl'), '{"step":9,"text":"more"}\n');
  const more = ['index', directory, '--from', join(folder, 'more.jsonl')];
  const refused = await runCli('.', more);
  t.match([refused.code, refused.stderr], [3, /serve .* --ingest.*records_pending/s]);
  const next = await start(t, [directory, ...port, '--ingest']);
  t.equal(await post(next.address, [4]), 200);
  const left = once(next.child, 'exit');
  next.child.kill('SIGINT');
  await left;
  t.same(await idsOf(directory, 6), ['r1', 'r2', 'r3', 'r4', 'r5', 'r6']);
  const appended = await runCli('.', more);
  t.equal(appended.code, 0, appended.stderr);
  const last = await start(t, [directory, ...port, '--ingest']);
  t.equal(await post(last.address, [8]), 409, 'behind what another command has fed');
  t.equal(await post(last.address, [10]), 200);
});

t.test('a server that took nothing leaves nothing', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'run.idx');
  const { child } = await start(t, [directory, ...port, '--ingest']);
  t.ok(existsSync(join(directory, 'ingest')));
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
  t.notOk(existsSync(directory));
});

t.test('options that do not go together are refused', async (t) => {
  const cases = [
    [['--commit-every', '5s'], /--commit-every is for a server that takes records/],
    [['--step-window', '5'], /--step-window is for/],
    [['--no-text'], /--no-text is for/],
    [['--ingest', '--processes', '2'], /--processes 2: expected 1 with --ingest/],
    [['--ingest', '--memory', '10M'], /too little memory/],
    [['--ingest', '--analyzer', 'ids'], /Allowed choices are words, cased|one of words, cased/],
  ] as const;
  const directory = join(temporaryFolder(t), 'none');
  for (const [options, message] of cases) {
    const { code, stderr } = await runCli('.', ['serve', directory, ...port, ...options]);
    t.match([code, stderr], [2, message]);
    t.notOk(existsSync(directory), options.join(' '));
  }
});
