// Order logs: random ones of several ranks, killed and resumed, against a plain replay; and every way
// in which a log can be wrong.

import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import t, { type Test } from 'tap';
import { requireRun } from '../../../corpus/read-run.ts';
import { openRows } from '../../../formats/rows/open-rows.ts';
import type { Row } from '../../../formats/rows/row-reader.ts';
import { specRows } from '../../../formats/rows/rows-spec.ts';
import type { RunDescription } from '../../../formats/run-description.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { indexRun, runIn } from '../../indexer/run-index.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { recordsOf } from '../rows/records-of.ts';
import { type RowKind, rowKinds, writeFile } from '../rows/write-rows.ts';
import { linesOfLog, writeLog } from './write-log.ts';

/** What a run did: steps of micro-batches for each rank, and kills that undo the last ones. */
type Event = { readonly step: readonly (readonly number[])[][] } | { readonly undo: number };

const batch = fc.array(fc.nat(40), { maxLength: 4 });
const events = (ranks: number): fc.Arbitrary<Event[]> =>
  fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          step: fc.array(fc.array(batch, { minLength: 1, maxLength: 3 }), {
            minLength: ranks,
            maxLength: ranks,
          }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ undo: fc.nat(3) }) },
    ),
    { minLength: 1, maxLength: 12 },
  );

interface Replayed {
  /** The lines of each rank. */
  readonly logs: object[][];
  /** Records that count, in consumed order. */
  readonly fed: { readonly step: number; readonly record: number }[];
}

/** The logs that training would write, and what the model kept, each the plain way. */
function replay(
  ranks: number,
  done: readonly Event[],
  describe: (ids: readonly number[]) => object,
): Replayed {
  const logs: object[][] = Array.from({ length: ranks }, () => []);
  let kept: number[][] = [];
  for (const event of done) {
    if ('undo' in event) {
      kept = kept.slice(0, Math.max(0, kept.length - event.undo));
      for (const log of logs) log.push({ rewind: kept.length, at: 'now' });
      continue;
    }
    const number = kept.length + 1;
    for (const [rank, micro] of event.step.entries()) {
      for (const ids of micro) logs[rank]?.push({ step: number, ...describe(ids) });
    }
    kept.push(event.step.flat(2));
  }
  const fed = kept.flatMap((ids, at) => ids.map((record) => ({ step: at + 1, record })));
  return { logs, fed };
}

function writeRanks(folder: string, logs: readonly object[][]): string[] {
  return logs.map((lines, rank) =>
    writeLog(folder, `order.log.rank${rank}`, { rank, worldSize: logs.length, lines }),
  );
}

function specIn(folder: string, run: RunDescription) {
  const place = (name: string) => ({ name, path: join(folder, name) });
  return specRows(requireRun(run, 'run.json'), { data: run.files.map(place), place });
}

/** All rows, read in pieces of that size. */
async function readAll(folder: string, run: RunDescription, piece = 1000): Promise<Row[]> {
  using reader = await openRows(specIn(folder, run));
  const rows: Row[] = [];
  for (let at = 0; at < reader.records; at += piece) {
    const end = Math.min(reader.records, at + piece);
    for await (const some of reader.read(at, end)) rows.push(...some);
  }
  t.equal(rows.length, reader.records);
  return rows;
}

const scenario = fc.integer({ min: 1, max: 3 }).chain((ranks) =>
  fc.record({
    ranks: fc.constant(ranks),
    done: events(ranks),
    piece: fc.integer({ min: 1, max: 9 }),
  }),
);

t.test('a log of texts, and of token ids, is what was not undone', async (t) => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ ranks, done, piece }) => {
      const folder = temporaryFolder(t);
      const texts = replay(ranks, done, (ids) => ({
        records: ids.map((id) => ({ id, text: `text ${id}` })),
      }));
      const files = writeRanks(folder, texts.logs);
      const rows = await readAll(folder, { format: 'order-log', files: files.toReversed() }, piece);
      const read = rows.map((row) => ('text' in row ? [row.step, row.id, row.text] : row));
      const fed = texts.fed.map(({ step, record }) => [step, `${record}`, `text ${record}`]);
      t.strictSame(read, fed);
      const ids = replay(ranks, done, (some) => ({ tokens: some.map((id) => [id, 7]) }));
      writeRanks(folder, ids.logs);
      const found = await readAll(
        folder,
        { format: 'order-log', files, tokens_field: 'tokens' },
        piece,
      );
      const tokens = found.map((row) => ('ids' in row ? [row.step, ...row.ids] : row));
      t.strictSame(
        tokens,
        texts.fed.map(({ step, record }) => [step, record, 7]),
      );
    }),
    { numRuns: 60 },
  );
});

