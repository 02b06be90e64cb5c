// Files of --plot and --csv: whole, or as they were.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { planOutputFile } from '../../../library/rows/output-file.ts';
import { temporaryFolder } from '../../store/small-index.ts';

const rules = { option: '--csv', extension: '.csv' };

t.test('a file takes the place of an older one when it is whole', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a.csv');
  writeFileSync(path, 'older, and longer\n');
  const file = planOutputFile(path, rules);
  t.equal(readFileSync(path, 'utf8'), 'older, and longer\n', 'the plan touches nothing');
  await file?.write('new\n');
  t.equal(readFileSync(path, 'utf8'), 'new\n');
  t.strictSame(readdirSync(folder), ['a.csv']);
});

t.test('what cannot be written leaves nothing of it', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a.csv');
  const file = planOutputFile(path, rules);
  mkdirSync(path);
  const refused = { code: 'output_not_writable', message: /write the file of --csv/ };
  await t.rejects(async () => await file?.write('new\n'), refused);
  t.strictSame(readdirSync(folder), ['a.csv']);
  rmSync(folder, { recursive: true });
  await t.rejects(async () => await file?.write('new\n'), refused);
});

t.test(
  'a full disk leaves the older file as it was',
  { skip: process.platform === 'win32' ? 'there is no ulimit' : false },
  async (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'a.csv');
    writeFileSync(path, 'older\n');
    const module = new URL('../../../library/rows/output-file.ts', import.meta.url).href;
    // Without a listener the signal of the limit ends the process.
    const script = `
      process.on('SIGXFSZ', () => {});
      const { planOutputFile } = await import(${JSON.stringify(module)});
      const file = planOutputFile(${JSON.stringify(path)}, ${JSON.stringify(rules)});
      await file.write('x'.repeat(1 << 20)).catch(({ code }) => console.log(code));`;
    const limited = 'ulimit -f 64; exec "$0" --input-type=module -e "$1"';
    const env = { ...process.env };
    delete env['NODE_COMPILE_CACHE'];
    const run = spawnSync('bash', ['-c', limited, process.execPath, script], { env });
    t.equal(String(run.stdout), 'output_not_writable\n', String(run.stderr));
    t.equal(readFileSync(path, 'utf8'), 'older\n');
    t.strictSame(readdirSync(folder), ['a.csv']);
  },
);
