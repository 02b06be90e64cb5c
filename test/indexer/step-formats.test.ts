// Steps that a field says as a number, as digits or as a date: read, refused, sorted.

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DateDay,
  DateMillisecond,
  RecordBatchStreamWriter,
  Table,
  TimestampSecond,
  tableFromArrays,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import t, { type Test } from 'tap';
import { readCorpus } from '../../corpus/read-corpus.ts';
import { readRun } from '../../corpus/read-run.ts';
import { walkCorpus } from '../../corpus/walk-corpus.ts';
import type { RunDescription } from '../../formats/run-description.ts';
import { adviseFormat, readStep, type StepFormat } from '../../input/lines/step-value.ts';
import { smallFolders } from '../formats/spoil-folder.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';
import { indexRun, recordsAt, runIn } from './run-index.ts';

t.test('what each format reads', (t) => {
  const cases: [unknown, Partial<Record<StepFormat, number>>][] = [
    [1, { integer: 1, digits: 1 }],
    [7n, { integer: 7, digits: 7 }],
    [0, {}],
    [1.5, {}],
    [2 ** 53, {}],
    ['1999', { digits: 1999 }],
    ['007', { digits: 7 }],
    [Buffer.from('12'), { digits: 12 }],
    ['0', {}],
    ['-1', {}],
    ['1e3', {}],
    [' 1', {}],
    ['', {}],
    ['٣', {}],
    [null, {}],
    [true, {}],
    [undefined, {}],
    ['1999-12-31', { date: 19991231, 'date-time': 19991231000000 }],
    [Buffer.from('1999-12-31'), { date: 19991231, 'date-time': 19991231000000 }],
    ['0001-01-01', { date: 10101, 'date-time': 10101000000 }],
    ['2000-02-29', { date: 20000229, 'date-time': 20000229000000 }],
    ['1900-02-29', {}],
    ['1999-13-01', {}],
    ['1999-00-01', {}],
    ['1999-04-31', {}],
    ['1999-12', {}],
    ['1999-12-31T23:59:59Z', { date: 19991231, 'date-time': 19991231235959 }],
    ['1999-12-31t23:59:59.999z', { date: 19991231, 'date-time': 19991231235959 }],
    ['1999-12-31 23:59', { date: 19991231, 'date-time': 19991231235900 }],
    ['1999-12-31T23:59:59-05:00', { date: 20000101, 'date-time': 20000101045959 }],
    ['2000-01-01T01:00:00+0530', { date: 19991231, 'date-time': 19991231193000 }],
    ['1999-12-31T24:00:00Z', {}],
    ['1999-12-31T23:59:60Z', {}],
    ['1999-12-31Z', {}],
    [new Date('1999-12-31T23:59:59Z'), { date: 19991231, 'date-time': 19991231235959 }],
    [new Date(Number.NaN), {}],
  ];
  for (const [value, steps] of cases) {
    for (const format of ['integer', 'digits', 'date', 'date-time'] as const) {
      t.equal(readStep(value, format), steps[format], `${String(value)} as ${format}`);
    }
  }
  t.end();
});

