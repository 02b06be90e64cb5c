// scripts/slurm/ on a real Slurm: job arrays build the parts of corpora, and what they are assembled to
// answers as the index that is built at once, byte for byte.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { Snapshot } from '../../store/snapshot.ts';
import { runCli } from '../cli/run-cli.ts';
import { collectOutput } from '../collect-output.ts';
import { recordsOf } from '../formats/rows/records-of.ts';
import { needs } from '../needs.ts';
import { contentsOf } from '../parts/in-parts.ts';
import { randomPhrases, seededRandom } from '../phrases.ts';
import { someLines, temporaryFolder, writeLines } from '../store/small-index.ts';

const skip = needs.slurm.skip();
const scripts = fileURLToPath(new URL('../../scripts/slurm/', import.meta.url));
const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));
const data = resolve('../shared/data');
const dataSkip =
  skip || (existsSync(join(data, 'formats')) ? false : `there is no ${data}/formats`);
const parts = 8;

const slurm: Record<string, string> = { FIRSTSEEN: `${process.execPath} ${main}` };

async function run(cwd: string, command: string, ...args: string[]) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...slurm } });
  const output = collectOutput(child);
  const [status] = await once(child, 'close');
  return { status, stdout: output.stdout, text: `${output.stdout}${output.stderr}` };
}

async function cli(t: Tap, folder: string, ...args: string[]): Promise<string> {
  const ended = await runCli(folder, args);
  t.equal(ended.code, 0, `${args.join(' ')}: ${ended.stderr}`);
  return ended.stdout;
}
type Tap = typeof t;

if (!skip) {
  const folder = temporaryFolder(t);
  slurm['PORT'] = String(20_000 + (process.pid % 20_000));
  const started = await run(folder, join(scripts, 'one-node.sh'), 'start', 'slurm');
  t.teardown(() => run(folder, join(scripts, 'one-node.sh'), 'stop', 'slurm'));
  t.equal(started.status, 0, started.text);
  slurm['SLURM_CONF'] = /^SLURM_CONF=(.*)$/m.exec(started.text)?.[1] ?? '';
}

/** Of the lines one is skipped, in a part that is neither the first nor the last. */
function writeJsonLines(folder: string): void {
  const lines = someLines(4000, 9).map((line, i) => ({ ...line, extra: `word${i % 977}` }));
  writeLines(join(folder, 'a.jsonl'), lines.slice(0, 2500));
  writeLines(join(folder, 'b.jsonl'), lines.slice(2500));
  const path = join(folder, 'a.jsonl');
  const text = readFileSync(path, 'utf8').split('\n');
  text[1300] = '{"id": "no text"}';
  writeFileSync(path, text.join('\n'));
}

/** A folder of ../shared/data/formats with other keys in its description. */
function copyFormat(name: string, change: object): (folder: string) => void {
  return (folder) => {
    cpSync(join(data, 'formats', name), folder, { recursive: true });
    const text = readFileSync(join(folder, 'run.json'), 'utf8');
    const run = { ...JSON.parse(text), ...change };
    if ('tokenizer' in run) run.tokenizer = join(data, 'tokenizers/gpt-neox-20b.json');
    rmSync(join(folder, 'run.json'), { force: true });
    writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  };
}

interface Case {
  readonly name: string;
  readonly write: (folder: string) => void;
  readonly options: readonly string[];
  readonly skip: string | false;
}

const ofRun = ['--run', 'run.json'];
const schedule = {
  schedule: [
    [1, 3],
    [4, 7],
    [20, 2],
  ],
};
const cases: readonly Case[] = [
  {
    name: 'JSON lines, one of them skipped',
    write: writeJsonLines,
    options: [
      '--from',
      'a.jsonl',
      'b.jsonl',
      '--text-field',
      'text',
      '--text-field',
      'extra',
      '--batch-size',
      '64',
      '--on-bad-record',
      'skip',
    ],
    skip,
  },
  {
    name: 'zstd, steps by model tokens',
    write: copyFormat('01-jsonl-zst', { tokenizer: '', steps: { model_tokens: 5000 } }),
    options: ofRun,
    skip: dataSkip,
  },
  {
    name: 'Parquet, steps by a schedule',
    write: copyFormat('02-parquet', { steps: schedule, epochs: 2 }),
    options: ofRun,
    skip: dataSkip,
  },
  {
    name: 'Megatron in the order of a GPTDataset',
    write: copyFormat('04-megatron-order', {}),
    options: ofRun,
    skip: dataSkip,
  },
];

