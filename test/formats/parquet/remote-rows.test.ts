// Parquet over the net: the rows of the file, and hardly more bytes than its columns have.

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import t, { type Test } from 'tap';
import { chunkRange, planLoads } from '../../../formats/parquet/parquet-loads.ts';
import { ParquetRows } from '../../../formats/parquet/parquet-rows.ts';
import type { Row } from '../../../formats/rows/row-reader.ts';
import { buildIndex } from '../../../indexer/build-index.ts';
import { planPaths } from '../../../input/paths/plan-paths.ts';
import { startPlain } from '../../input/remote/public-stores.ts';
import { temporaryFolder } from '../../store/small-index.ts';

const fields = { text: 'text', id: 'id', step: undefined };

interface Shape {
  readonly rows: number;
  readonly rowGroupSize: number;
  readonly pageSize: number;
  readonly textBytes: number;
}

/** Columns that are read, and between them one that is not. */
function pack({ rows, rowGroupSize, pageSize, textBytes }: Shape): Buffer {
  const all = Array.from({ length: rows }, (_, i) => i);
  const columns = {
    id: all.map((i) => `id-${i}`),
    unused: all.map(() => randomBytes(textBytes / 2).toString('hex')),
    text: all.map((i) => `${i} ${randomBytes(textBytes / 2).toString('hex')}`),
  };
  const columnData = Object.entries(columns).map(([name, data]) => {
    return { name, data, type: 'STRING' as const };
  });
  return Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize, pageSize }));
}

function chunksOf(bytes: Buffer, names: readonly string[]) {
  const { row_groups } = parquetMetadata(Uint8Array.from(bytes).buffer);
  return row_groups.map(({ columns }) => {
    const chunks = columns.flatMap(({ meta_data }) => (meta_data === undefined ? [] : [meta_data]));
    return chunks.filter(({ path_in_schema: [name = ''] }) => names.includes(name));
  });
}

async function serve(t: Test, shape: Shape) {
  const bytes = pack(shape);
  const server = await startPlain(t, { 'a.parquet': bytes }, 'etag');
  const url = `${server.endpoint}/a.parquet`;
  const [plan] = await planPaths([url], { byPosition: true });
  if (plan === undefined) throw new Error('no plan');
  const wanted = chunksOf(bytes, ['id', 'text']).flat();
  const wantedBytes = wanted.reduce((sum, one) => sum + Number(one.total_compressed_size), 0);
  return { bytes, url, plan, wantedBytes, sending: server.sending };
}

async function readRows(rows: ParquetRows, start: number, end: number): Promise<Row[]> {
  const found: Row[] = [];
  for await (const some of rows.read(start, end)) found.push(...some);
  return found;
}

const shapes: Readonly<Record<string, Shape>> = {
  'large row groups': { rows: 4000, rowGroupSize: 2000, pageSize: 1 << 17, textBytes: 1000 },
  'small row groups': { rows: 4000, rowGroupSize: 100, pageSize: 1 << 14, textBytes: 1000 },
  'small pages': { rows: 4000, rowGroupSize: 4000, pageSize: 1 << 13, textBytes: 1000 },
};

for (const [name, shape] of Object.entries(shapes)) {
  t.test(`${name}: less than 1.3 times the bytes of the columns, in one pass`, async (t) => {
    const { plan, wantedBytes, sending } = await serve(t, shape);
    using rows = await ParquetRows.open(plan, fields);
    t.equal((await readRows(rows, 0, shape.rows)).length, shape.rows);
    const ratio = sending.sentBytes / wantedBytes;
    t.ok(ratio >= 1 && ratio < 1.3, `${ratio.toFixed(3)} times, in ${sending.requests} requests`);
    const chunks = (2 * shape.rows) / shape.rowGroupSize;
    t.ok(sending.requests < chunks + 20, `${sending.requests} requests of ${chunks} chunks`);
  });
}

t.test('the same by two workers, each with a part', async (t) => {
  const shape = { rows: 24_000, rowGroupSize: 8000, pageSize: 1 << 18, textBytes: 1000 };
  const { url, wantedBytes, sending } = await serve(t, shape);
  const { records } = await buildIndex(join(temporaryFolder(t), 'a.idx'), {
    ...{ from: [url], format: 'parquet', workers: 2, storesText: false },
  });
  t.equal(records, shape.rows);
  const ratio = sending.sentBytes / wantedBytes;
  t.ok(ratio >= 1 && ratio < 1.3, `${ratio.toFixed(3)} times, in ${sending.requests} requests`);
});

t.test('any rows are those of the file', async (t) => {
  const shape = { rows: 3000, rowGroupSize: 1400, pageSize: 1 << 13, textBytes: 600 };
  const { bytes, plan } = await serve(t, shape);
  const path = join(temporaryFolder(t), 'a.parquet');
  writeFileSync(path, bytes);
  using here = await ParquetRows.open({ name: plan.name, path }, fields);
  using there = await ParquetRows.open(plan, fields);
  const anyRange = fc.tuple(fc.nat(shape.rows), fc.nat(shape.rows));
  await fc.assert(
    fc.asyncProperty(anyRange, async ([one, other]) => {
      const [start, end] = [Math.min(one, other), Math.max(one, other)];
      const found = JSON.stringify(await readRows(there, start, end));
      return found === JSON.stringify(await readRows(here, start, end));
    }),
    { numRuns: 30 },
  );
  t.pass('compared');
});

t.test('a part in the middle of a row group brings little of what lies before it', async (t) => {
  const shape = { rows: 6500, rowGroupSize: 6500, pageSize: 1 << 17, textBytes: 1000 };
  const { plan, wantedBytes, sending } = await serve(t, shape);
  using rows = await ParquetRows.open(plan, fields);
  sending.sentBytes = 0;
  t.equal((await readRows(rows, 6000, 6100)).length, 100);
  t.ok(sending.sentBytes < wantedBytes / 8, `${sending.sentBytes} of ${wantedBytes}`);
});

t.test('small chunks that lie side by side are one load', (t) => {
  const bytes = pack({ rows: 400, rowGroupSize: 100, pageSize: 1 << 14, textBytes: 100 });
  for (const chunks of chunksOf(bytes, ['id', 'unused', 'text'])) {
    const ranges = chunks.map(chunkRange);
    t.same(planLoads(chunks), [{ start: ranges[0]?.start, end: ranges.at(-1)?.end }]);
    t.same(planLoads(chunks.toReversed()), planLoads(chunks), 'whatever their order');
    t.same(planLoads(chunks.slice(0, 1)), [], 'one is left to its pages');
  }
  // A gap of more than a tenth of what is used is not loaded.
  for (const chunks of chunksOf(bytes, ['id', 'text'])) t.same(planLoads(chunks), []);
  t.end();
});
