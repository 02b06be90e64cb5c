// `firstseen serve` as a real process, where it is not yet able to answer.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { HeldLog } from '../../cli/held-log.ts';
import { runCli } from './run-cli.ts';

const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));

t.test('a server that waits says so in one plain line, and opens the index', async (t) => {
  const cwd = t.testdir({ 'corpus.jsonl': '{"text":"of the lake"}\n' });
  const child = spawn(process.execPath, [main, 'serve', 'my.idx', '--wait', '--port', '0'], {
    cwd,
    stdio: 'pipe',
  });
  t.teardown(() => child.kill('SIGKILL'));
  let log = '';
  const logged = (message: string) =>
    new Promise<void>((resolve) => {
      const look = () => log.includes(`"msg":"${message}"`) && resolve();
      child.stderr.on('data', look);
      look();
    });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  await logged('waiting for the first commit of the index');
  t.equal((await runCli(cwd, ['index', 'my.idx', '--from', 'corpus.jsonl'])).code, 0);
  await logged('snapshot opened');
  const lines = log.trimEnd().split('\n');
  const waiting = lines.filter((line) => /waiting|cannot read/.test(line));
  t.equal(waiting.length, 1, log);
  t.match(JSON.parse(waiting[0] as string), { code: 'index_not_found', reason: /my\.idx/ });
  t.notMatch(log, /stack/);
});

t.test('the address is the first thing that a person sees', async (t) => {
  const cwd = t.testdir({ 'corpus.jsonl': '{"text":"of the lake"}\n' });
  t.equal((await runCli(cwd, ['index', 'my.idx', '--from', 'corpus.jsonl'])).code, 0);
  for (const options of [[], ['--processes', '2'], ['--log-level', 'debug']]) {
    const args = ['serve', 'my.idx', '--port', '0', ...options].join(' ');
    // Both streams at one pipe, as on a terminal.
    const child = spawn('sh', ['-c', `exec "$0" "$1" ${args} 2>&1`, process.execPath, main], {
      cwd,
      stdio: 'pipe',
    });
    t.teardown(() => child.kill('SIGKILL'));
    let seen = '';
    child.stdout.setEncoding('utf8');
    for await (const text of child.stdout) {
      seen += text;
      if (seen.includes('Server listening')) child.kill('SIGTERM');
    }
    t.match(seen, /^firstseen answers at http:\S+\n\{.*"msg":"Server listening at/, args);
    t.match(seen, '"msg":"closing"', 'later lines are written at once');
  }
});

t.test('a start that fails has its log and its error', async (t) => {
  const cwd = t.testdir({});
  const none = await runCli(cwd, ['serve', 'none.idx', '--port', '0']);
  t.match(none, { code: 4, stdout: '', stderr: /^firstseen: no index at none\.idx/ });
});

t.test('--stop-at-eof: the server ends with the program that started it', async (t) => {
  const cwd = t.testdir({ 'corpus.jsonl': '{"text":"of the lake"}\n' });
  t.equal((await runCli(cwd, ['index', 'my.idx', '--from', 'corpus.jsonl'])).code, 0);
  const args = ['serve', 'my.idx', '--port', '0', '--stop-at-eof'];
  for (const processes of ['1', '2']) {
    // This program dies without a word; the server has its other end of the pipe.
    const starts = `
      const { spawn } = require('node:child_process');
      const args = [...${JSON.stringify([main, ...args])}, '--processes', '${processes}'];
      const server = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
      server.stdout.once('data', (line) => {
        require('node:fs').writeSync(1, line);
        process.kill(process.pid, 'SIGKILL');
      });
      setTimeout(() => {}, 60_000);`;
    const parent = spawn(process.execPath, ['-e', starts], { cwd, stdio: 'pipe' });
    const ended = once(parent.stderr, 'close');
    let log = '';
    parent.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    const [line] = await once(parent.stdout, 'data');
    const address = /http:\S+/.exec(String(line))?.[0] as string;
    await once(parent, 'exit');
    t.equal(parent.signalCode, 'SIGKILL');
    // stderr is held open by the server until it has ended.
    await ended;
    t.match(log, '"msg":"closing"', `in order, with ${processes}`);
    await t.rejects(fetch(`${address}/health`), `${address} is free`);
  }
});

t.test('--stop-at-eof: a start that fails ends, although standard input is open', async (t) => {
  const args = [main, 'serve', 'none.idx', '--port', '0', '--stop-at-eof'];
  const child = spawn(process.execPath, args, { cwd: t.testdir({}), stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  const [code] = await once(child, 'exit');
  t.equal(code, 4);
});

t.test('held lines come once, in order', (t) => {
  const lines: string[] = [];
  const log = new HeldLog({ write: (line) => lines.push(line) });
  log.write('a');
  log.write('b');
  t.strictSame(lines, []);
  log.release();
  log.release();
  log.write('c');
  t.strictSame(lines, ['a', 'b', 'c']);
  t.end();
});
