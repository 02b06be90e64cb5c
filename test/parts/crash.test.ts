// Each file operation of a build of a part and of an assembly fails in turn: the same command then makes
// what it would have made.

import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { IndexError } from '../../errors.ts';
import { assembleParts } from '../../parts/assemble-parts.ts';
import { buildPart } from '../../parts/build-part.ts';
import { planParts } from '../../parts/plan-parts.ts';
import { type FileOperations, fileOperations } from '../../store/files.ts';
import { countedFiles } from '../indexer/counted-files.ts';
import { someLines, temporaryFolder, writeLines } from '../store/small-index.ts';
import { contentsOf, small } from './in-parts.ts';

const folder = temporaryFolder(t);
const from = [writeLines(join(folder, 'a.jsonl'), someLines(200, 3))];
const plan = await planParts({ from, stepRule: { words: 30 }, parts: 3 });
const out = join(folder, 'shards');

function build(rank: number, shards: string, inline: FileOperations) {
  const options = { ...small, inline, rangeBytes: 1500, segmentSymbols: 400 };
  return buildPart(plan, { ...options, rank, out: shards });
}

for (const { rank } of plan.parts) await build(rank, out, fileOperations);
const whole = join(folder, 'whole');
await assembleParts(plan, { shards: out, into: whole });
const expected = contentsOf(whole);

/** Fails operation k of `work`, or all from there on, and says how it ended. */
async function failAt(
  k: number,
  forGood: boolean,
  work: (files: FileOperations) => Promise<unknown>,
): Promise<void> {
  const files = countedFiles((operation) => {
    if (operation !== k && !(forGood && operation > k)) return;
    const code = forGood ? 'ENOSPC' : 'EIO';
    throw Object.assign(new Error(`${code}: made by the test`), { code });
  });
  const error = await work(files).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error === undefined) return;
  if (forGood) assert(error instanceof IndexError && error.code === 'disk_full', String(error));
  else assert.match(String(error), /EIO/);
}

async function countOperations(work: (files: FileOperations) => Promise<unknown>): Promise<number> {
  let operations = 0;
  await work(countedFiles(() => operations++));
  return operations;
}

t.test('the build of a part', async (t) => {
  const shards = join(folder, 'failing');
  const rest = plan.parts.map(({ rank }) => rank).filter((rank) => rank !== 1);
  const operations = await countOperations((files) => build(1, shards, files));
  t.ok(operations > 30, `${operations} operations`);
  for (const forGood of [false, true]) {
    for (let k = 1; k <= operations; k++) {
      rmSync(shards, { recursive: true, force: true });
      await failAt(k, forGood, (files) => build(1, shards, files));
      const { shard } = await build(1, shards, fileOperations);
      assert.equal(shard.rank, 1, `operation ${k}`);
      const left = existsSync(join(shards, plan.digest, '1.1'));
      assert(!left, `operation ${k}: an attempt stays`);
      if (k % 12 !== 0) continue;
      for (const rank of rest) await build(rank, shards, fileOperations);
      const into = join(folder, `built-${forGood}-${k}`);
      await assembleParts(plan, { shards, into });
      t.strictSame(contentsOf(into), expected, `operation ${k}`);
    }
  }
});

t.test('an assembly', async (t) => {
  const work = (into: string) => (files: FileOperations) =>
    assembleParts(plan, { shards: out, into, files });
  const operations = await countOperations(work(join(folder, 'counted')));
  t.ok(operations > 10, `${operations} operations`);
  for (const forGood of [false, true]) {
    for (let k = 1; k <= operations; k++) {
      const into = join(folder, `assembled-${forGood}-${k}`);
      await failAt(k, forGood, work(into));
      await work(into)(fileOperations);
      t.strictSame(contentsOf(into), expected, `operation ${k}`);
    }
  }
});