const texts = Array.from(
  { length: 41 },
  (_, i) => `record ${i} of the corpus ${'é'.repeat(i % 5)}`,
);

/** Two files of JSON lines: a mark before the first one, blank lines, no line feed behind the last one. */
const jsonl: Pick<RowKind, 'name' | 'pack'> = {
  name: 'jsonl',
  pack(folder, some) {
    const lines = some.map((text, i) => JSON.stringify({ text, id: `id-${i}` }));
    const half = lines.slice(0, 20);
    const files = [
      writeFile(folder, 'a.jsonl', `\uFEFF\n${half.join('\n \r\n')}\n\n`),
      writeFile(folder, 'b.jsonl', lines.slice(20).join('\n')),
    ];
    const run = { format: 'jsonl' as const, files: ['a.jsonl', 'b.jsonl'] };
    return { run, spec: specIn(folder, run), rows: some, files };
  },
};
const rowNames = ['parquet', 'arrow', 'mds', 'nanogpt'];

for (const kind of [...rowKinds.filter(({ name }) => rowNames.includes(name)), jsonl]) {
  t.test(`${kind.name}: rows and ids in the order and with the steps of a log`, async (t) => {
    const folder = temporaryFolder(t);
    const { run, rows, spec } = kind.pack(folder, texts);
    using plain = await openRows(spec);
    const data = plain.files.filter(({ role, rows: has }) => role === 'data' && has !== undefined);
    const placeOf = (record: number): [number, number] => {
      let row = record % rows.length;
      for (const [file, { rows: has = 0 }] of data.entries()) {
        if (row < has) return [file, row];
        row -= has;
      }
      throw new Error('no such row');
    };
    const named = data.map(({ name }, file) => ({ file, name: `/elsewhere/${name}` }));
    const hasIds = kind.name !== 'nanogpt';
    await fc.assert(
      fc.asyncProperty(scenario, async ({ ranks, done, piece }) => {
        const ways: [(ids: readonly number[]) => object, object[]][] = [
          [(ids) => ({ rows: ids.map(placeOf) }), named],
        ];
        if (hasIds) ways.push([(ids) => ({ ids: ids.map((id) => `id-${id}`) }), []]);
        for (const [describe, before] of ways) {
          const { logs, fed } = replay(ranks, done, describe);
          const files = writeRanks(
            folder,
            logs.map((lines) => [...before, ...lines]),
          );
          const order = { kind: 'order-log' as const, files };
          const found = await readAll(folder, { ...run, order }, piece);
          const read = found.map((row) => {
            if ('text' in row) return [row.step, row.text];
            return 'ids' in row ? [row.step, ...row.ids] : row;
          });
          const expected = fed.map(({ step, record }) => {
            const row = rows[record % rows.length] as string | readonly number[];
            return typeof row === 'string' ? [step, row] : [step, ...row];
          });
          t.strictSame(read, expected);
        }
      }),
      { numRuns: 15 },
    );
  });
}

const step = (number: number, ...ids: number[]) => ({ step: number, ids });
const record = (number: number, text = 'a text') => ({ step: number, records: [{ text }] });

/** Reads all, which has to be refused. */
async function refused(
  t: Test,
  folder: string,
  run: RunDescription,
  code: string,
  message: RegExp,
) {
  await t.rejects(readAll(folder, run), { code, message }, String(message));
}

