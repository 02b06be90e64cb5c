import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { decodeStep, type StepEntry } from '../../ingest/decode-step.ts';
import { readLog } from '../../ingest/log-entry.ts';
import { StepLog } from '../../ingest/step-log.ts';
import { fileOperations } from '../../store/files.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { lineOf } from './scene.ts';

const entryOf = (step: number, texts: readonly string[]): StepEntry => {
  const records = texts.map((text) => ({ id: null, text }));
  const entry = decodeStep(Buffer.from(lineOf('r', step, records)), 1, 1 << 20);
  if (entry === undefined) throw new Error('it is a step');
  return entry;
};
const entries = [entryOf(1, ['one', 'and \u00e9']), entryOf(2, []), entryOf(3, ['three'])];

t.test('a log gives back its steps, and up to a torn end the whole ones', async (t) => {
  const log = new StepLog(temporaryFolder(t), fileOperations);
  const ranges = [...log.append(entries.slice(0, 1)), ...log.append(entries.slice(1))];
  const read = [...log.read()];
  t.same(
    read.map(({ entry }) => ({ ...entry, lines: Buffer.from(entry.lines) })),
    entries,
  );
  t.same(
    read.map(({ range }) => range),
    ranges,
  );
  const path = log.path(1);
  const bytes = readFileSync(path);
  const ends = ranges.map(({ start, bytes: length }) => start + length);
  for (let size = 0; size <= bytes.length; size++) {
    writeFileSync(path, bytes.subarray(0, size));
    const whole = ends.filter((end) => end <= size).length;
    if ([...readLog(path)].length !== whole) t.fail(`cut at ${size}`);
  }
  for (let at = 0; at < bytes.length; at++) {
    const broken = Buffer.from(bytes);
    broken[at] = (broken[at] as number) ^ 1;
    writeFileSync(path, broken);
    const found = [...readLog(path)].map(({ entry }) => Buffer.from(entry.lines).toString());
    const known = entries.map(({ lines }) => Buffer.from(lines).toString());
    if (found.some((lines, i) => lines !== known[i])) t.fail(`byte ${at} is another one`);
  }
});

t.test('what is taken back is not there for the next process', async (t) => {
  const folder = temporaryFolder(t);
  const log = new StepLog(folder, fileOperations);
  log.append(entries.slice(0, 1));
  log.append(entries.slice(1));
  log.takeBack();
  const steps = (one: StepLog) => Array.from(one.read(), ({ entry }) => entry.step);
  t.same(steps(new StepLog(folder, fileOperations)), [1]);
  log.append(entries.slice(2));
  t.same(steps(new StepLog(folder, fileOperations)), [1, 3]);
  log.removeUnless(new Set([2]));
  t.same(steps(new StepLog(folder, fileOperations)), [3]);
  log.rotate();
});
