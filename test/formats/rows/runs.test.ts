// Runs over rows, indexed: the same answers whatever the format, orders, resumption, refusals.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { RunDescription } from '../../../formats/run-description.ts';
import { Catalogue } from '../../../store/catalogue/catalogue.ts';
import { compare, indexRun, recordsAt, runIn } from '../../indexer/run-index.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import {
  cutRows,
  documentsOf,
  npy,
  numbers,
  type Packed,
  rowKinds,
  tokenizer,
  writeFile,
  writeMegatron,
} from './write-rows.ts';

const texts = [
  'the first record of it',
  ...Array.from({ length: 80 }, (_, i) => `record number ${i} ${'é'.repeat(i % 7)} of it the the`),
  'the last',
];
const step = (rank: number) => Math.floor(rank / 4) + 1;

/** What a row is to the model: text, or parts between boundaries. */
function partsOf(row: Packed['rows'][number]): string[] {
  if (typeof row === 'string') return [row];
  const decoded = tokenizer.decode(row, 0);
  if (typeof decoded === 'number') throw new Error('an unknown id');
  const ends = [...(decoded.boundaries ?? []), decoded.text.length];
  return ends.map((end, i) => decoded.text.slice(i === 0 ? 0 : ends[i - 1], end));
}

function oracleRecords(rows: Packed['rows'], hasIds: boolean) {
  return rows.map((row, rank) => ({
    text: '',
    parts: partsOf(row),
    id: hasIds ? `id-${rank}` : null,
    step: step(rank),
  }));
}

/** A run over the packed files: steps of 4, and a tokenizer for token ids. */
function runOf(folder: string, { run, rows }: Packed, keys: Partial<RunDescription> = {}) {
  const isText = typeof rows[0] === 'string';
  return runIn(folder, {
    steps: { batch_size: 4 },
    ...run,
    ...(!isText && { tokenizer: 'tokenizer.json', end_of_document: 0 }),
    ...keys,
  });
}

for (const kind of rowKinds) {
  t.test(`${kind.name}: the answers of a brute-force count, in one segment or many`, async (t) => {
    const folder = temporaryFolder(t);
    const packed = kind.pack(folder, texts);
    const records = oracleRecords(packed.rows, typeof packed.rows[0] === 'string');
    const run = runOf(folder, packed);
    for (const [i, limits] of [{}, { rangeBytes: 900, segmentSymbols: 400 }].entries()) {
      const directory = join(folder, `index-${i}`);
      const { summary } = await indexRun(directory, run, limits);
      t.ok(i === 0 || summary.segments > 1, `${summary.segments} segments`);
      compare(t, directory, records);
      const { events } = await indexRun(directory, run);
      t.ok(events.some(({ kind }) => kind === 'source-skipped'));
      t.notOk(
        events.some(({ kind }) => kind === 'commit'),
        'named again, nothing is added',
      );
    }
  });

  t.test(`${kind.name}: an interrupted build goes on where it stopped`, async (t) => {
    const folder = temporaryFolder(t);
    const packed = kind.pack(folder, texts);
    const run = runOf(folder, packed);
    const directory = join(folder, 'index');
    const stop = new AbortController();
    await t.rejects(
      indexRun(directory, run, {
        rangeBytes: 400,
        signal: stop.signal,
        onEvent: ({ kind }) => kind === 'commit' && stop.abort(),
      }),
      { code: 'interrupted' },
    );
    const committed = recordsAt(directory).length;
    t.ok(committed > 0 && committed < packed.rows.length, `${committed} were in`);
    await indexRun(directory, run, { rangeBytes: 400 });
    compare(t, directory, oracleRecords(packed.rows, typeof packed.rows[0] === 'string'));
  });
}

t.test(
  'a source that changed after an interruption is refused, and --again feeds it',
  async (t) => {
    const folder = temporaryFolder(t);
    const kind = rowKinds.find(({ name }) => name.startsWith('nanogpt'));
    const packed = kind?.pack(folder, texts) as Packed;
    const run = runOf(folder, packed);
    const directory = join(folder, 'index');
    const stop = new AbortController();
    const onEvent = ({ kind }: { kind: string }) => kind === 'commit' && stop.abort();
    const building = indexRun(directory, run, { rangeBytes: 400, signal: stop.signal, onEvent });
    await t.rejects(building, { code: 'interrupted' });
    const other = { ...run, description: { ...run.description, row_tokens: 17 } };
    await t.rejects(indexRun(directory, other), { code: 'source_changed' }, 'read in another way');
    const [file] = packed.files as [string];
    const bytes = readFileSync(file);
    bytes[20] = (bytes[20] as number) ^ 1;
    writeFileSync(file, bytes);
    await t.rejects(indexRun(directory, run), { code: 'source_changed', message: /a\.npy/ });
  },
);

