// Files of a shard under their names in an index: linked on one file system, copied to another.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { placeFile } from '../../parts/place-file.ts';
import { fileOperations } from '../../store/files.ts';
import { temporaryFolder } from '../store/small-index.ts';

const memory = '/dev/shm';
const isOther = existsSync(memory) && statSync(memory).dev !== statSync(tmpdir()).dev;
const skip = isOther ? false : `${memory} is not another file system`;

t.test(
  'a file on the same file system is linked, also where one of that name is there',
  async (t) => {
    const folder = temporaryFolder(t);
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    writeFileSync(from, 'contents');
    writeFileSync(to, 'of an attempt that failed');
    t.equal(placeFile(from, to, fileOperations), true);
    t.equal(statSync(to).ino, statSync(from).ino);
  },
);

t.test('a file on another file system is copied', { skip }, async (t) => {
  const folder = temporaryFolder(t);
  const other = mkdtempSync(join(memory, 'firstseen-'));
  t.teardown(() => rmSync(other, { recursive: true }));
  const [from, to] = [join(folder, 'from'), join(other, 'to')];
  writeFileSync(from, 'contents');
  t.equal(placeFile(from, to, fileOperations), false);
  t.equal(readFileSync(to, 'utf8'), 'contents');
  t.notOk(existsSync(`${to}.tmp`));
  t.throws(() => placeFile(join(folder, 'none'), to, fileOperations), { code: 'ENOENT' });
});
