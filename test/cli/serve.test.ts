// `firstseen serve` as a real process, where it is not yet able to answer.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
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
