// What the readers of Parquet, Arrow and MDS may leave out or change.

import { Table, tableToIPC, Uint64, Utf8, vectorFromArray } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ColumnFormatName } from '../../../formats/registry.ts';
import { numbers, type RowKind, rowKinds, writeFile } from '../../formats/rows/write-rows.ts';
import type { SilenceCase } from './silence-case.ts';

export const texts = Array.from({ length: 10 }, (_, i) => `the record number ${i} of it`);
const skipped = { counts: { skipped: 1 }, remark: /1 record could not be used and was skipped/ };
const values = ['the first', null, 'the last'];

export function kindOf(name: string): RowKind {
  const kind = rowKinds.find((one) => one.name === name);
  if (kind === undefined) throw new Error(`no kind of rows is named ${name}`);
  return kind;
}

/** What an order and `drop_last` leave out of ten records. */
function ordered(kind: RowKind): readonly SilenceCase[] {
  return [
    {
      leavesOut: 'entries of an order behind its samples',
      make(folder) {
        const { run } = kind.pack(folder, texts);
        writeFile(folder, 'order.u32', numbers([9, 8, 7, 6], 4));
        return { ...run, order: { kind: 'global-indices', files: ['order.u32'], samples: 3 } };
      },
      expect: {
        dropped: '1 entries of the order',
        remark: /not consumed: 1 entries of the order/,
      },
    },
    {
      leavesOut: 'a last batch that is not whole',
      make(folder) {
        const { run } = kind.pack(folder, texts);
        return { ...run, steps: { batch_size: 4, drop_last: 'file' } };
      },
      expect: {
        dropped: '2 rows of a last batch that is not whole',
        remark: /not consumed: 2 rows of a last batch/,
      },
    },
  ];
}

const parquet: readonly SilenceCase[] = [
  {
    leavesOut: 'a row whose text is null',
    skips: true,
    make(folder) {
      const column = { name: 'text', data: values, type: 'STRING' } as const;
      writeFile(folder, 'a.parquet', new Uint8Array(parquetWriteBuffer({ columnData: [column] })));
      return { format: 'parquet', files: ['a.parquet'] };
    },
    expect: skipped,
  },
  {
    leavesOut: 'a file without a byte',
    make(folder) {
      const { run } = kindOf('parquet').pack(folder, texts);
      writeFile(folder, 'empty.parquet', '');
      return { ...run, files: ['empty.parquet', ...run.files] };
    },
    expect: { counts: { empty: 1 }, remark: /empty\.parquet holds no record: skipped/ },
  },
  {
    leavesOut: 'a file without a row',
    make(folder) {
      const { run } = kindOf('parquet').pack(folder, texts);
      const none: string[] = [];
      const column = { name: 'text', data: none, type: 'STRING' } as const;
      writeFile(
        folder,
        'none.parquet',
        new Uint8Array(parquetWriteBuffer({ columnData: [column] })),
      );
      return { ...run, files: [...run.files, 'none.parquet'] };
    },
    expect: { counts: { empty: 1 }, remark: /none\.parquet holds no record: skipped/ },
  },
  ...ordered(kindOf('parquet')),
];

const arrow: readonly SilenceCase[] = [
  {
    leavesOut: 'a row whose text is null',
    skips: true,
    make(folder) {
      const table = new Table({ text: vectorFromArray(values, new Utf8()) });
      writeFile(folder, 'set/data-00000-of-00001.arrow', tableToIPC(table, 'stream'));
      const state = { _data_files: [{ filename: 'data-00000-of-00001.arrow' }] };
      writeFile(folder, 'set/state.json', JSON.stringify(state));
      return { format: 'arrow', files: ['set'] };
    },
    expect: skipped,
  },
  {
    leavesOut: 'rows that the list of rows beside old datasets does not name',
    make(folder) {
      const { run } = kindOf('arrow').pack(folder, texts);
      const rows = vectorFromArray([7n, 1n, 7n], new Uint64());
      const indices = tableToIPC(new Table({ indices: rows }), 'stream');
      writeFile(folder, 'set/indices.arrow', indices);
      const names = ['data-00000-of-00002.arrow', 'data-00001-of-00002.arrow'];
      const state = {
        _data_files: names.map((filename) => ({ filename })),
        _indices_data_files: [{ filename: 'indices.arrow' }],
      };
      writeFile(folder, 'set/state.json', JSON.stringify(state));
      return run;
    },
    expect: {
      dropped: /^8 rows that .*set\/indices\.arrow does not name$/,
      remark: /not consumed: 8 rows that .*indices\.arrow does not name/,
    },
  },
  ...ordered(kindOf('arrow')),
];

/** A set of one shard that has the column text. */
function mdsSet(folder: string, samples: readonly Buffer[]): void {
  const bodies = samples.map((body) => Buffer.concat([numbers([body.length], 4), body]));
  let at = 4 * (samples.length + 2);
  const offsets = [at, ...bodies.map((body) => (at += body.length))];
  const raw = Buffer.concat([numbers([samples.length, ...offsets], 4), ...bodies]);
  writeFile(folder, 'set/shard.mds', raw);
  const columns = { column_names: ['text'], column_encodings: ['str'], column_sizes: [null] };
  const rest = { format: 'mds', version: 2, compression: null, zip_data: null };
  const raw_data = { basename: 'shard.mds', bytes: raw.length };
  const shard = { ...columns, ...rest, samples: samples.length, raw_data };
  writeFile(folder, 'set/index.json', JSON.stringify({ version: 2, shards: [shard] }));
}

const mds: readonly SilenceCase[] = [
  {
    leavesOut: 'a sample that is not UTF-8',
    skips: true,
    make(folder) {
      mdsSet(folder, [Buffer.from('the first'), Buffer.of(0xff), Buffer.from('the last')]);
      return { format: 'mds', files: ['set'] };
    },
    expect: skipped,
  },
  ...ordered(kindOf('mds')),
];

export const documentCases: Readonly<Record<ColumnFormatName, readonly SilenceCase[]>> = {
  parquet,
  arrow,
  mds,
};