t.test('a later date is a greater step', (t) => {
  const dates = fc.date({
    min: new Date('0001-01-02'),
    max: new Date('9999-12-30'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(dates, dates, (one, other) => {
      const text = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;
      const compare = (format: StepFormat) =>
        Math.sign((readStep(text(one), format) ?? 0) - (readStep(text(other), format) ?? 0));
      const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
      const days = (date: Date) => Math.floor(date.getTime() / 86_400_000);
      t.equal(compare('date-time'), Math.sign(seconds(one) - seconds(other)));
      t.equal(compare('date'), Math.sign(days(one) - days(other)));
    }),
    { numRuns: 200 },
  );
  t.end();
});

t.test('what cannot be read names the format that reads it', (t) => {
  const advice = (value: unknown, asked: StepFormat) => adviseFormat(value, 'y', asked);
  t.match(advice('1999', 'integer'), /^; --step-format digits reads it, in a run description \{"/);
  t.match(advice('1999-12-31', 'integer'), /--step-format date reads it,.*"format":"date"/);
  t.match(advice('1999-12-31T00:00:00Z', 'integer'), /--step-format date-time reads it \(to the/);
  t.match(advice(1999, 'date'), /--step-format integer/);
  t.equal(advice('soon', 'integer'), '');
  t.equal(advice(0, 'integer'), '');
  t.end();
});

const steps = (directory: string) => recordsAt(directory).map(({ step }) => step);

async function linesRun(t: Test, values: readonly unknown[], format?: StepFormat) {
  const folder = temporaryFolder(t);
  writeLines(
    join(folder, 'a.jsonl'),
    values.map((day) => ({ text: 'of it', day })),
  );
  const rule = { field: 'day', ...(format !== undefined && { format }) };
  const description: RunDescription = { format: 'jsonl', files: ['a.jsonl'], steps: rule };
  return { folder, directory: join(folder, 'index'), run: runIn(folder, description) };
}

t.test('JSON lines with dates, indexed, walked and gone on with', async (t) => {
  const days = ['1999-12-30', '1999-12-31T12:00:00Z', '1999-12-31T23:00:00-02:00'];
  const { directory, run } = await linesRun(t, days, 'date');
  await indexRun(directory, run);
  t.strictSame(steps(directory), [19991230, 19991231, 20000101]);
  const walked: number[] = [];
  const { signal } = new AbortController();
  for await (const { step } of walkCorpus(await readCorpus({ run }), { signal })) {
    walked.push(step);
  }
  t.strictSame(walked, steps(directory));
  const asking = (rule: object) =>
    indexRun(directory, { ...run, description: { ...run.description, steps: { ...rule } } });
  for (const rule of [{ field: 'day' }, { field: 'day', format: 'date-time' }]) {
    await t.rejects(asking(rule), { code: 'step_rule_mismatch', message: /"format":"date"/ });
  }
  await t.resolves(asking({ format: 'date', field: 'day' }), 'in whatever order its keys are');
});

t.test('integer is what a rule without a format means', async (t) => {
  const { directory, run } = await linesRun(t, [3, 5]);
  await indexRun(directory, run);
  const rule = { field: 'day', format: 'integer' } as const;
  await t.resolves(
    indexRun(directory, { ...run, description: { ...run.description, steps: rule } }),
  );
});

t.test('without the format digits and dates are refused by name', async (t) => {
  for (const [value, says] of [
    ['1999', /has a string in the field "day": expected .*; --step-format digits reads it/],
    ['1999-12-31', /--step-format date reads it/],
  ] as const) {
    const { directory, run } = await linesRun(t, [value]);
    await t.rejects(indexRun(directory, run), { code: 'wrong_field_type', message: says });
  }
});

/** The command in the message of the error. */
async function sortingOf(build: Promise<unknown>): Promise<string> {
  const error = await build.then(
    () => undefined,
    (error: { message: string }) => error,
  );
  return /are sorted by: cat FILES \| (.*) > sorted\.jsonl/.exec(error?.message ?? '')?.[1] ?? '';
}

const hasPython = spawnSync('python3', ['--version']).status === 0;

t.test('steps that go backwards: the error gives the command that sorts the file', async (t) => {
  const cases: [StepFormat, unknown[]][] = [
    ['integer', [30, 4, 4, 100]],
    ['digits', ['30', '4', '100']],
    ['date', ['1999-12-31', '1980-01-01', '1999-12-31', '1990-05-05']],
    ['date-time', ['1999-12-31T10:00:00Z', '1999-12-31T09:00:00Z']],
  ];
  for (const [format, values] of cases) {
    const { folder, directory, run } = await linesRun(t, values, format);
    const command = await sortingOf(indexRun(directory, run));
    t.match(command, /^python3 -c '.*\["day"\]/, format);
    if (!hasPython) continue;
    const script = `cat a.jsonl | ${command} > sorted.jsonl`;
    execFileSync('sh', ['-c', script], { cwd: folder });
    const sorted = { ...run, description: { ...run.description, files: ['sorted.jsonl'] } };
    await indexRun(directory, sorted);
    const expected = values.map((value) => readStep(value, format) as number);
    t.strictSame(
      steps(directory),
      expected.sort((a, b) => a - b),
    );
  }
});

/** A run over one file or folder, with the steps in the column `day`. */
async function columnSteps(t: Test, folder: string, keys: Partial<RunDescription>) {
  const directory = join(temporaryFolder(t), 'index');
  const description = { format: 'parquet', files: ['a'], ...keys } as RunDescription;
  await indexRun(directory, runIn(folder, description));
  return steps(directory);
}

const when = [new Date('1999-12-31T10:00:00Z'), new Date('2000-01-01T00:00:01Z')];
const byDay = [19991231, 20000101];
const bySecond = [19991231100000, 20000101000001];

t.test('columns of Parquet: strings, dates and times', async (t) => {
  const folder = temporaryFolder(t);
  const write = (name: string, type: 'STRING' | 'TIMESTAMP', data: unknown[]) => {
    const text = { name: 'text', data: ['a', 'b'], type: 'STRING' as const };
    const columnData = [text, { name: 'day', data, type }];
    writeFileSync(join(folder, name), new Uint8Array(parquetWriteBuffer({ columnData })));
    return [name];
  };
  const read = (files: string[], format: StepFormat) =>
    columnSteps(t, folder, { files, steps: { field: 'day', format } });
  const times = write('t.parquet', 'TIMESTAMP', when);
  t.strictSame(await read(times, 'date'), byDay);
  t.strictSame(await read(times, 'date-time'), bySecond);
  t.strictSame(await read(write('s.parquet', 'STRING', ['3', '10']), 'digits'), [3, 10]);
  const iso = when.map((date) => date.toISOString());
  t.strictSame(await read(write('i.parquet', 'STRING', iso), 'date-time'), bySecond);
  await t.rejects(read(times, 'integer'), {
    code: 'wrong_field_type',
    message: /row 1 has a date in the column "day": .*--step-format date-time reads it/,
  });
});

t.test('columns of Arrow: strings, dates and times', async (t) => {
  const folder = temporaryFolder(t);
  const columns = {
    s: vectorFromArray(['3', '10'], new Utf8()),
    d: vectorFromArray(when, new DateDay()),
    m: vectorFromArray(when, new DateMillisecond()),
    t: vectorFromArray(when, new TimestampSecond()),
  };
  const text = tableFromArrays({ text: ['a', 'b'] }).getChild('text');
  const table = new Table({ ...(text !== null && { text }), ...columns });
  mkdirSync(join(folder, 'a'));
  const writer = RecordBatchStreamWriter.writeAll(table);
  writeFileSync(join(folder, 'a/data.arrow'), await writer.toUint8Array());
  const state = { _data_files: [{ filename: 'data.arrow' }] };
  writeFileSync(join(folder, 'a/state.json'), JSON.stringify(state));
  const read = (field: string, format: StepFormat) =>
    columnSteps(t, folder, { format: 'arrow', steps: { field, format } });
  t.strictSame(await read('s', 'digits'), [3, 10]);
  for (const field of ['d', 'm', 't']) t.strictSame(await read(field, 'date'), byDay, field);
  for (const field of ['m', 't']) t.strictSame(await read(field, 'date-time'), bySecond, field);
  await t.rejects(read('m', 'integer'), { code: 'wrong_field_type', message: /has a date in the/ });
});

t.test('an append without steps reads rows by the rule of the index', async (t) => {
  const folder = temporaryFolder(t);
  const { description } = readRun(join(smallFolders, 'parquet-step', 'run.json'));
  const file = join(smallFolders, 'parquet-step', 'train.parquet');
  for (const name of ['train.parquet', 'copy.parquet']) copyFileSync(file, join(folder, name));
  const directory = join(folder, 'index');
  await indexRun(directory, runIn(folder, description));
  const { steps: _, ...rest } = description;
  const copy = indexRun(directory, runIn(folder, { ...rest, files: ['copy.parquet'] }));
  await t.rejects(copy, { code: 'step_backwards' }, 'its steps are read');
  const ids: RunDescription = { format: 'nanogpt', files: ['copy.parquet'], row_tokens: 4 };
  const tokens = { ...ids, tokenizer: 'tokenizer.json' };
  await t.rejects(indexRun(directory, runIn(folder, tokens)), {
    code: 'step_rule_mismatch',
    message: /records of format nanogpt, which have no field "step"/,
  });
});
