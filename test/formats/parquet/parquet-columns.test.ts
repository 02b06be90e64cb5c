// Columns come in chunks that fit together, whatever their pages and row groups are.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import t from 'tap';
import { describeParquet, readParquetColumns } from '../../../formats/parquet/parquet-columns.ts';

interface Row {
  readonly set: string;
  readonly row: number;
  readonly step: bigint;
  readonly score: number | null;
}

const rows: fc.Arbitrary<Row[]> = fc.array(
  fc.record({
    set: fc.constantFrom('a', 'été', 'a longer name'),
    row: fc.nat(),
    step: fc.bigInt({ min: 0n, max: 1n << 40n }),
    score: fc.option(fc.double({ noNaN: true })),
  }),
  { minLength: 1, maxLength: 300 },
);

function parquetOf(rows: readonly Row[], rowGroupSize: number, pageSize: number): Uint8Array {
  const columnData: ColumnSource[] = [
    { name: 'set', type: 'STRING', data: rows.map(({ set }) => set) },
    { name: 'row', type: 'INT32', data: rows.map(({ row }) => row) },
    { name: 'other', type: 'BOOLEAN', data: rows.map(() => true) },
    { name: 'step', type: 'INT64', data: rows.map(({ step }) => step) },
    { name: 'score', type: 'DOUBLE', data: rows.map(({ score }) => score), nullable: true },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize, pageSize }));
}

t.test('chunks join to the rows that were written', async (t) => {
  const path = join(t.testdir({}), 'x.parquet');
  let chunks = 0;
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 30, max: 200 }),
      async (rows, groupSize, pageSize) => {
        writeFileSync(path, parquetOf(rows, groupSize, pageSize));
        const read: Row[] = [];
        for await (const chunk of readParquetColumns(path, ['score', 'row', 'step', 'set'])) {
          chunks++;
          if (chunk.startRow !== read.length) throw new Error('a chunk begins elsewhere');
          for (let i = 0; i < chunk.rows; i++) {
            const cell = (name: string) => chunk.columns.get(name)?.[i] ?? null;
            read.push({
              ...{ set: String(cell('set')), row: Number(cell('row')) },
              ...{ step: BigInt(String(cell('step'))), score: cell('score') as number | null },
            });
          }
        }
        const plain = (all: readonly Row[]) =>
          JSON.stringify(all.map(({ step, ...one }) => ({ ...one, step: String(step) })));
        if (plain(read) !== plain(rows)) throw new Error('rows differ');
      },
    ),
    { numRuns: 100 },
  );
  t.ok(chunks > 100, `${chunks} chunks`);
});

t.test('names and rows are described, and a file that is cut short is refused', async (t) => {
  const bytes = parquetOf([{ set: 'a', row: 1, step: 2n, score: null }], 1, 900);
  const dir = t.testdir({
    'x.parquet': Buffer.from(bytes),
    'cut.parquet': Buffer.from(bytes.subarray(0, -9)),
  });
  t.same(await describeParquet(join(dir, 'x.parquet')), {
    ...{ names: ['set', 'row', 'other', 'step', 'score'], rows: 1 },
  });
  const cut = join(dir, 'cut.parquet');
  await t.rejects(describeParquet(cut), { code: 'source_damaged', message: /cut\.parquet/ });
  await t.rejects(readParquetColumns(cut, ['set']).next(), { message: /cut\.parquet/ });
  await t.rejects(readParquetColumns(join(dir, 'none'), ['set']).next(), {
    code: 'input_not_found',
  });
});
