// Parquet as pyarrow and fastparquet write it (scripts/formats/make_fixtures.py), most of it with page
// checksums.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { IndexError } from '../../../errors.ts';
import { ParquetRows } from '../../../formats/parquet/parquet-rows.ts';
import type { Row, TextRow } from '../../../formats/rows/row-reader.ts';
import { buildIndex } from '../../../indexer/build-index.ts';
import { fileOperations } from '../../../store/files.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { temporaryFolder } from '../../store/small-index.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const names = ['v1-zstd.parquet', 'v2-snappy.parquet', 'v2-delta.parquet', 'v1-lz4-raw.parquet'];
const unchecked = ['lz4-blocks.parquet', 'lz4-hadoop.parquet'];
const fields = { text: 'text', id: 'id', step: 'step' };

const expected = Array.from({ length: 40 }, (_, i) => ({
  line: i + 1,
  text: `${i === 0 ? 'first' : 'another'} record of ${i}: ${'the é 漢 '.repeat(i % 4)}`,
  id: i % 5 === 4 ? null : `r${i % 7}`,
  step: 1 + Math.floor(i / 4),
}));

async function readAll(path: string, used = fields, start = 0): Promise<Row[]> {
  using rows = await ParquetRows.open({ name: 'a.parquet', path }, used);
  const found: Row[] = [];
  for await (const some of rows.read(start, rows.records)) found.push(...some);
  return found;
}

for (const name of [...names, ...unchecked]) {
  t.test(`${name}: every value, from any row on`, async (t) => {
    const path = join(fixtures, name);
    for (const start of [0, 1, 15, 16, 17, 39]) {
      t.strictSame(await readAll(path, fields, start), expected.slice(start), `from ${start}`);
    }
    const numbered = await readAll(path, { ...fields, id: 'number' });
    t.equal((numbered[3] as TextRow).id, '103', 'a number is its JSON text');
  });
}

for (const name of names) {
  t.test(`${name}: every flipped bit of a page is told`, async (t) => {
    const whole = readFileSync(join(fixtures, name));
    const path = join(temporaryFolder(t), 'a.parquet');
    const footer = whole.readUInt32LE(whole.length - 8);
    const silent: string[] = [];
    let named = 0;
    for (let at = 4; at < whole.length - 8 - footer; at += 3) {
      const broken = Buffer.from(whole);
      broken[at] = (broken[at] as number) ^ (1 << (at % 8));
      writeFileSync(path, broken);
      const found = await readAll(path).catch((error: unknown) => error);
      if (found instanceof IndexError) {
        if (/a\.parquet is damaged at byte \d+, column "\w+" of row group \d/.test(found.message))
          named++;
        continue;
      }
      // Other columns, statistics and page indexes decide nothing.
      if (found instanceof Error || JSON.stringify(found) !== JSON.stringify(expected)) {
        silent.push(`byte ${at}: ${found instanceof Error ? found.stack : 'other values'}`);
      }
    }
    t.strictSame(silent, []);
    t.ok(named > 50, `${named} were told with their place`);
  });
}

t.test('columns that are not there, or of another type', async (t) => {
  const path = join(fixtures, names[0] as string);
  await t.rejects(readAll(path, { ...fields, text: 'body' }), {
    code: 'missing_field',
    message: /no column "body"; it has "number", "text", "step", "id"/,
  });
  await t.rejects(readAll(path, { ...fields, step: 'when' }), { code: 'missing_field' });
  const rows = await readAll(path, { ...fields, text: 'number' });
  t.match(rows[0], {
    code: 'wrong_field_type',
    message: /row 1 has a bigint in the column "number"/,
  });
  const steps = await readAll(path, { ...fields, step: 'id' });
  t.match(steps[0], { code: 'wrong_field_type', message: /expected a step/ });
  const ids = await readAll(path, { ...fields, id: 'nowhere' });
  t.equal((ids[0] as TextRow).id, null, 'without ids there are none');
});

t.test('a Parquet file among lines is told, with what to say', async (t) => {
  const from = [join(fixtures, names[0] as string)];
  const directory = join(temporaryFolder(t), 'index');
  const building = buildIndex(directory, { from, workers: 1, inline: fileOperations });
  await t.rejects(building, { code: 'bad_argument', message: /--format parquet/ });
  await buildIndex(directory, { from, format: 'parquet', workers: 1, inline: fileOperations });
  using snapshot = Snapshot.open(directory);
  t.equal(snapshot.records, 40);
});