t.test('any byte that is changed, and any line that is taken out or moved, is found', async (t) => {
  const folder = temporaryFolder(t);
  const lines = [record(1), record(2, 'other'), { rewind: 1, at: 'x' }, record(2), record(3)];
  const name = writeLog(folder, 'order.log', { lines });
  const path = join(folder, name);
  const run = { format: 'order-log' as const, files: [name] };
  const whole = readFileSync(path);
  const lastLine = whole.lastIndexOf(10, whole.length - 2) + 1;
  const expected = (await readAll(folder, run)).length;
  for (let byte = 0; byte < whole.length; byte++) {
    const bytes = Buffer.from(whole);
    bytes[byte] = (bytes[byte] as number) ^ (1 << (byte % 8));
    writeFileSync(path, bytes);
    const spoiled = bytes.subarray(whole.length - 19).toString('latin1');
    if (byte < lastLine || /^,"crc":"[0-9a-f]{8}"\}\n$/.test(spoiled)) {
      await t.rejects(readAll(folder, run), { code: 'source_damaged' }, `byte ${byte}`);
    } else {
      // A last line that does not end as one is as good as torn, and it is said.
      using reader = await openRows(specIn(folder, run));
      t.equal(reader.records, expected - 1, `byte ${byte} of the last line`);
      t.match(reader.dropped, /torn last line/);
    }
  }
  const all = linesOfLog({ lines });
  for (let at = 1; at < all.length - 1; at++) {
    writeFile(folder, name, all.toSpliced(at, 1).join(''));
    await refused(t, folder, run, 'source_damaged', /bad line: line \d+ \(byte \d+\)/);
    const [moved = ''] = all.slice(at, at + 1);
    writeFile(
      folder,
      name,
      all
        .toSpliced(at, 1)
        .toSpliced(at - 1, 0, moved)
        .join(''),
    );
    await t.rejects(readAll(folder, run), { code: 'source_damaged' });
  }
});

t.test('a log that is cut anywhere holds its whole lines, and says the rest', async (t) => {
  const folder = temporaryFolder(t);
  const lines = [record(1), record(2), record(3)];
  const name = writeLog(folder, 'order.log', { lines });
  const path = join(folder, name);
  const bytes = readFileSync(path).length;
  const ends = linesOfLog({ lines }).map((line) => Buffer.byteLength(line));
  for (let end = bytes - 1; end > 0; end--) {
    truncateSync(path, end);
    const run = { format: 'order-log' as const, files: [name] };
    const whole = ends.findLastIndex((_, i) => ends.slice(0, i + 1).reduce((a, b) => a + b) <= end);
    if (whole < 0) {
      await t.rejects(openRows(specIn(folder, run)), { code: 'source_damaged' });
      continue;
    }
    using reader = await openRows(specIn(folder, run));
    t.equal(reader.records, whole);
    const rest = end - ends.slice(0, whole + 1).reduce((a, b) => a + b);
    t.equal(
      reader.dropped,
      rest === 0 ? undefined : `a torn last line of ${rest} bytes in order.log`,
    );
  }
});

t.test('ranks that are missing, of other runs or other sizes are refused', async (t) => {
  const folder = temporaryFolder(t);
  const log = (name: string, rank: number, worldSize: number, run = 'r1', lines = [record(1)]) =>
    writeLog(folder, name, { rank, worldSize, run, lines });
  const read = (...files: string[]) => ({ format: 'order-log' as const, files });
  const [a, b, other] = [log('a', 0, 2), log('b', 1, 2), log('c', 1, 2, 'r2')];
  t.equal((await readAll(folder, read(a, b))).length, 2);
  await refused(
    t,
    folder,
    read(a),
    'shard_missing',
    /a is of a run of 2 ranks: .* none of rank 1\./,
  );
  await refused(t, folder, read(a, other), 'order_invalid', /c is of the run "r2" of 2 ranks/);
  await refused(t, folder, read(a, log('d', 1, 3)), 'order_invalid', /d is of the run "r1" of 3/);
  await refused(t, folder, read(a, b, log('e', 1, 2)), 'order_invalid', /both of rank 1/);
  const ids = writeLog(folder, 'f', { rank: 1, worldSize: 2, lines: [step(1, 5)] });
  await refused(t, folder, read(a, ids), 'order_invalid', /a says records as records, f as ids/);
});

