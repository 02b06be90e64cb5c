// Columns of token ids, and fields in structures, as pyarrow and mosaicml-streaming write them
// (scripts/formats/make_fixtures.py and make_mds_fixtures.py).

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { requireRun } from '../../../corpus/read-run.ts';
import { openRows } from '../../../formats/rows/open-rows.ts';
import type { Row } from '../../../formats/rows/row-reader.ts';
import { type RowsSpec, specRows } from '../../../formats/rows/rows-spec.ts';
import type { RunDescription } from '../../../formats/run-description.ts';
import { buildIndex } from '../../../indexer/build-index.ts';
import { fileOperations } from '../../../store/files.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { smallTokenizerJson } from '../../text/small-tokenizer.ts';
import { recordsOf } from './records-of.ts';
import { numbers, tokenizer, writeFile } from './write-rows.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));

function specOf(run: Omit<RunDescription, 'files'>, name: string): RowsSpec {
  const place = (file: string) => ({ name: file, path: join(fixtures, file) });
  return specRows({ ...run, files: [name] }, { data: [place(name)], place });
}

async function readAll(spec: RowsSpec, start = 0): Promise<Row[]> {
  using rows = await openRows(spec);
  const found: Row[] = [];
  for await (const some of rows.read(start, rows.records)) found.push(...some);
  return found;
}

const lists = [
  ...Array.from({ length: 30 }, (_, i) =>
    Array.from({ length: (i * 11) % 60 }, (_, j) => (i * 7 + j) % 500),
  ),
  null,
  [7],
];
const types = ['int32', 'int64', 'uint16'] as const;
const columns: [string, 'parquet' | 'arrow', (typeof types)[number]][] = types.flatMap((type) => [
  [`tokens-${type}-v1.parquet`, 'parquet', type],
  [`tokens-${type}-v2.parquet`, 'parquet', type],
  [`arrow-tokens-${type}`, 'arrow', type],
]);

for (const [name, format, type] of columns) {
  t.test(`${name}: the ids of every row, from any one on`, async (t) => {
    const run = { format, tokens_field: 'input_ids', steps: { field: 'step' } } as const;
    for (const start of [0, 1, 19, 20, 21, 31]) {
      const rows = await readAll(specOf(run, name), start);
      for (const [i, row] of rows.entries()) {
        const at = start + i;
        const ids = lists[at];
        if (ids === null) t.match(row, { code: 'wrong_field_type', message: /row 31 has null/ });
        else {
          const step = 1 + Math.floor(at / 4);
          t.strictSame(row, { line: at + 1, ids: Uint32Array.from(ids ?? []), id: `r${at}`, step });
        }
      }
      t.equal(rows.length, lists.length - start);
    }
    await readAll(specOf({ ...run, dtype: type }, name));
    const other = type === 'int32' ? 'int64' : 'int32';
    await t.rejects(readAll(specOf({ ...run, dtype: other }, name)), {
      code: 'wrong_field_type',
      message: new RegExp(`expected ${other}, found ${type}`),
    });
    await t.rejects(readAll(specOf({ ...run, tokens_field: 'tags' }, name)), {
      code: 'wrong_field_type',
      message: /"tags": expected lists of whole numbers/,
    });
  });

  t.test(`${name}: fields in structures, and columns that are not text`, async (t) => {
    const nested = { format, text_field: 'doc.text', id_field: 'doc.meta.n' } as const;
    const rows = await readAll(specOf(nested, name));
    const literal = rows.map((row) => ('text' in row ? [row.text, row.id] : row));
    const ids = lists.map((_, i) => (i === 5 ? null : `${i}`));
    t.strictSame(
      literal,
      ids.map((id, i) => [`literal ${i}`, id]),
      'a column of that very name wins',
    );
    const steps = { field: 'doc.meta.n' };
    const found = await readAll(specOf({ format, text_field: 'id', steps }, name));
    t.match(found[5], { code: 'wrong_field_type', message: /row 6 has null in the column/ });
    t.match(found[7], { text: 'r7', step: 7 });
    const refusals: [string, RegExp][] = [
      ['input_ids', /tokens_field in a run description/],
      ['tags', /joined as training joined them .*chat/],
      ['doc', /name a field in it/],
      ['doc.body', /has no column "doc.body"/],
    ];
    for (const [text_field, message] of refusals) {
      await t.rejects(readAll(specOf({ format, text_field }, name)), { message }, text_field);
    }
  });
}

const arrays = Array.from({ length: 6 }, (_, i) => [i, 1, 2 * i, i === 3 ? 65535 : 7]);

