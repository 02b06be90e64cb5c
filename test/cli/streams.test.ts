import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { jsonLines, runCli } from './run-cli.ts';

const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));

const exitOfFirst = ['exit $', '{PIPESTATUS[0]}'].join('');

/** A bash command line in which "$firstseen" is the command; its exit code is the first command's. */
async function shell(
  cwd: string,
  script: string,
): Promise<{ code: number | null; stderr: string }> {
  const env = { ...process.env, node: process.execPath, main };
  const lines = `firstseen() { "$node" "$main" "$@"; }; ${script}`;
  const child = spawn('bash', ['-c', lines], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

t.test('the exit code of verify does not depend on a reader that has gone', async (t) => {
  const cwd = t.testdir({ 'a.jsonl': '{"text":"a b"}\n' });
  await runCli(cwd, ['index', 'my.idx', '--from', 'a.jsonl', '--quiet']);
  truncateSync(join(cwd, 'my.idx/segments/000001.index'), 5000);
  // The pipe's reader ends at once, verify a little later.
  const { code } = await shell(cwd, `firstseen verify my.idx | true; ${exitOfFirst}`);
  t.equal(code, 3);
});

t.test('a list whose reader has had enough ends without an error', async (t) => {
  const cwd = t.testdir({ 'a.jsonl': '{"text":"a b"}\n', 'list.txt': 'a b\n'.repeat(50_000) });
  await runCli(cwd, ['index', 'my.idx', '--from', 'a.jsonl', '--quiet']);
  const script = `firstseen query my.idx --phrases list.txt --json | head -n 1; ${exitOfFirst}`;
  t.match(await shell(cwd, script), { code: 0, stderr: '' });
});

t.test(
  'results that cannot be written are an error',
  { skip: existsSync('/dev/full') ? false : 'there is no /dev/full here' },
  async (t) => {
    const cwd = t.testdir({ 'a.jsonl': '{"text":"a b"}\n' });
    await runCli(cwd, ['index', 'my.idx', '--from', 'a.jsonl', '--quiet']);
    const { code, stderr } = await shell(cwd, 'firstseen query my.idx a --json > /dev/full');
    t.equal(code, 3);
    t.match(stderr, /cannot write the results to standard output: no space left/);
  },
);

t.test('a pipe is a new source each time', async (t) => {
  const cwd = t.testdir({ 'a.jsonl': '{"text":"a b"}\n', 'b.jsonl': '{"text":"a c"}\n' });
  t.match(await shell(cwd, 'firstseen index my.idx --from <(cat a.jsonl)'), { code: 0 });
  t.match(await shell(cwd, 'firstseen index my.idx --from <(cat b.jsonl)'), { code: 0 });
  const asked = await runCli(cwd, ['query', 'my.idx', 'a', 'c', '--json']);
  t.match(jsonLines(asked.stdout), [{ count: 2 }, { count: 1 }]);
});

t.test('control characters of a corpus do not reach the terminal', async (t) => {
  const text = 'evil \u001b[31mred\u001b[0m word';
  const cwd = t.testdir({ 'a.jsonl': `${JSON.stringify({ id: '\u001b]0;x\u0007', text })}\n` });
  await runCli(cwd, ['index', 'my.idx', '--from', 'a.jsonl', '--quiet']);
  const shown = await runCli(cwd, ['query', 'my.idx', 'evil', 'word', '--contexts', '1']);
  t.match(shown.stdout, /evil \ufffd\[31m/);
  t.strictSame(
    [...shown.stdout].filter((c) => c < ' ' && c !== '\n'),
    [],
  );
  const json = await runCli(cwd, ['query', 'my.idx', 'word', '--contexts', '1', '--json']);
  t.match(jsonLines(json.stdout), [{ contexts: [{ before: 'evil \u001b[31mred\u001b[0m ' }] }]);
});

t.test('an append keeps the fields of the index', async (t) => {
  const cwd = t.testdir({
    'a.jsonl': '{"body":"a b","text":"x"}\n',
    'b.jsonl': '{"body":"a c","text":"y"}\n',
  });
  await runCli(cwd, 'index my.idx --from a.jsonl --text-field body --quiet'.split(' '));
  const other = await runCli(cwd, 'index my.idx --from b.jsonl --text-field text'.split(' '));
  t.match(other, { code: 2, stderr: /text field "body"/ });
  await runCli(cwd, 'index my.idx --from b.jsonl --quiet'.split(' '));
  const asked = await runCli(cwd, ['query', 'my.idx', 'a', 'y', '--json']);
  t.match(jsonLines(asked.stdout), [{ count: 2 }, { count: 0 }]);
});

t.test('many contexts, bins and phrases are only many', async (t) => {
  const cwd = t.testdir({
    'a.jsonl': `${JSON.stringify({ text: 'a '.repeat(200_000) })}\n`.repeat(2),
  });
  await runCli(cwd, 'index my.idx --from a.jsonl --batch-size 1 --quiet'.split(' '));
  const contexts = await runCli(cwd, 'query my.idx a --contexts 200000 --json'.split(' '));
  t.equal((JSON.parse(contexts.stdout) as { contexts: unknown[] }).contexts.length, 200_000);
  const bins = await runCli(cwd, 'query my.idx a --timeline 300000'.split(' '));
  t.match(bins, { code: 0, stdout: /^a +400,000/m });
});

t.test('a folder that cannot be written is read as it is', async (t) => {
  const cwd = t.testdir({ 'a.jsonl': '{"text":"a b"}\n' });
  await runCli(cwd, ['index', 'my.idx', '--from', 'a.jsonl', '--quiet']);
  for (const name of readdirSync(join(cwd, 'my.idx'))) {
    if (/-(wal|shm)$/.test(name)) execFileSync('rm', [join(cwd, 'my.idx', name)]);
  }
  const mounted = await shell(
    cwd,
    'unshare -m sh -c \'mount --bind my.idx my.idx && mount -o remount,ro,bind my.idx && "$node" "$main" query my.idx a --json && ! "$node" "$main" index my.idx --from a.jsonl --again\'',
  );
  if (/unshare|mount|not found|denied|permitted/i.test(mounted.stderr) && mounted.code !== 0) {
    t.equal((await runCli(cwd, ['query', 'my.idx', 'a'])).code, 0);
    t.pass('a folder that cannot be written', { skip: `cannot mount here: ${mounted.stderr}` });
    return;
  }
  t.equal(mounted.code, 0);
  t.match(mounted.stderr, /index_not_writable/);
});

t.test('a working directory that has been removed is told', async (t) => {
  const gone = 'mkdir gone; cd gone; rmdir ../gone; unset NODE_OPTIONS; firstseen info my.idx';
  const ended = await shell(t.testdir({}), gone);
  t.match(ended, { code: 4, stderr: /the working directory is not there any more/ });
});