t.test('steps that are missing are refused, or said where that is accepted', async (t) => {
  const folder = temporaryFolder(t);
  const lost = (first: number, last: number) => ({ lost: [first, last], reason: 'disk full' });
  const cases: [object[][], string | undefined][] = [
    [[[record(5), record(6)]], undefined],
    [[[record(1), record(3)]], 'step 2'],
    [[[record(1), lost(2, 2), record(3)]], 'step 2'],
    [[[record(1), lost(1, 1), record(2)]], 'step 1'],
    [[[record(1), lost(2, 4), record(6)]], 'steps 2 to 4'],
    [[[record(1), lost(2, 4), { rewind: 1 }, record(2), record(3)]], undefined],
    [[[record(1), lost(2, 4), { rewind: 2 }, record(3)]], 'step 2'],
    [[[record(1), record(2)], [record(1)]], undefined],
    [[[record(1), record(2), record(3)], [record(1)]], 'steps 2 to 3'],
    [[[record(1), record(2)], [record(2)]], 'step 1'],
    [[[record(1)], []], undefined],
    [[[record(1), record(2)], []], 'steps 1 to 2'],
  ];
  for (const [logs, missing] of cases) {
    const run = { format: 'order-log' as const, files: writeRanks(folder, logs) };
    const name = JSON.stringify(logs);
    if (missing === undefined) {
      t.ok(await readAll(folder, run), name);
      continue;
    }
    await refused(t, folder, run, 'order_invalid', new RegExp(`does not hold ${missing} in whole`));
    using reader = await openRows(specIn(folder, { ...run, gaps: true }));
    t.equal(reader.records, logs.flat().filter((line) => 'step' in line).length, name);
    t.match(reader.dropped, `${missing} of order.log.rank`);
  }
});

t.test('records that the corpus does not have, or has twice', async (t) => {
  const folder = temporaryFolder(t);
  const lines = ['a', 'b', 'a', null].map((id) => ({ id, text: `text of ${id}` }));
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columns = (some: typeof lines) =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'id', data: some.map(({ id }) => id), type: 'STRING', nullable: true },
          { name: 'text', data: some.map(({ text }) => text), type: 'STRING' },
        ],
      }),
    );
  writeFile(folder, 'x/p.parquet', columns(lines.slice(0, 2)));
  writeFile(folder, 'y/p.parquet', columns(lines.slice(2)));
  const read = (...some: object[]): RunDescription => ({
    format: 'parquet',
    files: ['x/p.parquet', 'y/p.parquet'],
    order: { kind: 'order-log', files: [writeLog(folder, 'order.log', { lines: some })] },
  });
  const b = await readAll(folder, read({ step: 3, ids: ['b'] }));
  t.match(b, [{ text: 'text of b', step: 3 }]);
  const twice =
    /order\.log, step 4 names the record "a", which the corpus has more than once, first as row 1 of x\/p\.parquet/;
  await refused(t, folder, read({ step: 4, ids: ['a'] }), 'order_invalid', twice);
  const none =
    /step 4 names the record "c", which the corpus does not have \(1 of its 4 records has no id\)/;
  await refused(t, folder, read({ step: 4, ids: ['c'] }), 'order_invalid', none);
  const file = (name: string) => ({ file: 0, name });
  const row = (number: number) => ({ step: 1, rows: [[0, number]] });
  t.match(await readAll(folder, read(file('/z/y/p.parquet'), row(1))), [{ text: 'text of null' }]);
  await refused(
    t,
    folder,
    read(file('p.parquet'), row(0)),
    'order_invalid',
    /may be x\/p\.parquet or y\/p/,
  );
  await refused(
    t,
    folder,
    read(file('q.parquet'), row(0)),
    'order_invalid',
    /no file of that name/,
  );
  await refused(
    t,
    folder,
    read(file('x/p.parquet'), row(2)),
    'order_invalid',
    /row 2 of x\/p\.parquet, which has 2/,
  );
  await refused(t, folder, read(row(0)), 'order_invalid', /to which no line gives a name/);
  await refused(t, folder, read(record(1)), 'order_invalid', /holds texts of its own/);
  const log = { format: 'order-log' as const, files: ['order.log'] };
  writeLog(folder, 'order.log', { lines: [step(1, 5)] });
  await refused(t, folder, log, 'order_invalid', /names records by their ids .*"order":/);
  writeLog(folder, 'order.log', { lines: [{ step: 1, tokens: [[5]] }] });
  await refused(t, folder, log, 'order_invalid', /say "tokens_field": "tokens"/);
});

