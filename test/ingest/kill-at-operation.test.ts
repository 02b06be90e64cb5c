// What kill -9 leaves at each file operation: a copy of the folder as it was then, opened and continued.

import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { RecordIntake } from '../../ingest/record-intake.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { countedFiles } from '../indexer/counted-files.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { lineOf, openScene, post, recordsOf } from './scene.ts';

const root = temporaryFolder(t);
const directory = join(root, 'live');
const steps = [1, 3, 2, 4, 5];
const recordsAt = (step: number) => [
  { id: `r${step}`, text: `words of step ${step}` },
  { id: null, text: `more of ${step}` },
];
const recordsUpTo = (last: number) =>
  Array.from({ length: last }, (_, i) =>
    recordsAt(i + 1).map((record) => ({ step: i + 1, ...record })),
  ).flat();

const send = (intake: RecordIntake, step: number) =>
  post(intake, lineOf('r', step, recordsAt(step)));

/** A state that the folder was in, and the steps that had been acknowledged. */
interface Image {
  readonly name: string;
  readonly path: string;
  readonly acknowledged: readonly number[];
}

const images: Image[] = [];
const acknowledged: number[] = [];
const inline = countedFiles((operation, name) => {
  // Those change nothing on disk.
  if (!existsSync(directory) || name === 'list' || name === 'close') return;
  const path = join(root, `at-${operation}`);
  cpSync(directory, path, { recursive: true });
  images.push({ name: `${operation}, ${name}`, path, acknowledged: [...acknowledged] });
});
const intake = await openScene(directory, { inline });
for (const [i, step] of steps.entries()) {
  const { refused } = await send(intake, step);
  assert.equal(refused, undefined);
  acknowledged.push(step);
  // Behind steps 3 and 4, so that nothing is late.
  if (i === 2 || i === 3) await intake.commit();
}
await intake.close(10_000);

t.test('undisturbed', async (t) => {
  t.same(recordsOf(directory), recordsUpTo(5));
  t.ok(images.length > 30, `${images.length} operations`);
});

t.test('killed at each operation, what was acknowledged is in once', async (t) => {
  const numbers = new Set<number>();
  for (const [i, image] of images.entries()) {
    const next = await openScene(image.path);
    const before = recordsOf(image.path).map(({ step }) => step);
    for (const step of image.acknowledged) {
      const { lines } = await send(next, step);
      assert.match(lines, /"duplicate"/, `${image.name}: step ${step}`);
    }
    await next.commit();
    const found = recordsOf(image.path);
    const last = found.at(-1)?.step ?? 0;
    for (const step of image.acknowledged) assert(step <= last, image.name);
    for (const step of before) assert(step <= last, image.name);
    const isIn = (step: number) => found.some((record) => record.step === step);
    const whole = recordsUpTo(5).filter(({ step }) => isIn(step));
    assert.deepEqual(found, whole, `${image.name}: each record of a step, once and in order`);
    // One more than was acknowledged may be on disk.
    assert(new Set(found.map(({ step }) => step)).size <= image.acknowledged.length + 1);
    numbers.add(image.acknowledged.length);
    await next.close(10_000);
    const isUnused = found.length === 0;
    if (!isUnused) assert.deepEqual(readdirSync(join(image.path, 'ingest')), ['steps.sqlite']);
    if (i % 4 === 0 && !isUnused) assert.deepEqual([...verifyIndex(image.path)], [], image.name);
  }
  t.strictSame([...numbers].sort(), [0, 1, 2, 3, 4, 5]);
});
