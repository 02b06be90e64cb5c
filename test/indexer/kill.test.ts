// A build that is killed at any operation or moment leaves the last commit, and the same command goes on.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { IndexError } from '../../errors.ts';
import { answerPhrase } from '../../exposure/answer-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { runsOf } from '../runs.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { countedFiles } from './counted-files.ts';
import { planScene, someOperations, stateOf, unnamedFiles } from './crash-scene.ts';

const root = temporaryFolder(t);

/** Runs a fixture in a process of its own; kills it after a while if it is told to. */
function runFixture(name: string, given: readonly string[], killAfterMs?: number): Promise<string> {
  const path = fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [path, ...given], {
    env: { ...env, NODE_COMPILE_CACHE: join(root, 'compiled') },
    stdio: ['ignore', 'ignore', 'inherit'],
    ...(killAfterMs !== undefined && { timeout: killAfterMs, killSignal: 'SIGKILL' }),
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ?? String(code)));
  });
}

/** Builds, and copies the folder before each file operation: what a kill leaves there. Gives their number. */
async function copyAtEach(directory: string, options: BuildOptions): Promise<number> {
  let operations = 0;
  const inline = countedFiles((operation) => {
    operations = operation;
    if (existsSync(directory)) cpSync(directory, copyOf(directory, operation), { recursive: true });
  });
  await buildIndex(directory, { ...options, inline });
  return operations;
}

const copyOf = (directory: string, operation: number) => `${directory}-at-${operation}`;

/** Builds in a process that is killed before the operation. */
async function killAt(operation: number, directory: string, options: BuildOptions): Promise<void> {
  const given = [String(operation), directory, JSON.stringify(options)];
  assert.equal(await runFixture('die-at-operation', given), 'SIGKILL', `operation ${operation}`);
}

t.test(
  'before each file operation there is the last commit, a kill -9 leaves it, and the command goes on',
  async (t) => {
    const scene = await planScene(root);
    const counted = scene.copyIndex('counted');
    const operations = await copyAtEach(counted, scene.options);
    /** Checks what is left, and that the same command makes the whole of it; gives the state. */
    const checkAndGoOn = async (directory: string, where: string): Promise<number> => {
      const state = stateOf(directory, scene);
      assert.notEqual(state, -1, `${where}: no commit has these answers`);
      await buildIndex(directory, { ...scene.options, inline: fileOperations });
      assert.equal(stateOf(directory, scene), scene.states.length - 1, where);
      assert.deepEqual(unnamedFiles(directory), [], where);
      rmSync(directory, { recursive: true });
      return state;
    };
    const states: number[] = [];
    for (let operation = 1; operation <= operations; operation++) {
      const where = `operation ${operation} of ${operations}`;
      states.push(await checkAndGoOn(copyOf(counted, operation), where));
    }
    t.strictSame([...new Set(states)].sort(), [0, 1], 'before the first commit and after it');
    t.ok(operations > 40, `${operations} operations`);
    for (const operation of someOperations(operations)) {
      const where = `a process at operation ${operation} of ${operations}`;
      const directory = scene.copyIndex(`killed-${operation}`);
      await killAt(operation, directory, scene.options);
      const state = await checkAndGoOn(directory, where);
      assert.equal(state, states[operation - 1], `${where}: another state than its copy has`);
    }
  },
);

t.test(
  'before each file operation of a first build, and after a kill -9, the same command goes on',
  async (t) => {
    const scene = await planScene(temporaryFolder(t));
    const folder = temporaryFolder(t);
    const counted = join(folder, 'counted');
    const operations = await copyAtEach(counted, scene.making);
    const checkAndGoOn = async (directory: string, where: string) => {
      assert.throws(
        () => Snapshot.open(directory),
        (error) => error instanceof IndexError && /not_found|not_an_index/.test(error.code),
        where,
      );
      await buildIndex(directory, { ...scene.making, inline: fileOperations });
      assert.equal(stateOf(directory, scene), 0, where);
      assert.deepEqual(unnamedFiles(directory), [], where);
    };
    for (let operation = 1; operation <= operations; operation++) {
      await checkAndGoOn(copyOf(counted, operation), `operation ${operation} of ${operations}`);
    }
    t.ok(operations > 20, `${operations} operations`);
    for (const operation of someOperations(operations)) {
      const directory = join(folder, `killed-${operation}`);
      await killAt(operation, directory, scene.making);
      await checkAndGoOn(directory, `a process at operation ${operation} of ${operations}`);
    }
  },
);

