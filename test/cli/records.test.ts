import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runCli } from './run-cli.ts';

const lines = Array.from(
  { length: 5 },
  (_, i) => `${JSON.stringify({ id: `d${i}`, text: `of\tit ${i}\nnew` })}\n`,
);

t.test('records are shown for people as inspect shows them', async (t) => {
  const cwd = t.testdir({ 'a.jsonl': lines.join('') });
  await runCli(cwd, ['index', 'my.idx', '--from', 'a.jsonl', '--batch-size', '2']);
  const { stdout } = await runCli(cwd, ['records', 'my.idx', '--step', '3']);
  t.equal(stdout, 'step 3 · rank 4 · d4 · a.jsonl:5\nof it 4\nnew\n\n');
  const places = await runCli(cwd, ['records', 'my.idx', '--rank', '1:3', '--without-text']);
  t.equal(places.stdout, 'step 1 · rank 1 · d1 · a.jsonl:2\nstep 2 · rank 2 · d2 · a.jsonl:3\n');
});

t.test('a question that is none is wrong usage', async (t) => {
  const cwd = t.testdir({ 'a.jsonl': lines.join('') });
  await runCli(cwd, ['index', 'my.idx', '--from', 'a.jsonl', '--batch-size', '2']);
  for (const [args, stderr] of [
    [[], /nothing says which records: give --step N, --steps A:B, --rank A:B or --having QUERY/],
    [
      ['--step', '4'],
      /step 4 was asked for, but the index ends at step 3: expected a step from 1 to 3 \[/,
    ],
    [
      ['--rank', '0:6'],
      /ranks 0:6 was asked for, .* as ranks count from 0: expected ranks from 0 to 4 \[/,
    ],
    [['--rank', '3:3'], /expected A:B with A before B, as in 0:512/],
    [['--rank', '3'], /expected A:B/],
    [['--until', '3'], /--until stands without --having/],
    [['--having', 'of', '--until', '4'], /step 4 was asked for, but the index ends at step 3/],
    [['--having', '(of'], /bad_query|query, offset/],
    [['--step', '1', '--rank', '0:1'], /cannot be used with/],
  ] as const) {
    t.match(await runCli(cwd, ['records', 'my.idx', ...args]), { code: 2, stdout: '', stderr });
  }
});

t.test('a query that no record satisfies is remarked', async (t) => {
  const cwd = t.testdir({ 'a.jsonl': lines.join('') });
  await runCli(cwd, ['index', 'my.idx', '--from', 'a.jsonl', '--batch-size', '2']);
  const ask = (...args: string[]) => runCli(cwd, ['records', 'my.idx', '--having', ...args]);
  const nothing = { code: 0, stdout: '' };
  t.match(await ask('cat'), { ...nothing, stderr: /warning: no record satisfies the query\n$/ });
  const early = await ask('2', '--until', '1', '--json');
  t.match(early, { ...nothing, stderr: /no record satisfies the query by the end of step 1\n$/ });
  t.match(await ask('cat', '--quiet'), { ...nothing, stderr: '' });
  t.equal((await ask('2', '--until', '2')).stderr, '');
});

t.test('an index of steps has the places of its records', async (t) => {
  const cwd = t.testdir({ 'a.jsonl': lines.join('') });
  const build = ['index', 'my.idx', '--from', 'a.jsonl', '--batch-size', '2'];
  await runCli(cwd, [...build, '--resolution', 'step']);
  const { stdout, stderr } = await runCli(cwd, ['records', 'my.idx', '--step', '2', '--json']);
  const line = (rank: number) =>
    `{"step":2,"rank":${rank},"source":"a.jsonl","line":${rank + 1}}\n`;
  t.equal(stdout, line(2) + line(3));
  t.match(stderr, /warning: this index was built with --resolution step: it has neither ids nor/);
});

t.test('the command ends when nobody reads any more', async (t) => {
  const text = 'x'.repeat(1 << 20);
  const cwd = t.testdir({ 'a.jsonl': `${JSON.stringify({ text })}\n`.repeat(40) });
  await runCli(cwd, ['index', 'my.idx', '--from', 'a.jsonl']);
  const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));
  const args = [main, 'records', 'my.idx', '--step', '1', '--json'];
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.once('close', resolve));
  t.equal(code, 0);
});
