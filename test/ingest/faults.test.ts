// A disk that fails: what was acknowledged is committed once, and the rest is refused and can be sent again.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { RecordIntake } from '../../ingest/record-intake.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { countedFiles } from '../indexer/counted-files.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { lineOf, openScene, post, recordsOf, type StepRecord } from './scene.ts';

const root = temporaryFolder(t);
const steps = [3, 1, 2, 5, 4];
const recordsAt = (step: number) => [{ id: `r${step}`, text: `words of step ${step}` }];
const all: StepRecord[] = steps
  .toSorted()
  .flatMap((step) => recordsAt(step).map((record) => ({ step, ...record })));

/** Sends three steps, commits, sends the others, commits; gives the steps that were acknowledged. */
async function sendAll(intake: RecordIntake): Promise<number[]> {
  const acknowledged: number[] = [];
  for (const part of [steps.slice(0, 3), steps.slice(3)]) {
    for (const step of part) {
      const answer = await post(intake, lineOf('r', step, recordsAt(step)));
      if (answer.refused === undefined) acknowledged.push(step);
      else assert.equal(answer.refused.code, 'records_not_stored', answer.refused.message);
    }
    await intake.commit().catch(() => {});
  }
  return acknowledged;
}

const operations: string[] = [];
const counted = await openScene(join(root, 'counted'), {
  inline: countedFiles((_, name) => operations.push(name)),
  stepWindow: 10,
});
await sendAll(counted);
await counted.close(10_000);

t.test('the scene has each kind of operation', async (t) => {
  const kinds = ['close', 'create', 'fsync', 'fsyncDirectory', 'list', 'makeDirectory'];
  t.strictSame([...new Set(operations)].sort(), [...kinds, 'remove', 'rename', 'write']);
});

async function failAt(k: number, code: 'EIO' | 'ENOSPC', forGood: boolean): Promise<number> {
  const directory = join(root, `${code}-${k}`);
  const where = `${code} at operation ${k}`;
  let isBroken = true;
  const inline = countedFiles((operation) => {
    if (!isBroken || operation < k || (operation > k && !forGood)) return;
    throw Object.assign(new Error(`${code}: made by the test`), { code });
  });
  // Held back, so that a step which is sent again is not too late.
  const options = { inline, stepWindow: 10 };
  let acknowledged: number[] = [];
  let intake = await openScene(directory, options).catch(() => undefined);
  if (intake !== undefined) acknowledged = await sendAll(intake);
  isBroken = false;
  // The same process goes on once there is space.
  intake ??= await openScene(directory, options);
  for (const step of steps) {
    const { lines } = await post(intake, lineOf('r', step, recordsAt(step)));
    const { status } = JSON.parse(lines) as { status: string };
    assert.equal(status, acknowledged.includes(step) ? 'duplicate' : 'accepted', where);
  }
  await intake.close(10_000);
  // What was held back is committed without a window.
  const last = await openScene(directory);
  await last.close(10_000);
  assert.deepEqual(recordsOf(directory), all, where);
  assert.deepEqual(readdirSync(join(directory, 'ingest')), ['steps.sqlite'], where);
  assert.deepEqual([...verifyIndex(directory)], [], where);
  return acknowledged.length;
}

t.test('EIO at any one operation', async (t) => {
  const numbers = new Set<number>();
  for (let k = 1; k <= operations.length; k += 2) numbers.add(await failAt(k, 'EIO', false));
  t.ok(numbers.has(0) && numbers.has(steps.length - 1) && numbers.has(steps.length));
});

t.test('no space from any operation on, and then space again', async (t) => {
  const numbers = new Set<number>();
  for (let k = 1; k <= operations.length; k += 4) numbers.add(await failAt(k, 'ENOSPC', true));
  t.ok(numbers.has(0) && numbers.has(steps.length));
});

t.test('a commit that fails is tried again, and its records are in once', async (t) => {
  const names: string[] = [];
  const make = join(root, 'commit-count');
  const counting = await openScene(make, { inline: countedFiles((_, name) => names.push(name)) });
  const send = async (intake: RecordIntake) => {
    for (const step of [1, 2, 3]) await post(intake, lineOf('r', step, recordsAt(step)));
  };
  await send(counting);
  const from = names.length;
  await counting.commit();
  const to = names.length;
  await counting.close(10_000);
  t.ok(to - from > 10, `${to - from} operations of a commit`);
  const failures = new Set<string>();
  for (let k = from + 1; k <= to; k += 2) {
    const directory = join(root, `commit-${k}`);
    const inline = countedFiles((operation) => {
      if (operation === k) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    });
    const onEvent = ({ kind }: { readonly kind: string }) => failures.add(kind);
    const intake = await openScene(directory, { inline, onEvent });
    await send(intake);
    await intake.commit().catch((error: unknown) => assert.match(String(error), /EIO/));
    await intake.commit();
    assert.deepEqual(recordsOf(directory), all.slice(0, 3), `operation ${k}`);
    await post(intake, lineOf('r', 4, recordsAt(4)));
    await intake.close(10_000);
    assert.deepEqual(recordsOf(directory), all.slice(0, 4), `operation ${k}`);
  }
  t.strictSame([...failures].sort(), ['commit-failed', 'committed']);
});