/** Phrases that occur, and some that do not: 10,000, and the last 1,000 of them. */
function writePhrases(folder: string, index: string): void {
  using snapshot = Snapshot.open(join(folder, index));
  const texts = recordsOf(snapshot).map((record) => record.parts.join('\n'));
  const phrases = randomPhrases(texts, 9900, seededRandom(7));
  const absent = Array.from({ length: 100 }, (_, i) => `of the absent phrase ${i}`);
  const all = [...phrases, ...absent];
  writeFileSync(join(folder, 'phrases.txt'), `${all.join('\n')}\n`);
  writeFileSync(join(folder, 'few.txt'), `${all.slice(-1000).join('\n')}\n`);
}

/** A split names its snapshot in split.json, and in the card as "(snapshot NAME)". */
const withoutName = (text: string) =>
  text.replaceAll(/("snapshot":\s*"|\(snapshot )\d+-\w+/g, '$1');

/** All files of a split, by name. */
async function splitFiles(t: Tap, folder: string, index: string): Promise<Record<string, string>> {
  const out = `${index}.split`;
  await cli(t, folder, 'split', index, '--pairs', 'pairs.jsonl', '--out', out, '--quiet');
  const names = readdirSync(join(folder, out), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => /\.\w+$/.test(name)).sort();
  return Object.fromEntries(
    files.map((name) => [name, withoutName(readFileSync(join(folder, out, name), 'utf8'))]),
  );
}

/** The snapshot's name, segments and bytes are all that may differ. */
async function infoOf(t: Tap, folder: string, index: string): Promise<unknown> {
  const info = JSON.parse(await cli(t, folder, 'info', index, '--json'));
  return { ...info, snapshot: '', segments: 0, bytes: 0 };
}

async function compareAnswers(t: Tap, folder: string): Promise<void> {
  writePhrases(folder, 'one.idx');
  const answers = async (list: string, question: readonly string[]) => {
    const options = ['--phrases', list, '--json', '--quiet', ...question];
    const one = withoutName(await cli(t, folder, 'query', 'one.idx', ...options));
    const array = withoutName(await cli(t, folder, 'query', 'array.idx', ...options));
    t.ok(array === one, `equal answers with ${question.join(' ')}`);
    return one.split('\n').length - 1;
  };
  const numbers = ['--at', '3,20,50', '--timeline', '9', '--records'];
  t.equal(await answers('phrases.txt', numbers), 10_000);
  t.equal(await answers('few.txt', ['--contexts', '2']), 1000);
  t.strictSame(await infoOf(t, folder, 'array.idx'), await infoOf(t, folder, 'one.idx'));
  const pairs = join(data, 'blimp/anaphor_number_agreement.jsonl');
  if (!existsSync(pairs)) return t.comment('there is no ../shared/data/blimp: no split');
  copyFileSync(pairs, join(folder, 'pairs.jsonl'));
  const files = await splitFiles(t, folder, 'one.idx');
  t.ok(Object.keys(files).length >= 4, Object.keys(files).join(' '));
  t.strictSame(await splitFiles(t, folder, 'array.idx'), files);
}

/** Plans, builds as an array of 8 tasks, assembles as a job that waits for it. */
async function buildArray(t: Tap, folder: string, options: readonly string[]): Promise<string> {
  const planning = ['--parts', String(parts), '--out', 'p.json', '--json', '--quiet'];
  const plan = JSON.parse(await cli(t, folder, 'plan', ...options, ...planning));
  t.equal(plan.shards.length, parts);
  const array = ['--parsable', `--array=0-${parts - 1}`, join(scripts, 'build.sbatch'), 'p.json'];
  const job = (await run(folder, 'sbatch', ...array)).stdout.trim();
  const after = ['--parsable', `--dependency=afterok:${job}`, '--output=assemble.log'];
  const assemble = [join(scripts, 'assemble.sbatch'), 'p.json', '--into', 'array.idx'];
  const assembling = (await run(folder, 'sbatch', ...after, ...assemble)).stdout.trim();
  t.equal(await endOf(folder, assembling), 'COMPLETED', readLog(folder, 'assemble.log'));
  return plan.digest;
}

/** The state in which a job has ended. `sbatch --wait` would look every eight seconds. */
async function endOf(folder: string, job: string): Promise<string> {
  let state = '';
  await waitFor(`job ${job} ends`, async () => {
    const { stdout } = await run(folder, 'scontrol', 'show', 'job', job, '--oneliner');
    state = / JobState=(\w+)/.exec(stdout)?.[1] ?? '';
    return !['PENDING', 'CONFIGURING', 'RUNNING', 'COMPLETING'].includes(state);
  });
  return state;
}

t.test(`arrays of ${parts} tasks`, { skip, timeout: 240_000 }, async (t) => {
  await Promise.all(
    cases.map(({ name, write, options, skip }) =>
      t.test(name, { skip }, async (t) => {
        const folder = temporaryFolder(t as Tap);
        write(folder);
        await cli(t as Tap, folder, 'index', 'one.idx', ...options, '--quiet');
        await buildArray(t as Tap, folder, options);
        await compareAnswers(t as Tap, folder);
      }),
    ),
  );
});

t.test('a lost part, and a task that is interrupted', { skip, timeout: 240_000 }, async (t) => {
  const folder = temporaryFolder(t as Tap);
  const text = (...args: string[]) => cli(t as Tap, folder, ...args);
  writeLines(join(folder, 'a.jsonl'), someLines(800, 5));
  const options = ['--from', 'a.jsonl', '--batch-size', '64'];
  await text('index', 'one.idx', ...options, '--quiet');
  const digest = await buildArray(t as Tap, folder, options);

  rmSync(join(folder, 'p.shards', digest, '5'), { recursive: true });
  const lost = await runCli(folder, ['assemble', 'p.json', '--into', 'y.idx', '--json']);
  t.match(lost, { code: 3 });
  const { error } = JSON.parse(lost.stderr);
  t.match(error, { code: 'parts_missing', details: { missing: [5], array: '5' } });
  const interrupted = join(folder, 'interrupted.sh');
  const command = slurm['FIRSTSEEN'] ?? '';
  writeFileSync(interrupted, interruptedOnce(command), { mode: 0o755 });
  slurm['FIRSTSEEN'] = interrupted;
  t.teardown(() => {
    slurm['FIRSTSEEN'] = command;
  });
  const array = ['--parsable', '--array=5', join(scripts, 'build.sbatch'), 'p.json'];
  const id = (await run(folder, 'sbatch', ...array)).stdout.trim();
  await waitFor('the task works', () => existsSync(join(folder, 'at-work')));
  await run(folder, 'scancel', '--signal=USR1', '--batch', `${id}_5`);
  await waitFor('the task is told', () => existsSync(join(folder, 'told')));
  const state = async () =>
    (await run(folder, 'squeue', '-h', '-o', '%t', '-j', `${id}_5`)).stdout.trim();
  await waitFor('the task is queued again', async () => (await state()) === 'PD');
  // Slurm would wait two minutes. The order to end the first attempt may still be on its way, and would
  // end the second.
  await pause(3000);
  await waitFor('the part is built', async () => {
    if ((await state()) === 'PD')
      await run(folder, 'scontrol', 'update', `jobid=${id}_5`, 'StartTime=now');
    return existsSync(join(folder, 'p.shards', digest, '5'));
  });
  await text('assemble', 'p.json', '--into', 'y.idx');
  t.strictSame(contentsOf(join(folder, 'y.idx')), contentsOf(join(folder, 'one.idx')));
});

/**
 * A command that ends with 75 when it gets SIGUSR1, and is `command` when it is run again. How the build
 * itself takes the signal is in test/parts/.
 */
function interruptedOnce(command: string): string {
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
async function waitFor(name: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 150_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it did not come to hold: ${name}`);
    await pause(200);
  }
}

function readLog(folder: string, name: string): string {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