/** Rows of 16 ids, 20 of them. */
function packRows(folder: string): { rows: number[][]; run: RunDescription } {
  const ids = documentsOf(texts)
    .flat()
    .slice(0, 16 * 20);
  writeFile(folder, 'ids.bin', numbers(ids, 2));
  const run = {
    format: 'nanogpt',
    files: ['ids.bin'],
    row_tokens: 16,
    end_of_document: 0,
  } as const;
  return {
    rows: cutRows(ids, 16),
    run: { ...run, tokenizer: 'tokenizer.json', steps: { batch_size: 4 }, files: ['ids.bin'] },
  };
}

t.test('an order says which record comes when', async (t) => {
  const order = Array.from({ length: 20 }, (_, i) => (i * 7) % 20);
  const repeated = [...order, 3, 3, 0];
  const files: [string, Buffer, RunDescription['order'], readonly number[]][] = [
    ['raw u32', numbers(order, 4), { kind: 'list' }, order],
    ['raw u64', numbers(order, 8), { kind: 'list', dtype: 'uint64' }, order],
    ['.npy of i4', npy(order, 4, [20]), { kind: 'list' }, order],
    ['.npy of i8', npy(order, 8, [20]), { kind: 'list' }, order],
    ['repeats that are meant', numbers(repeated, 4), { kind: 'list', repeats: true }, repeated],
    ['only so many', numbers(order, 4), { kind: 'list', samples: 9 }, order.slice(0, 9)],
    ['global indices', numbers(order, 4), { kind: 'global-indices' }, order],
  ];
  for (const [name, bytes, keys, expected] of files) {
    await t.test(name, async (t) => {
      const folder = temporaryFolder(t);
      const { rows, run } = packRows(folder);
      writeFile(folder, 'order.bin', bytes);
      const order = { ...(keys as NonNullable<RunDescription['order']>), files: ['order.bin'] };
      const directory = join(folder, 'index');
      await indexRun(directory, runIn(folder, { ...run, order }), { rangeBytes: 300 });
      compare(
        t,
        directory,
        oracleRecords(
          expected.map((row) => rows[row] as number[]),
          false,
        ),
      );
      t.same(
        recordsAt(directory).map(({ line }) => line),
        expected.map((row) => row + 1),
        'and the row that it was',
      );
    });
  }
});

t.test('an order goes over all files, of any format', async (t) => {
  for (const name of [
    'parquet',
    'arrow',
    'mds',
    'mds, zstd with checksums',
    'datatrove documents',
  ]) {
    const folder = temporaryFolder(t);
    const packed = rowKinds.find((kind) => kind.name === name)?.pack(folder, texts) as Packed;
    const order = Array.from({ length: texts.length }, (_, i) => (i * 25) % texts.length);
    writeFile(folder, 'order.bin', numbers(order, 4));
    const keys = { order: { kind: 'list' as const, files: ['order.bin'] } };
    const directory = join(folder, 'index');
    await indexRun(directory, runOf(folder, packed, keys));
    const records = oracleRecords(packed.rows, typeof packed.rows[0] === 'string');
    compare(
      t,
      directory,
      order.map((row, rank) => ({
        ...(records[row] as (typeof records)[number]),
        step: step(rank),
      })),
    );
  }
});

