// A compaction that fails, or is killed, at any operation or moment leaves an index with the same answers.

import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { IndexError } from '../../../errors.ts';
import { buildIndex } from '../../../indexer/build-index.ts';
import { compactIndex } from '../../../indexer/compact-index.ts';
import { fileOperations } from '../../../store/files.ts';
import { verifyIndex } from '../../../store/verify-index.ts';
import { runsOf } from '../../runs.ts';
import { answersAt, temporaryFolder, writeLines } from '../../store/small-index.ts';
import { countedFiles } from '../counted-files.ts';
import { someOperations, unnamedFiles } from '../crash-scene.ts';
import { compaction, countSegments, planMerges, runFixture } from './merge-scene.ts';

const root = temporaryFolder(t);
const copyIndex = await planMerges(root);
const expected = answersAt(join(root, 'base'));
const operations: string[] = [];
const counting = countedFiles((_, name) => operations.push(name));
await compactIndex(copyIndex('counted'), { ...compaction, inline: counting });

t.test('the scene has two merges and every kind of operation', async (t) => {
  t.equal(countSegments(join(root, 'base')), 6);
  t.equal(countSegments(join(root, 'counted')), 2);
  t.strictSame(answersAt(join(root, 'counted')), expected);
  const kinds = ['close', 'create', 'fsync', 'fsyncDirectory', 'list', 'remove', 'rename', 'write'];
  t.strictSame([...new Set(operations)].sort(), kinds);
});

/** Checks an index after a failure, and that the same command makes the whole of it. */
async function checkAndGoOn(directory: string, where: string): Promise<number> {
  assert.deepEqual(answersAt(directory), expected, where);
  const segments = countSegments(directory);
  await compactIndex(directory, { ...compaction, inline: fileOperations });
  assert.deepEqual(answersAt(directory), expected, `${where}, then again`);
  assert.equal(countSegments(directory), 2, where);
  assert.deepEqual(unnamedFiles(directory), [], where);
  assert.deepEqual([...verifyIndex(directory)], [], where);
  rmSync(directory, { recursive: true });
  return segments;
}

for (const [errno, forGood] of [
  ['EIO', false],
  ['ENOSPC', true],
] as const) {
  const how = forGood ? `${errno} from any operation on` : `${errno} at any one operation`;
  t.test(`${how} leaves a commit, and the same command goes on`, async (t) => {
    const seen = new Set<number>();
    for (const [i, name] of operations.entries()) {
      const where = `${errno} at operation ${i + 1}, ${name}`;
      const directory = copyIndex('failing');
      const inline = countedFiles((operation) => {
        if (operation !== i + 1 && !(forGood && operation > i)) return;
        throw Object.assign(new Error(`${errno}: made by the test`), { code: errno });
      });
      const failure = await compactIndex(directory, { ...compaction, inline }).catch(
        (error: unknown) => error,
      );
      // A file of an old segment that cannot be removed does no harm.
      const isHarmless = name === 'remove' && (!forGood || i >= operations.length - 6);
      if (isHarmless) assert(!(failure instanceof Error), where);
      else if (errno === 'ENOSPC') {
        assert(failure instanceof IndexError && failure.code === 'disk_full', where);
      } else assert.match(String(failure), /EIO/, where);
      if (!forGood && !isHarmless) assert.deepEqual(unnamedFiles(directory), [], where);
      seen.add(await checkAndGoOn(directory, where));
    }
    t.strictSame([...seen].sort(), [2, 4, 6]);
  });
}

t.test(
  'before each file operation there is a commit, a kill -9 leaves it, and the same command goes on',
  async (t) => {
    const counted = copyIndex('copied');
    const copyOf = (operation: number) => `${counted}-at-${operation}`;
    // What a kill leaves there: nothing runs behind it.
    const copying = countedFiles((operation) => {
      cpSync(counted, copyOf(operation), { recursive: true });
    });
    await compactIndex(counted, { ...compaction, inline: copying });
    const seen: number[] = [];
    for (const [i, name] of operations.entries()) {
      seen.push(await checkAndGoOn(copyOf(i + 1), `operation ${i + 1}, ${name}`));
    }
    t.strictSame([...new Set(seen)].sort(), [2, 4, 6]);
    for (const operation of someOperations(operations.length)) {
      const directory = copyIndex(`killed-${operation}`);
      const given = [directory, JSON.stringify(compaction), String(operation)];
      const where = `a process at operation ${operation} of ${operations.length}`;
      assert.equal(await runFixture('compact', given), 'SIGKILL', where);
      const segments = await checkAndGoOn(directory, where);
      assert.equal(segments, seen[operation - 1], `${where}: another state than its copy has`);
    }
  },
);

/** An index of ten segments of 50,000 tokens: more than one merge of a moment. */
async function buildLarge(directory: string): Promise<void> {
  let state = 1;
  const word = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return `w${Math.floor((state / 2 ** 32) ** 3 * 20_000).toString(36)}`;
  };
  for (let part = 0; part < 10; part++) {
    const lines = Array.from({ length: 500 }, () => {
      return { text: `the of ${Array.from({ length: 98 }, word).join(' ')}` };
    });
    const from = [writeLines(`${directory}-${part}.jsonl`, lines)];
    await buildIndex(directory, { from, workers: 1, merges: false });
  }
}

t.test('kill -9 at random moments of merges in a thread, then the same command', async (t) => {
  const base = join(root, 'large');
  await buildLarge(base);
  const answers = answersAt(base);
  const options = JSON.stringify({ segmentSymbols: 270_000 });
  cpSync(base, join(root, 'undisturbed'), { recursive: true });
  const startedMs = performance.now();
  assert.equal(await runFixture('compact', [join(root, 'undisturbed'), options]), '0');
  const wholeMs = performance.now() - startedMs;
  t.equal(countSegments(join(root, 'undisturbed')), 2);
  const seen = new Map<number, number>();
  const kills = runsOf(6);
  const mostKills = 5 * kills;
  let killed = 0;
  /** Kills the same command again and again, until it has come to its end. */
  const killUntilDone = async (directory: string) => {
    cpSync(base, directory, { recursive: true });
    for (let segments = 10; segments > 2; ) {
      const moment = Math.round(wholeMs * (0.2 + 0.8 * Math.random()));
      const where = `killed after ${moment} of ${wholeMs} ms`;
      const ended = await runFixture('compact', [directory, options], moment);
      if (ended === 'SIGKILL') killed++;
      else assert.equal(ended, '0', where);
      assert.deepEqual(answersAt(directory), answers, where);
      segments = countSegments(directory);
      seen.set(segments, (seen.get(segments) ?? 0) + 1);
    }
    await compactIndex(directory);
    assert.equal(countSegments(directory), 1);
    assert.deepEqual(answersAt(directory), answers);
    assert.deepEqual([...verifyIndex(directory)], []);
    assert.deepEqual(unnamedFiles(directory), []);
    rmSync(directory, { recursive: true });
  };
  for (let run = 0; killed < kills || (seen.size === 1 && killed < mostKills); run++) {
    await killUntilDone(join(root, `run-${run}`));
  }
  t.comment(`segments after a kill: ${JSON.stringify([...seen])}`);
  t.ok(seen.size > 1, 'some were killed after a merge');
});