const recordsPerSource = 12_000;
const sources = 3;
const everyTenth = 'seen now and then';

/** The same 4 MB under several names, so that what is counted twice or left out shows in a count. */
function writeSources(): string[] {
  let state = 1;
  const word = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return `w${Math.floor((state / 2 ** 32) ** 3 * 50_000).toString(36)}`;
  };
  const lines = Array.from({ length: recordsPerSource }, (_, i) => {
    const words = Array.from({ length: 50 }, word);
    const text = i % 10 === 0 ? [...words, everyTenth] : words;
    return `${JSON.stringify({ text: text.join(' ') })}\n`;
  });
  const bytes = lines.join('');
  return Array.from({ length: sources }, (_, i) => {
    const path = join(root, `source-${i}.jsonl`);
    writeFileSync(path, bytes);
    return path;
  });
}

/** Records in the index; checks that they are a beginning of the sources, each of them once. */
function checkBeginning(directory: string): number {
  let snapshot: Snapshot;
  try {
    snapshot = Snapshot.open(directory);
  } catch (error) {
    assert(error instanceof IndexError && /not_found|not_an_index/.test(error.code), String(error));
    return 0;
  }
  using open = snapshot;
  const { count, last } = answerPhrase(open, planQuestion(open), everyTenth);
  assert.equal(count, Math.ceil(open.records / 10));
  assert.equal(last?.rank, Math.floor((open.records - 1) / 10) * 10);
  using catalogue = Catalogue.openForReading(directory);
  const rows = catalogue.sources();
  assert.equal(
    rows.reduce((sum, { records }) => sum + records, 0),
    open.records,
  );
  assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length);
  return open.records;
}

const kills = runsOf(6);
/** Of so many at most, one comes between two commits. */
const mostKills = 5 * kills;

t.test('kill -9 at random moments of a build with threads, then the same command', async (t) => {
  const options: BuildOptions = { from: writeSources(), workers: 2, rangeBytes: 1 << 20 };
  const given = (directory: string) => [directory, JSON.stringify(options)];
  const whole = sources * recordsPerSource;
  const startedMs = performance.now();
  assert.equal(await runFixture('build', given(join(root, 'undisturbed'))), '0');
  const buildMs = performance.now() - startedMs;
  const moments: number[] = [];
  let run = 0;
  let directory = join(root, 'run-0');
  let before = 0;
  let wentOn = 0;
  const isEnough = () => moments.length >= kills && (wentOn > 0 || moments.length >= mostKills);
  while (!isEnough()) {
    const moment = Math.round(50 + Math.random() * buildMs);
    const where = `killed after ${[...moments, moment].join(', ')} ms`;
    const ended = await runFixture('build', given(directory), moment);
    const records = checkBeginning(directory);
    assert(records >= before, where);
    if (before > 0 && records > before) wentOn++;
    before = records;
    if (ended === 'SIGKILL') moments.push(moment);
    else assert.equal(ended, '0', where);
    if (records < whole && !isEnough()) continue;
    assert.equal(await runFixture('build', given(directory)), '0', where);
    assert.equal(checkBeginning(directory), whole, where);
    assert.deepEqual([...verifyIndex(directory)], [], where);
    assert.deepEqual(unnamedFiles(directory), [], where);
    rmSync(directory, { recursive: true });
    directory = join(root, `run-${++run}`);
    before = 0;
  }
  t.comment(
    `${run} indexes, ${wentOn} times gone on from a commit, build of ${Math.round(buildMs)} ms`,
  );
  t.ok(moments.length >= kills, `${moments.length} kills`);
  t.ok(wentOn > 0, 'some builds went on from a commit');
  using catalogue = Catalogue.openForReading(join(root, 'undisturbed'));
  t.ok(catalogue.committed().commits > 4, 'several commits');
});