/** Three documents of 30, 12 and 25 ids as GPTDataset would cut them into samples of 9 (8 and one). */
function packGpt(folder: string) {
  const ids = documentsOf(texts).flat();
  const documents = [ids.slice(0, 30), ids.slice(30, 42), ids.slice(42, 67)];
  writeMegatron(folder, 'text', {
    sequences: documents,
    documents: [0, 1, 2, 3],
    code: 8,
    bytes: 2,
  });
  const order = [2, 0, 1, 0, 1, 2];
  const stream = order.flatMap((document) => documents[document] as number[]);
  const bounds: number[] = [];
  const samples = Math.floor((stream.length - 1) / 8);
  for (let sample = 0; sample <= samples; sample++) {
    let offset = sample * 8;
    let place = 0;
    while (offset >= (documents[order[place] as number]?.length as number)) {
      offset -= documents[order[place++] as number]?.length as number;
    }
    bounds.push(place, offset);
  }
  const shuffle = Array.from({ length: samples }, (_, i) => (i * 5) % samples);
  const files = ['d.npy', 's.npy', 'x.npy'];
  const write = (d: readonly number[], s: readonly number[], x: readonly number[]) => {
    writeFile(folder, 'd.npy', npy(d, 4, [d.length]));
    writeFile(folder, 's.npy', npy(s, 4, [s.length / 2, 2]));
    writeFile(folder, 'x.npy', npy(x, 4, [x.length]));
  };
  write(order, bounds, shuffle);
  const consumed = samples - 2;
  const rows = shuffle.slice(0, consumed).map((sample) => stream.slice(sample * 8, sample * 8 + 9));
  const run: RunDescription = {
    format: 'megatron',
    files: ['text'],
    tokenizer: 'tokenizer.json',
    end_of_document: 0,
    row_tokens: 9,
    order: { kind: 'gpt-dataset', files, samples: consumed },
    steps: { batch_size: 4 },
  };
  return { run, rows, order, bounds, shuffle, write };
}

t.test('the order of a GPTDataset, of two epochs', async (t) => {
  const folder = temporaryFolder(t);
  const { run, rows } = packGpt(folder);
  const directory = join(folder, 'index');
  await indexRun(directory, runIn(folder, run), { rangeBytes: 200 });
  compare(t, directory, oracleRecords(rows, false));
});

/** The build is refused, and nothing is there afterwards. */
async function refused(
  t: Test,
  folder: string,
  run: RunDescription,
  expected: { code: string; message: RegExp },
): Promise<void> {
  const directory = join(folder, 'index');
  await t.rejects(indexRun(directory, runIn(folder, run)), expected, String(expected.message));
  t.notOk(existsSync(directory), 'nothing is published');
}

