// Each route has an example of curl, and each is run as it stands, against a real server.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openIntake } from '../../../library/ingest.ts';
import { WatchDesk } from '../../../library/watches/watch-desk.ts';
import { exampleAddress } from '../../../query-server/docs/examples.ts';
import { needs } from '../../needs.ts';
import { smallServer } from '../small-server.ts';

interface Operation {
  readonly 'x-codeSamples'?: readonly { readonly source: string }[];
}

async function shell(cwd: string, command: string): Promise<{ code: unknown; output: string }> {
  const child = spawn('sh', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  return { code, output };
}

/** What the example of curves names. */
function writeFiles(cwd: string): void {
  const pair = { sentence_good: 'Who left?', sentence_bad: 'Who did leave who?' };
  mkdirSync(join(cwd, 'blimp'));
  writeFileSync(join(cwd, 'blimp/wh_island.jsonl'), `${JSON.stringify(pair)}\n`);
  mkdirSync(join(cwd, 'results'));
  for (const step of [700, 1400]) {
    const rows = `set,row,step,correct\nwh_island,0,${step},1\n`;
    writeFileSync(join(cwd, `results/step${step}.csv`), rows);
  }
}

/** Those that need what another makes come behind it, and what removes it comes last. */
const orderOfMethods = ['put', 'post', 'get', 'delete'];

t.test('the example of every route runs', { skip: needs.curl.skip() }, async (t) => {
  const cwd = t.testdir({});
  const watches = await WatchDesk.open(join(cwd, 'watches'));
  t.teardown(() => watches.close());
  const intake = await openIntake(join(cwd, 'live.idx'));
  t.teardown(() => intake.close(10_000));
  const { app } = await smallServer(t, { intake, watches });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  writeFiles(cwd);
  const { paths } = (await app.inject('/openapi.json')).json();
  const operations = Object.entries(paths as Record<string, Record<string, Operation>>)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    .sort((a, b) => orderOfMethods.indexOf(a.method) - orderOfMethods.indexOf(b.method));
  for (const { path, method, operation } of operations) {
    const { 'x-codeSamples': samples } = operation;
    const source = samples?.[0]?.source ?? '';
    const { pathname } = new URL(/https?:[^' ]+/.exec(source)?.[0] ?? 'http://none');
    t.equal(pathname, path.replace('{name}', 'my_words'), `${method} ${path}`);
    t.equal(/ -[dF] /.test(source), /^p(os|u)t$/.test(method), source);
    const isStream = path.endsWith('/events');
    const command = source.replace(
      'curl ',
      `curl --silent --show-error ${isStream ? '--max-time 1 ' : ''}--write-out "\n%{http_code}" `,
    );
    const { code, output } = await shell(cwd, command.replace(exampleAddress, address));
    // A stream ends when curl has had enough of it.
    const expected = isStream ? { code: 28 } : { code: 0 };
    t.match({ code, output }, { ...expected, output: /\n20[01]$/ }, source);
    t.notMatch(output, /"error"/, 'each question of it can be answered');
  }
});
