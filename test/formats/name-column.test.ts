// Errors on columns and on files of another format: the hint that helps comes first, and skipping is
// offered only where it leaves records.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteFile } from 'hyparquet-writer';
import t, { type Test } from 'tap';
import { IndexError } from '../../errors.ts';
import { adviseColumn } from '../../formats/name-column.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { temporaryFolder } from '../store/small-index.ts';

t.test('the advice names the option of the column that is missing', async (t) => {
  const columns = { text: ['title', 'body'], step: 'when' };
  t.match(adviseColumn('title', columns), '--text-field (text_field');
  t.match(adviseColumn('body', columns), '--text-field (text_field');
  t.match(adviseColumn('when', columns), '--step-field (steps.field');
  t.match(adviseColumn('domain', columns), '--facet-field (facet_field');
  t.match(adviseColumn('title', { ...columns, tokens: {} }), /with tokens_field of/);
});

/** The message of a build of one file, which fails. */
async function failureOf(t: Test, name: string, content: string, more = {}): Promise<string> {
  const folder = temporaryFolder(t);
  const path = join(folder, name);
  if (name.endsWith('.parquet')) {
    parquetWriteFile({ filename: path, columnData: [{ name: 'body', data: ['a'] }] });
  } else writeFileSync(path, content);
  const options = { from: [path], inline: fileOperations, workers: 1, ...more };
  const error = await buildIndex(join(folder, 'index'), options).catch((error) => error);
  if (!(error instanceof IndexError)) throw new Error('the build did not fail');
  return error.message;
}

t.test(
  'a table in a file of another name is said to be one, and is not to be skipped',
  async (t) => {
    const table = await failureOf(t, 'a.dat', 'id,text\n1,a\n');
    t.match(table, /line 1 is not valid JSON: .*\. CSV is read with --format csv/);
    const tabs = await failureOf(t, 'a.dat', 'id\ttext\n1\ta\n');
    t.match(tabs, /with --format tsv/);
    const prose = await failureOf(t, 'a.dat', 'Call me Ishmael, he said.\n');
    t.match(prose, /Expected JSON lines: plain text is read with --format text/);
    const steps = await failureOf(t, 'a.txt', 'a\n', { stepRule: { field: 'step' } });
    t.match(steps, /is plain text .*Leave --step-field/);
    for (const message of [table, tabs, prose, steps]) t.notMatch(message, '--on-bad-record');
  },
);

t.test('JSON in a file that is named as a table is said to be JSON', async (t) => {
  const lines = '{"text":"a"}\n{"text":"b"}\n';
  t.match(await failureOf(t, 'a.csv', lines), /looks like JSON lines: --format jsonl reads them/);
  t.match(await failureOf(t, 'a.tsv', lines), /looks like JSON lines: --format jsonl reads them/);
  t.match(await failureOf(t, 'a.csv', `[${lines}]`), /looks like a JSON array: --format json/);
  t.notMatch(await failureOf(t, 'a.csv', 'id\n1\n'), /JSON/);
});

t.test('behind a line of JSON another one may be skipped', async (t) => {
  const later = await failureOf(t, 'a.dat', '{"text":"a"}\nid,text\n');
  t.match(later, /line 2 is not valid JSON.*--on-bad-record skip/);
});

t.test('a missing field leads with its own option, in lines and in columns', async (t) => {
  const step = { stepRule: { field: 'step' } };
  const cases: [name: string, content: string, more: object, first: RegExp][] = [
    ['a.jsonl', '{"text":"a"}\n', step, /\. Name the right field with --step-field/],
    ['a.jsonl', '{"body":"a"}\n', step, /\. Name the right field with --text-field/],
    ['a.csv', 'text\na\n', step, /\. Name the right column with --step-field/],
    ['a.csv', 'step\n1\n', step, /\. Name the right column with --text-field/],
    ['a.parquet', '', { format: 'parquet' }, /\. Name the right column with --text-field/],
    [
      'a.parquet',
      '',
      { format: 'parquet', textField: 'body', ...step },
      /\. Name the right column with --step-field/,
    ],
    [
      'a.parquet',
      '',
      { format: 'parquet', textField: 'body', facetField: 'x' },
      /\. Name the right column with --facet-field/,
    ],
  ];
  for (const [name, content, more, first] of cases) {
    t.match(await failureOf(t, name, content, more), first, `${name} ${content}`);
  }
});