t.test('orders that cannot be right are refused', async (t) => {
  const zeros = Array.from({ length: 20 }, (_, i) => (i < 3 ? i : 0));
  const good = Array.from({ length: 20 }, (_, i) => i);
  const cases: [Buffer, RegExp][] = [
    [
      numbers(zeros, 4),
      /names 17 of 20 records a second time \(18 of them are 0.*entry 3 \(byte 12\)/,
    ],
    [numbers([...good.slice(0, 19), 20], 4), /record 20 at entry 19 \(byte 76\); there are 20/],
    [numbers([...good.slice(0, 19), 4], 4), /names 1 of 20 .*record 4 at entry 19/],
    [numbers(good.slice(0, 12), 4), /has 12 entries, expected 20/],
    [numbers(good, 4).subarray(0, 79), /79 bytes, which is not a multiple of 4/],
    [npy(good, 4, [20]).subarray(0, 150), /its header says shape/],
  ];
  for (const [bytes, message] of cases) {
    const folder = temporaryFolder(t);
    const { run } = packRows(folder);
    writeFile(folder, 'order.bin', bytes);
    const order = { kind: 'list' as const, files: ['order.bin'] };
    const isCut = /shape|multiple/.test(message.source);
    const code = isCut ? 'source_truncated' : 'order_invalid';
    await refused(t, folder, { ...run, order }, { code, message });
  }
});

t.test('GPTDataset files that cannot be right are refused', async (t) => {
  type Gpt = ReturnType<typeof packGpt>;
  const cases: [RegExp, (gpt: Gpt) => void, Partial<NonNullable<RunDescription['order']>>?][] = [
    [
      /x\.npy has \d+ entries; .*s\.npy has \d+ samples/,
      (g) => g.write(g.order, g.bounds, g.shuffle.slice(1)),
    ],
    [
      /x\.npy names .* a second time/,
      (g) =>
        g.write(
          g.order,
          g.bounds,
          g.shuffle.map(() => 0),
        ),
    ],
    [
      /x\.npy names record 99/,
      (g) =>
        g.write(
          g.order,
          g.bounds,
          g.shuffle.map((s, i) => (i === 2 ? 99 : s)),
        ),
    ],
    [
      /s\.npy has a wrong sample/,
      (g) =>
        g.write(
          g.order,
          g.bounds.map((b, i) => (i < 6 ? b : 0)),
          g.shuffle,
        ),
    ],
    [
      /d\.npy names document 3 at entry 5/,
      (g) => g.write([...g.order.slice(0, 5), 3], g.bounds, g.shuffle),
    ],
    [/d\.npy names document \d+ \d times/, (g) => g.write([0, 0, 0, 0, 0, 1], g.bounds, g.shuffle)],
    [/fewer than the 99 "samples"/, () => {}, { samples: 99 }],
  ];
  for (const [message, damage, keys] of cases) {
    const folder = temporaryFolder(t);
    const gpt = packGpt(folder);
    damage(gpt);
    const order = { ...(gpt.run.order as NonNullable<RunDescription['order']>), ...keys };
    await refused(t, folder, { ...gpt.run, order }, { code: 'order_invalid', message });
  }
});

t.test('ids that the tokenizer does not have name file, row and place', async (t) => {
  const folder = temporaryFolder(t);
  const { run } = packRows(folder);
  const bytes = readFileSync(join(folder, 'ids.bin'));
  bytes.writeUInt16LE(777, 2 * (16 * 5 + 3));
  writeFile(folder, 'ids.bin', bytes);
  const message = /ids\.bin, row 6 has the token id 777 at place 3/;
  await refused(t, folder, run, { code: 'token_unknown', message });
  const { tokenizer: _, ...none } = run;
  await refused(t, folder, none, { code: 'run_invalid', message: /key tokenizer/ });
});

t.test('another type than the contents are is refused', async (t) => {
  const folder = temporaryFolder(t);
  const { run } = packRows(folder);
  writeFile(folder, 'ids.bin', numbers(documentsOf(texts).flat(), 4));
  await refused(t, folder, run, { code: 'source_damaged', message: /uint16.*uint32/ });
  writeFile(folder, 'ids.bin', numbers(documentsOf(texts).flat().slice(0, 640), 2));
  const wide = { ...run, dtype: 'uint32' as const };
  await refused(t, folder, wide, { code: 'token_unknown', message: /ids\.bin, row 1/ });
});

t.test('a type that the index contradicts is refused', async (t) => {
  const folder = temporaryFolder(t);
  const kind = rowKinds.find(({ name }) => name.startsWith('megatron documents'));
  const { description } = runOf(folder, kind?.pack(folder, texts) as Packed, { dtype: 'uint32' });
  const message = /text\.bin holds uint16, as its \.idx says/;
  await refused(t, folder, description, { code: 'source_damaged', message });
});

t.test('a shard that is not there, or a field, is named', async (t) => {
  for (const name of [
    'arrow',
    'mds',
    'mds, zstd with checksums',
    'megatron documents, uint16',
    'datatrove documents',
  ]) {
    const folder = temporaryFolder(t);
    const packed = rowKinds.find((kind) => kind.name === name)?.pack(folder, texts) as Packed;
    const run = runOf(folder, packed);
    const file = packed.files[1] as string;
    renameSync(file, `${file}-away`);
    const message = new RegExp(file.split('/').at(-1)?.replaceAll('.', '\\.') ?? '');
    await refused(t, folder, run.description, { code: 'shard_missing', message });
    renameSync(`${file}-away`, file);
    if (typeof packed.rows[0] !== 'string') continue;
    const wrong = { ...run.description, text_field: 'body' };
    await refused(t, folder, wrong, { code: 'missing_field', message: /"body"; it has "id"/ });
  }
});

t.test('what is not consumed is said, and where records were', async (t) => {
  const folder = temporaryFolder(t);
  const packed = rowKinds
    .find(({ name }) => name === 'llmc, uint16')
    ?.pack(folder, texts) as Packed;
  const directory = join(folder, 'index');
  await indexRun(directory, runOf(folder, packed));
  using catalogue = Catalogue.openForReading(directory);
  const sources = catalogue.sources();
  t.equal(sources.length, 2, 'a source for each file');
  t.match(sources[0], { dropped: /tokens of short last rows/, complete: true });
  t.match(sources[0]?.files, [{ role: 'data', sha256: /^[0-9a-f]{64}$/ }]);
  const second = recordsAt(directory).find(({ source }) => source.endsWith('b.bin'));
  t.equal(second?.line, 1, 'rows are counted in their file');
});

t.test('plain text between separators', async (t) => {
  const folder = temporaryFolder(t);
  const separator = '<|endoftext|>';
  writeFile(folder, 'a.txt', `${texts.join(`\n${separator}\n`)}\n${separator}\n`);
  const run = runIn(folder, {
    format: 'text',
    files: ['a.txt'],
    separator,
    steps: { batch_size: 4 },
  });
  const directory = join(folder, 'index');
  await indexRun(directory, run, { rangeBytes: 500 });
  compare(
    t,
    directory,
    texts.map((text, rank) => ({ text, id: null, step: step(rank) })),
  );
  t.equal(recordsAt(directory)[4]?.line, 5);
});
