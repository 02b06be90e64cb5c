// What every reader of rows does, whatever its files are.

import { readFileSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { IndexError } from '../../../errors.ts';
import { openRows } from '../../../formats/rows/open-rows.ts';
import { locateRow, type Row, type RowReader } from '../../../formats/rows/row-reader.ts';
import type { RowsSpec } from '../../../formats/rows/rows-spec.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { type RowKind, rowKinds } from './write-rows.ts';

const texts = [
  'the first record of the corpus',
  'zwei Umlaute: äöü, ein Zeichen: 語, eins mit vier Byte: 😀',
  '',
  'x'.repeat(3000),
  ...Array.from({ length: 60 }, (_, i) => `record number ${i} and the ${'é'.repeat(i % 7)} of it`),
  'the last record',
];
const never = new AbortController().signal;

async function readRows(reader: RowReader, start: number, end: number): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const some of reader.read(start, end)) rows.push(...some);
  return rows;
}

function contentOf(row: Row): string | number[] {
  if ('text' in row) return row.text;
  if ('ids' in row) return [...row.ids];
  throw new IndexError(row.code, row.message);
}

/** All rows, as the indexer reads them: opened, checked, in parts. */
async function readAll(spec: RowsSpec, budgetBytes = 700): Promise<(string | number[])[]> {
  using reader = await openRows(spec);
  reader.check(never);
  const rows: (string | number[])[] = [];
  for (let start = 0; start < reader.records; ) {
    const { end } = reader.batchEnd(start, budgetBytes);
    if (end <= start || end > reader.records) throw new Error('a part without an end');
    rows.push(...(await readRows(reader, start, end)).map(contentOf));
    start = end;
  }
  return rows;
}

for (const kind of rowKinds) {
  t.test(`${kind.name}: all rows in order, in parts of any size`, async (t) => {
    const { spec, rows } = kind.pack(temporaryFolder(t), texts);
    t.ok(rows.length > 10, 'there are rows');
    for (const budget of [1, 700, 1 << 20]) {
      t.strictSame(await readAll(spec, budget), rows, `parts of ${budget} bytes`);
    }
  });

  t.test(`${kind.name}: any part by itself, backwards too`, async (t) => {
    const { spec, rows } = kind.pack(temporaryFolder(t), texts);
    using reader = await openRows(spec);
    t.equal(reader.records, rows.length);
    const last = rows.length - 1;
    for (const [start, end] of [
      [last, rows.length],
      [0, 1],
      [3, 9],
      [4, 6],
      [1, last],
    ] as const) {
      const found = await readRows(reader, start, end);
      t.strictSame(found.map(contentOf), rows.slice(start, end), `[${start}, ${end})`);
      t.same(
        found.map(({ line }) => line),
        Array.from({ length: end - start }, (_, i) => start + i + 1),
      );
    }
  });

  t.test(`${kind.name}: every row has a file and a row there`, async (t) => {
    const { spec } = kind.pack(temporaryFolder(t), texts);
    using reader = await openRows(spec);
    const data = reader.files.filter(({ role }) => role === 'data');
    const total = data.reduce((sum, { rows = 0 }) => sum + rows, 0);
    t.ok(total >= reader.records, 'no row is without a file');
    t.same(locateRow(reader.files, 1), { name: data[0]?.name, row: 1 });
    t.ok(reader.files.every(({ sizeBytes }) => sizeBytes > 0));
    reader.close();
    reader.close();
  });

  t.test(`${kind.name}: a file that is cut short is told, or all its whole rows come`, (t) =>
    testCuts(t, kind),
  );

  t.test(`${kind.name}: flipped bits are told or change rows, never more`, (t) =>
    testFlips(t, kind),
  );

  t.test(`${kind.name}: a file that is not there is told`, async (t) => {
    const { spec } = kind.pack(temporaryFolder(t), texts);
    const data = spec.data.map(({ name, path }) => ({ name, path: `${path}-no` }));
    await t.rejects(readAll({ ...spec, data }), { name: 'FirstseenError' });
  });
}

async function testCuts(t: Test, kind: RowKind): Promise<void> {
  const folder = temporaryFolder(t);
  const { spec, rows, files } = kind.pack(folder, texts);
  for (const file of files) {
    const whole = readFileSync(file);
    const cuts = [0, 1, 7, 8, 9, 40, whole.length >> 1, whole.length - 8, whole.length - 2];
    for (const length of [...cuts, whole.length - 1]) {
      if (length < 0 || length >= whole.length) continue;
      writeFileSync(file, whole.subarray(0, length));
      const found = await readAll(spec).catch((error: unknown) => error);
      const told = found instanceof IndexError && found.kind === 'data';
      if (length === 0 && kind.tellsCuts && Array.isArray(found)) {
        t.equal(found.length, 0, 'an empty file holds no row, and a build says so');
      } else if (kind.tellsCuts || length % 2 === 1) {
        t.ok(told, `${length} of ${whole.length} bytes: ${found}`);
        if (told) t.match(found.message, /\.(parquet|arrow|mds|idx|bin|ds|npy)/, 'names the file');
      } else {
        t.ok(told || (Array.isArray(found) && found.length <= rows.length), `${length} bytes`);
      }
    }
    writeFileSync(file, whole);
  }
}

/** Never a crash, and an error has a code; with checksums every change in the values is told. */
async function testFlips(t: Test, kind: RowKind): Promise<void> {
  const { spec, rows, files } = kind.pack(temporaryFolder(t), texts);
  const unlike: string[] = [];
  let told = 0;
  for (const file of files) {
    const whole = readFileSync(file);
    const step = Math.max(1, Math.floor(whole.length / 60));
    for (let at = 0; at < whole.length; at += step) {
      const broken = Buffer.from(whole);
      broken[at] = (broken[at] as number) ^ (1 << (at % 8));
      writeFileSync(file, broken);
      const found = await readAll(spec).catch((error: unknown) => error);
      if (found instanceof IndexError) told++;
      else if (found instanceof Error) {
        unlike.push(`byte ${at}: ${found.stack}`);
      } else if (kind.hasChecksums && JSON.stringify(found) !== JSON.stringify(rows)) {
        unlike.push(`byte ${at} changed a row and was not told`);
      }
    }
    writeFileSync(file, whole);
  }
  t.strictSame(unlike, []);
  if (kind.hasChecksums) t.ok(told > 0, 'some were told');
  t.strictSame(await readAll(spec), rows, 'mended');
}
