// MDS as mosaicml-streaming compresses it (scripts/formats/make_mds_fixtures.py).

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { IndexError } from '../../../errors.ts';
import { MdsRows } from '../../../formats/mds/mds-rows.ts';
import type { Row } from '../../../formats/rows/row-reader.ts';
import { temporaryFolder } from '../../store/small-index.ts';

const fixtures = fileURLToPath(new URL('../rows/fixtures/mds', import.meta.url));
const fields = { text: 'text', id: 'id', step: undefined };
const expected = Array.from({ length: 40 }, (_, i) => ({
  line: i + 1,
  text: `record of ${i}: ${'the é 漢 '.repeat(i % 4)}`,
  id: `${i}`,
  step: undefined,
}));

async function readAll(path: string, start = 0): Promise<Row[]> {
  using rows = new MdsRows({ name: 'set', path }, fields);
  const found: Row[] = [];
  for await (const some of rows.read(start, rows.records)) found.push(...some);
  return found;
}

for (const name of ['br', 'bz2', 'gz', 'snappy', 'zstd']) {
  t.test(`${name}: every sample, from any one on`, async (t) => {
    for (const start of [0, 1, 17, 39]) {
      t.strictSame(await readAll(join(fixtures, name), start), expected.slice(start));
    }
  });

  t.test(`${name}: damage is told or changes nothing but text`, async (t) => {
    const folder = temporaryFolder(t);
    cpSync(join(fixtures, name), folder, { recursive: true });
    const path = join(folder, `shard.00000.mds.${name}`);
    const whole = readFileSync(path);
    let refused = 0;
    for (let at = 0; at < whole.length; at += 7) {
      const broken = Buffer.from(whole);
      broken[at] = (broken[at] as number) ^ 0x41;
      writeFileSync(path, broken);
      const found: unknown = await readAll(folder).catch((error: unknown) => error);
      if (found instanceof IndexError) refused += 1;
      else if (found instanceof Error) t.fail(`byte ${at}: ${found.stack}`);
      else t.match(found, { length: expected.length });
    }
    t.ok(refused > 0, `${refused} of ${Math.ceil(whole.length / 7)} were refused`);
  });
}

t.test('another compression is refused by name, with the way out', async (t) => {
  const folder = temporaryFolder(t);
  cpSync(join(fixtures, 'bz2'), folder, { recursive: true });
  const path = join(folder, 'index.json');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"bz2"', '"xz"'));
  await t.rejects(readAll(folder), {
    code: 'bad_argument',
    message:
      /is compressed with xz: expected zstd, gz, br, snappy, bz2 or none; .*decompress the shards/,
  });
});