t.test('JSON lines that a log cannot name, and bad ones', async (t) => {
  const folder = temporaryFolder(t);
  const order = { kind: 'order-log' as const, files: ['order.log'] };
  const run = { format: 'jsonl' as const, files: ['a.jsonl'], order };
  writeLog(folder, 'order.log', { lines: [step(1, 7, 9)] });
  writeFile(folder, 'a.jsonl', '{"id":7,"text":"x"}\n\nnot json\n{"id":9,"text":"z\\ud800"}');
  const [first, second] = await readAll(folder, run);
  t.match(first, { line: 1, text: 'x', id: '7', step: 1, repaired: false });
  t.match(second, { line: 3, text: 'z\uFFFD', id: '9', step: 1, repaired: true });
  writeLog(folder, 'order.log', {
    lines: [
      { file: 0, name: 'a.jsonl' },
      { step: 1, rows: [[0, 1]] },
    ],
  });
  t.match(await readAll(folder, run), [
    { code: 'not_json', message: /a\.jsonl, line 3 is not valid/ },
  ]);
  writeLog(folder, 'order.log', { lines: [step(1, 8)] });
  const none = /does not have \(1 of its 3 records cannot be read\)/;
  await refused(t, folder, run, 'order_invalid', none);
  writeFile(folder, 'a.jsonl', gzipSync('{"id":7,"text":"x"}\n'));
  await refused(t, folder, run, 'bad_argument', /is compressed with gzip/);
  const directory = join(folder, 'index');
  writeFile(folder, 'a.jsonl', '{"id":7,"text":"x"}\n{"id":8,"text":"y"}\n');
  writeLog(folder, 'order.log', { lines: [step(4, 8), step(5, 7, 8)] });
  await indexRun(directory, runIn(folder, run));
  using snapshot = Snapshot.open(directory);
  const found = recordsOf(snapshot).map(({ step: number, parts, line }) => [
    number,
    ...parts,
    line,
  ]);
  t.strictSame(found, [
    [4, 'y', 2],
    [5, 'x', 1],
    [5, 'y', 2],
  ]);
});

t.test('lines that mean nothing are refused', async (t) => {
  const folder = temporaryFolder(t);
  const run = { format: 'order-log' as const, files: ['order.log'] };
  const bad: object[] = [
    { step: 0, records: [] },
    { step: 1 },
    { step: 1, records: ['x'] },
    { step: 1, tokens: [[-1]] },
    { step: 1, ids: [1.5] },
    { step: 1, rows: [[0]] },
    { rewind: -1 },
    { lost: [3, 2] },
    { surprise: 1 },
  ];
  for (const line of bad) {
    writeLog(folder, 'order.log', { lines: [record(1), line] });
    await refused(t, folder, run, 'source_damaged', /line 3 .* is not a line of an order log/);
  }
  const ids = { step: 2, ids: ['a'] };
  writeLog(folder, 'order.log', { lines: [record(1), ids] });
  const twoWays = /line 3 .* says its records as ids, and a line before it as records/;
  await refused(t, folder, run, 'source_damaged', twoWays);
  writeLog(folder, 'order.log', { lines: [record(2), record(1)] });
  await refused(t, folder, run, 'source_damaged', /line 3/);
  writeFile(folder, 'order.log', '{"text":"not a log"}\n');
  await refused(t, folder, run, 'source_damaged', /is not an order log/);
});

t.test('an index of a log goes on where it was, and refuses a log that has changed', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'index');
  const name = writeLog(folder, 'order.log', { lines: [record(3, 'one'), record(4, 'two')] });
  const run = runIn(folder, { format: 'order-log', files: [name] });
  await indexRun(directory, run);
  await indexRun(directory, run);
  {
    using snapshot = Snapshot.open(directory);
    const records = recordsOf(snapshot).map(({ step: number, parts, line }) => [
      number,
      ...parts,
      line,
    ]);
    t.strictSame(records, [
      [3, 'one', 1],
      [4, 'two', 2],
    ]);
    t.equal(snapshot.firstStep, 3);
  }
  appendFileSync(join(folder, name), 'x');
  await t.rejects(indexRun(directory, run), { code: 'source_changed' });
  const more = writeLog(folder, 'more.log', { lines: [record(5, 'three')] });
  await indexRun(directory, runIn(folder, { format: 'order-log', files: [more] }));
  const lines = writeFile(folder, 'a.jsonl', '{"text":"x"}\n');
  const counted = { format: 'jsonl' as const, files: [lines], steps: { batch_size: 4 } };
  await t.rejects(indexRun(directory, runIn(folder, counted)), { code: 'step_rule_mismatch' });
  const other = join(folder, 'other');
  await indexRun(other, runIn(folder, counted));
  const late = indexRun(other, runIn(folder, { format: 'order-log', files: [more] }));
  await t.rejects(late, { code: 'step_rule_mismatch' });
});
