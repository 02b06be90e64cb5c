import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { collectOutput } from '../collect-output.ts';
import { GrowingIndex } from '../library/watches/watch-scene.ts';
import { until } from '../query-server/small-server.ts';
import { start } from '../query-server/started-server.ts';
import { jsonLines, main, runCli } from './run-cli.ts';

t.test('a list is created and followed through a killed server until all was seen', async (t) => {
  const cwd = t.testdir({
    'list.txt': 'a b\n\nnot there yet\n',
    'queries.txt': 'b AND c\n',
    'token.txt': '# of the server\nwrite:a-token-of-sixteen-letters\n',
  });
  const index = new GrowingIndex(cwd);
  await index.commit([{ text: 'a' }, { text: 'a b', id: 'x' }]);
  const serve = (port: string) =>
    start(t, [
      index.directory,
      '--watches',
      '--token-file',
      join(cwd, 'token.txt'),
      '--port',
      port,
    ]);
  const server = await serve('0');
  const { address } = server;
  const args = [
    ...[main, 'watch', address, 'w', '--phrases', 'list.txt', '--queries', 'queries.txt'],
    ...['--shares', '0.5,1', '--token-file', 'token.txt', '--json', '--until-all'],
  ];
  const watching = spawn(process.execPath, args, { cwd, stdio: 'pipe' });
  t.teardown(() => watching.kill('SIGKILL'));
  const ended = once(watching, 'close');
  const output = collectOutput(watching);
  await until(() => output.stdout.includes('a b') || watching.exitCode !== null);
  server.child.kill('SIGKILL');
  await once(server.child, 'exit');
  await index.commit([{ text: 'c b' }]);
  const again = await serve(new URL(address).port);
  t.equal(again.address, address);
  await until(() => output.stdout.includes('b AND c') || watching.exitCode !== null);
  await index.commit([{ text: 'that is not there yet' }]);
  t.same(await ended, [0, null], output.stderr);
  const events = jsonLines(output.stdout) as { id: string }[];
  t.match(events, [
    { phrase: 'a b', first: { step: 1, rank: 1, id: 'x' } },
    { query: 'b AND c', first: { step: 1, rank: 2, id: null } },
    { share: 0.5, step: 1, seen: 2, of: 3 },
    { phrase: 'not there yet', first: { step: 2, rank: 3, id: null } },
    { share: 1, step: 2, seen: 3, of: 3 },
  ]);
  t.equal(events.length, 5, 'no event comes twice');
  t.match(output.stderr, /the connection to \S+ was lost .*: trying again/);
  t.match(output.stderr, /1 phrase is blank, and is left out of the list/);
  t.notMatch(output.stderr, /replaced/);

  const token = ['--token-file', 'token.txt'];
  const after = events[2]?.id ?? '';
  const rest = await runCli(cwd, [
    ...['watch', address, 'w', ...token, '--after', after, '--until-all'],
  ]);
  t.equal(rest.code, 0, rest.stderr);
  t.equal(
    rest.stdout,
    'step 2, rank 3  not there yet\nstep 2  100 % of the list was seen: 3 of 3\n',
  );
  const followed = spawn(process.execPath, [main, 'watch', address, 'w', ...token], { cwd });
  t.teardown(() => followed.kill('SIGKILL'));
  const seen = collectOutput(followed);
  const stopped = once(followed, 'close');
  await until(() => seen.stdout.includes('100 %') || followed.exitCode !== null);
  followed.kill('SIGINT');
  t.same(await stopped, [130, null], seen.stderr);
  const last = events.at(-1)?.id;
  t.equal(
    seen.stderr,
    `firstseen: interrupted behind event ${last}: with --after ${last} the same command goes on there [interrupted]\n`,
  );
  const missing = await runCli(cwd, ['watch', address, 'other', ...token]);
  t.equal(missing.code, 4);
  t.match(missing.stderr, /no watch list "other": create it with --phrases FILE/);
  const refused = await runCli(cwd, ['watch', address, 'w', '--json']);
  t.match(JSON.parse(refused.stderr), { error: { code: 'unauthorized', message: /--token-file/ } });
  const other = ['--queries', 'queries.txt', '--until-all'];
  const replaced = await runCli(cwd, ['watch', address, 'w', ...token, ...other]);
  t.match(replaced, { code: 0, stderr: /the list w had other items, and was replaced/ });
});

t.test('what cannot be followed is an error that says why', async (t) => {
  const cwd = t.testdir({});
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  const nobody = await runCli(cwd, ['watch', `http://127.0.0.1:${port}`, 'w']);
  t.equal(nobody.code, 3);
  t.match(nobody.stderr, /no server answers at http:\S+ \(ECONNREFUSED\): check the address/);
  const address = await runCli(cwd, ['watch', 'localhost', 'w']);
  t.equal(address.code, 2);
  const shares = await runCli(cwd, ['watch', 'http://127.0.0.1:9', 'w', '--shares', '0.5']);
  t.match(shares, { code: 2, stderr: /--shares belongs to a list that is created/ });
});
