import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { isDiskFull } from '../../store/catalogue/sqlite-errors.ts';
import { fileOperations } from '../../store/files.ts';
import { runCli } from '../cli/run-cli.ts';
import { until } from '../query-server/small-server.ts';
import {
  answersAt,
  buildSmallIndex,
  someLines,
  temporaryFolder,
  writeLines,
} from './small-index.ts';

/** A disk of half a megabyte, or why there is none. */
function mountSmallDisk(t: Test): { folder: string } | { reason: string } {
  const folder = temporaryFolder(t);
  try {
    const options = ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder];
    execFileSync('mount', options, { stdio: 'pipe' });
  } catch (error) {
    return { reason: `cannot mount a small disk: ${(error as Error).message.split('\n')[0]}` };
  }
  t.teardown(() => execFileSync('umount', ['-l', folder]));
  return { folder };
}

function fill(folder: string): string {
  const path = join(folder, 'fill');
  const fd = openSync(path, 'w');
  try {
    for (;;) writeSync(fd, Buffer.alloc(512));
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  } finally {
    closeSync(fd);
  }
  return path;
}

t.test('an index on a full disk is read, and not written', async (t) => {
  const disk = mountSmallDisk(t);
  if ('reason' in disk) {
    t.pass('a small disk', { skip: disk.reason });
    return;
  }
  const directory = join(disk.folder, 'my.idx');
  await buildSmallIndex(directory);
  const expected = answersAt(directory);
  const more = writeLines(join(temporaryFolder(t), 'more.jsonl'), someLines(40, 9));
  // Readers leave them; without them SQLite has to write before it can read.
  for (const end of ['shm', 'wal']) rmSync(`${join(directory, 'catalogue.sqlite')}-${end}`);
  const filling = fill(disk.folder);
  t.same(answersAt(directory), expected);
  for (const args of [['info'], ['verify'], ['query', 'the']]) {
    const [command = '', ...rest] = args;
    t.equal((await runCli('.', [command, directory, ...rest])).code, 0, command);
  }
  for (const folder of [directory, join(disk.folder, 'new.idx')]) {
    const refused = await runCli('.', ['index', folder, '--from', more]);
    t.equal(refused.code, 3);
    t.match(refused.stderr, /no space left on the device.*\[disk_full\]/s);
  }
  t.same(answersAt(directory), expected, 'it stands at its last commit');

  using index = LiveIndex.open(directory);
  t.equal(index.snapshot.records, 80);
  rmSync(filling);
  const stepRule = { batch_size: 7 };
  await buildIndex(directory, { from: [more], stepRule, workers: 1, inline: fileOperations });
  await until(() => index.snapshot.records === 120);
  t.equal(index.failures, 0, 'a server that started on the full disk follows it');
  t.ok(readdirSync(directory).includes('catalogue.sqlite'));
});
