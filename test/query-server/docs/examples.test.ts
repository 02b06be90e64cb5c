// Each route has an example of curl, and each is run as it stands, against a real server.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openIntake } from '../../../library/ingest.ts';
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

t.test('the example of every route runs', { skip: needs.curl.skip() }, async (t) => {
  const cwd = t.testdir({});
  const intake = await openIntake(join(cwd, 'live.idx'));
  t.teardown(() => intake.close(10_000));
  const { app } = await smallServer(t, { intake });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  writeFiles(cwd);
  const { paths } = (await app.inject('/openapi.json')).json();
  for (const [path, methods] of Object.entries(
    paths as Record<string, Record<string, Operation>>,
  )) {
    for (const [method, { 'x-codeSamples': samples }] of Object.entries(methods)) {
      const source = samples?.[0]?.source ?? '';
      const { pathname } = new URL(/https?:[^' ]+/.exec(source)?.[0] ?? 'http://none');
      t.equal(pathname, path, `${method} ${path}`);
      t.equal(/ -[dF] /.test(source), method === 'post', source);
      const command = source.replace(
        'curl ',
        'curl --silent --show-error --write-out "\n%{http_code}" ',
      );
      const { code, output } = await shell(cwd, command.replace(exampleAddress, address));
      t.match({ code, output }, { code: 0, output: /\n200$/ }, source);
      t.notMatch(output, /"error"/, 'each question of it can be answered');
    }
  }
});
