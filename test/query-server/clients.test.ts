// The client examples of docs/http.md, run as they are.

import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { BearerTokens } from '../../query-server/http/bearer-tokens.ts';
import { needs } from '../needs.ts';
import { phrases, temporaryFolder, writeLines } from '../store/small-index.ts';
import { readZip } from '../web/read-zip.ts';
import { listen, smallServer } from './small-server.ts';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../examples/http/', import.meta.url));
const noPython = needs.python.skip();
const token = 'a-token-for-the-examples';
const env = { ...process.env, FIRSTSEEN_TOKEN: token };

const clients = [
  { name: 'ask.ts', command: process.execPath, skip: false },
  { name: 'ask.py', command: 'python3', skip: noPython },
];

for (const { name, command, skip } of clients) {
  t.test(`${name} prints an answer a phrase, in order`, { skip }, async (t) => {
    const tokens = BearerTokens.decode(token, 'tokens');
    const server = await smallServer(t, { tokens });
    const address = await listen(server);
    const list = join(temporaryFolder(t), 'phrases.txt');
    writeFileSync(list, [...phrases, ' '].join('\n'));
    const { stdout } = await run(command, [join(folder, name), `${address}/`, list], { env });
    const lines = stdout.trimEnd().split('\n');
    t.equal(lines.length, phrases.length + 1);
    for (const [i, phrase] of phrases.entries()) {
      const url = `/v1/exposures?phrase=${encodeURIComponent(phrase)}&at=10`;
      const headers = { authorization: `Bearer ${token}` };
      const { count, first, at } = (await server.app.inject({ url, headers })).json();
      t.equal(lines[i], [phrase, count, first?.step ?? 'never', at['10']].join('\t'));
    }
    t.equal(lines.at(-1), ' \tphrase_without_token');
    const refused = run(command, [join(folder, name), address, list], {
      env: { ...env, FIRSTSEEN_TOKEN: 'wrong' },
    });
    await t.rejects(refused, /unauthorized/);
  });

  t.test(`${name} says in one line what is wrong`, { skip }, async (t) => {
    const list = join(temporaryFolder(t), 'phrases.txt');
    writeFileSync(list, 'of the\n');
    const nobody = 'http://127.0.0.1:9';
    for (const [args, says] of [
      [[nobody, list], /: no server answers at http:\/\/127\.0\.0\.1:9 \(.+\): start it with/],
      [['localhost', list], /: expected an address such as http:.*, found localhost\n/],
      [[nobody, `${list}-gone`], /phrases\.txt-gone/],
    ] as const) {
      const ended = spawnSync(command, [join(folder, name), ...args], { encoding: 'utf8' });
      t.match(ended, { status: 1, stdout: '', stderr: says });
      t.equal(ended.stderr.trimEnd().split('\n').length, 1, ended.stderr);
    }
    const none = spawnSync(command, [join(folder, name)], { encoding: 'utf8' });
    t.match(none, { status: 1, stderr: /phrases\.txt/ });
    t.notMatch(none.stderr, /Traceback|\n +at /);
  });
}

/** A server that answers every request like this, as a proxy or a broken connection would. */
async function answering(t: Test, answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => answer(response));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

for (const { name, command, skip } of clients) {
  t.test(`${name} takes neither a proxy's page nor part of an answer`, { skip }, async (t) => {
    const list = join(temporaryFolder(t), 'phrases.txt');
    writeFileSync(list, 'of the\nof a\n');
    const line = JSON.stringify({ phrase: 'of the', count: 1, first: { step: 1 }, at: { 10: 1 } });
    const page = await answering(t, (response) => response.writeHead(413).end('<html>'));
    const cut = await answering(t, (response) => {
      response.writeHead(200).write(`${line}\n`, () => response.destroy());
    });
    const short = await answering(t, (response) => response.end(`${line}\n`));
    for (const [address, says] of [
      [page, /: the answer 413 is not from firstseen, but from a proxy/],
      [cut, /: the answer ended after 1 of 2 phrases: ask again/],
      [short, /: the answer ended after 1 of 2 phrases: ask again/],
    ] as const) {
      const ended = run(command, [join(folder, name), address, list], { env });
      await t.rejects(ended, { code: 1, stderr: says });
      const { stderr } = (await ended.catch((error: unknown) => error)) as { stderr: string };
      t.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    }
  });
}

t.test('ask.py fetches a split', { skip: noPython }, async (t) => {
  const server = await smallServer(t);
  const address = await listen(server);
  const work = temporaryFolder(t);
  const pair = { sentence_good: 'the sketch of paula.', sentence_bad: 'the sketch a paula.' };
  const pairs = writeLines(join(work, 'mine.jsonl'), [pair]);
  const out = join(work, 'split.zip');
  await run('python3', [join(folder, 'ask.py'), address, '--split', pairs, out]);
  const files = readZip(readFileSync(out));
  t.same(Object.keys(JSON.parse(files.get('split.json') as string).sets), ['mine']);
});
