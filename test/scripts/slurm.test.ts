// scripts/slurm/ on a real Slurm: a job array builds the parts of a corpus, and what it is assembled to
// answers as the index that is built at once, byte for byte.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runCli } from '../cli/run-cli.ts';
import { needs } from '../needs.ts';
import { contentsOf } from '../parts/in-parts.ts';
import { randomPhrases, seededRandom } from '../phrases.ts';
import { someLines, temporaryFolder, writeLines } from '../store/small-index.ts';

const scripts = fileURLToPath(new URL('../../scripts/slurm/', import.meta.url));
const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));

t.test('an array of 8 tasks', { skip: needs.slurm.skip(), timeout: 240_000 }, async (t) => {
  const folder = temporaryFolder(t);
  const env: Record<string, string> = { FIRSTSEEN: `${process.execPath} ${main}` };
  const run = (command: string, ...args: string[]) => {
    const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } } as const;
    const { status, stdout, stderr } = spawnSync(command, args, options);
    return { status, text: `${stdout}${stderr}`, stdout };
  };
  const cli = async (...args: string[]) => {
    const ended = await runCli(folder, args);
    t.equal(ended.code, 0, `${args.join(' ')}: ${ended.stderr}`);
    return ended.stdout;
  };
  env['PORT'] = String(20_000 + (process.pid % 20_000));
  const started = run(join(scripts, 'one-node.sh'), 'start', 'slurm');
  t.teardown(() => run(join(scripts, 'one-node.sh'), 'stop', 'slurm'));
  t.equal(started.status, 0, started.text);
  env['SLURM_CONF'] = /^SLURM_CONF=(.*)$/m.exec(started.text)?.[1] ?? '';

  const lines = someLines(8000, 9).map((line, i) => ({ ...line, extra: `word${i % 977}` }));
  writeLines(join(folder, 'a.jsonl'), lines.slice(0, 5000));
  writeLines(join(folder, 'b.jsonl'), lines.slice(5000));
  const corpus = ['--from', 'a.jsonl', 'b.jsonl', '--text-field', 'text', '--text-field', 'extra'];
  const options = [...corpus, '--batch-size', '64'];
  await cli('index', 'one.idx', ...options);
  const planned = JSON.parse(
    await cli('plan', ...options, '--parts', '8', '--out', 'p.json', '--json'),
  );
  t.equal(planned.shards.length, 8);
  const batch = join(scripts, 'build.sbatch');
  const build = run('sbatch', '--array=0-7', '--wait', batch, 'p.json');
  t.equal(build.status, 0, build.text);
  const assemble = ['--wait', '--output=assemble.log', join(scripts, 'assemble.sbatch'), 'p.json'];
  const assembled = run('sbatch', ...assemble, '--into', 'x.idx');
  t.equal(assembled.status, 0, `${assembled.text} ${readLog(folder, 'assemble.log')}`);
  const [one, x] = [join(folder, 'one.idx'), join(folder, 'x.idx')];
  t.strictSame(contentsOf(x), contentsOf(one));

  const random = seededRandom(7);
  const texts = lines.map(({ text, extra }) => `${text}\n${extra}`);
  writeFileSync(
    join(folder, 'phrases.txt'),
    `${randomPhrases(texts, 10_000, random).join('\n')}\n`,
  );
  const answers = async (index: string, ...more: string[]) => {
    const text = await cli(
      'query',
      index,
      '--phrases',
      'phrases.txt',
      '--json',
      '--quiet',
      ...more,
    );
    return text.replaceAll(/"snapshot":"[^"]*"/g, '"snapshot":""');
  };
  for (const more of [
    ['--at', '3,50,125', '--timeline', '9'],
    ['--contexts', '2'],
  ]) {
    const expected = await answers('one.idx', ...more);
    t.ok((await answers('x.idx', ...more)) === expected, `answers with ${more.join(' ')}`);
    t.equal(expected.split('\n').length, 10_001);
  }

  rmSync(join(folder, 'p.shards', planned.digest, '5'), { recursive: true });
  const lost = await runCli(folder, ['assemble', 'p.json', '--into', 'y.idx', '--json']);
  t.match(lost, { code: 3 });
  const { error } = JSON.parse(lost.stderr);
  t.match(error, { code: 'parts_missing', details: { missing: [5], array: '5' } });
  const interrupted = join(folder, 'interrupted.sh');
  writeFileSync(interrupted, interruptedOnce(env['FIRSTSEEN']), { mode: 0o755 });
  env['FIRSTSEEN'] = interrupted;
  const id = run('sbatch', '--parsable', '--array=5', batch, 'p.json').stdout.trim();
  await waitFor('the task works', () => existsSync(join(folder, 'at-work')));
  run('scancel', '--signal=USR1', '--batch', `${id}_5`);
  await waitFor('the task is told', () => existsSync(join(folder, 'told')));
  await waitFor('the part is built', () => {
    // Slurm would wait two minutes.
    const state = run('squeue', '-h', '-o', '%t', '-j', `${id}_5`).stdout.trim();
    if (state === 'PD') run('scontrol', 'update', `jobid=${id}_5`, 'StartTime=now');
    return existsSync(join(folder, 'p.shards', planned.digest, '5'));
  });
  await cli('assemble', 'p.json', '--into', 'y.idx');
  t.strictSame(contentsOf(join(folder, 'y.idx')), contentsOf(one));
});

/**
 * A command that ends with 75 when it gets SIGUSR1, and is `command` when it is run again. How the build
 * itself takes the signal is in test/parts/.
 */
function interruptedOnce(command: string | undefined): string {
  return [
    '#!/bin/sh',
    `[ -e told ] && exec ${command} "$@"`,
    "trap 'touch told; exit 75' USR1",
    'touch at-work',
    'while :; do sleep 0.1; done',
    '',
  ].join('\n');
}

/** Throws after two and a half minutes. */
async function waitFor(name: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 150_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`it did not come to hold: ${name}`);
    await pause(200);
  }
}

function readLog(folder: string, name: string): string {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