for (const type of ['int32', 'int64', 'uint16', 'uint32'] as const) {
  t.test(`MDS: arrays of ${type}, in every encoding`, async (t) => {
    for (const kind of ['0', '1', '2', 'bytes']) {
      const name = `mds/tokens-${type}-${kind}`;
      const spec = specOf({ format: 'mds', tokens_field: 'tokens', dtype: type }, name);
      const rows = await readAll(spec);
      t.strictSame(
        rows.map((row) => ('ids' in row ? [...row.ids] : row)),
        arrays,
        name,
      );
      const untyped = readAll(specOf({ format: 'mds', tokens_field: 'tokens' }, name));
      if (kind === 'bytes') await t.rejects(untyped, { message: /expected a "dtype" with it/ });
      else t.equal((await untyped).length, arrays.length);
      const text = readAll(specOf({ format: 'mds', text_field: 'tokens', id_field: 'x' }, name));
      if (kind !== 'bytes') await t.rejects(text, { message: /named by tokens_field/ });
    }
  });
}

t.test('bytes that are read as ids of half or twice their length', async (t) => {
  const folder = temporaryFolder(t);
  const ids = Buffer.from(new BigInt64Array([5n, 6n, 7n, 8n]).buffer);
  const sample = Buffer.concat([numbers([ids.length], 4), ids]);
  const raw = Buffer.concat([numbers([1, 12, 12 + sample.length], 4), sample]);
  writeFile(folder, 'set/shard.mds', raw);
  const shard = { column_names: ['tokens'], column_encodings: ['bytes'], column_sizes: [null] };
  const raw_data = { basename: 'shard.mds', bytes: raw.length };
  const rest = { format: 'mds', version: 2, samples: 1, compression: null, zip_data: null };
  const index = { version: 2, shards: [{ ...shard, ...rest, raw_data }] };
  writeFile(folder, 'set/index.json', JSON.stringify(index));
  const read = async (dtype: 'int32' | 'int64' | 'uint16') => {
    const run = { format: 'mds' as const, files: ['set'], tokens_field: 'tokens', dtype };
    const place = (name: string) => ({ name, path: join(folder, name) });
    return (await readAll(specRows(run, { data: [place('set')], place })))[0];
  };
  t.match(await read('int64'), { ids: Uint32Array.of(5, 6, 7, 8) });
  const wider = { code: 'wrong_field_type', message: /every second id 0 .* name the "dtype"/ };
  t.match(await read('int32'), wider);
  t.match(await read('uint16'), wider);
});

t.test('an index of a column of ids: as words, and as ids', async (t) => {
  const folder = temporaryFolder(t);
  writeFile(folder, 'tokenizer.json', smallTokenizerJson());
  const run = requireRun(
    {
      format: 'mds',
      files: [join(fixtures, 'mds/tokens-int32-1')],
      tokens_field: 'tokens',
      tokenizer: join(folder, 'tokenizer.json'),
      end_of_document: 1,
      truncate: { model_tokens: 3 },
      steps: { batch_size: 2 },
    },
    'run.json',
  );
  const options = {
    run: { name: 'run.json', description: run, folder },
    workers: 1,
    inline: fileOperations,
  };
  await buildIndex(join(folder, 'words'), options);
  using words = Snapshot.open(join(folder, 'words'));
  t.strictSame(
    recordsOf(words).map(({ parts, id, step }) => [parts.join('|'), id, step]),
    arrays.map(([first = 0, , last = 0], i) => {
      const parts = [first, last].map((id) => tokenizer.decode([id], 1));
      const texts = parts.map((part) => (typeof part === 'number' ? part : part.text));
      return [texts.filter((text) => text !== '').join('|'), `r${i}`, 1 + Math.floor(i / 2)];
    }),
  );
  await buildIndex(join(folder, 'ids'), { ...options, analyzer: 'ids' });
  using ids = Snapshot.open(join(folder, 'ids'));
  t.strictSame(
    recordsOf(ids).map(({ parts }) => parts.join('|')),
    arrays.map((row) => row.slice(0, 3).join(' ')),
  );
});

t.test('keys that do not go with it are refused', async (t) => {
  const base = { format: 'parquet', files: ['a.parquet'] };
  const refusals: [object, RegExp][] = [
    [{ tokens_field: 'a', text_field: 'b' }, /key text_field: expected either/],
    [{ dtype: 'int32' }, /key dtype: expected tokens_field with it/],
    [{ end_of_document: 0 }, /key end_of_document: expected tokens_field with it/],
    [{ tokens_field: 'a', row_tokens: 3 }, /key row_tokens/],
    [{ format: 'jsonl', tokens_field: 'a' }, /key tokens_field: expected it with format parquet/],
  ];
  for (const [more, message] of refusals) {
    t.throws(() => requireRun({ ...base, ...more }, 'run.json'), { code: 'run_invalid', message });
  }
});
