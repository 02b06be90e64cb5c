// A record's text from several fields, joined by a line feed: what an index keeps of them, and what
// is said of a field that a record does not have. That the texts are right in every format is held
// against the plain reading (test/formats).

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readRun, requireRun } from '../../corpus/read-run.ts';
import { decodeRow } from '../../formats/rows/row-values.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import type { TextField } from '../../input/lines/field-path.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { fileOperations } from '../../store/files.ts';
import { SpoiltFolder, say } from '../formats/spoil-folder.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { indexRun, recordsAt } from './run-index.ts';

const inline = fileOperations;

function corpus(t: Test, lines: readonly object[], name = 'a.jsonl') {
  const folder = temporaryFolder(t);
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return { folder, path, directory: join(folder, 'index') };
}

const textsAt = (directory: string) => recordsAt(directory).map(({ parts }) => parts.join(''));

t.test('an index keeps its fields: an append uses them, and other ones are refused', async (t) => {
  const { folder, path, directory } = corpus(t, [
    { title: 'a', doc: { text: 'b c' } },
    { title: '', doc: { text: 'd' } },
  ]);
  const textField = ['title', 'doc.text'];
  await buildIndex(directory, { from: [path], textField, inline });
  const more = join(folder, 'more.jsonl');
  writeFileSync(more, '{"doc.text":"f","title":"e"}\n');
  for (const other of ['title', ['doc.text', 'title'], ['title', 'doc.text', 'x']] as TextField[]) {
    await t.rejects(buildIndex(directory, { from: [more], textField: other, inline }), {
      code: 'bad_argument',
      message: /has the text field "title", "doc\.text", this command asks for /,
    });
  }
  await buildIndex(directory, { from: [more], inline });
  t.strictSame(textsAt(directory), ['a\nb c', '\nd', 'e\nf']);
  using catalogue = Catalogue.openForReading(directory);
  t.strictSame(catalogue.snapshot()?.settings.run['text_field'], textField);
});

t.test('a list of one field is that field', async (t) => {
  const { path, directory } = corpus(t, [{ body: 'a' }]);
  await buildIndex(directory, { from: [path], textField: ['body'], inline });
  await buildIndex(directory, { from: [path], textField: 'body', inline });
  t.strictSame(textsAt(directory), ['a']);
  const parquet = new SpoiltFolder(temporaryFolder(t), 'parquet');
  const rows = join(temporaryFolder(t), 'index');
  parquet.json(say('text_field', 'text'));
  await indexRun(rows, readRun(parquet.runFile));
  parquet.json(say('text_field', ['text']));
  const { summary } = await indexRun(rows, readRun(parquet.runFile));
  t.equal(summary.records, 12, 'nothing is fed again');
});

t.test('each field has to hold a text', async (t) => {
  const textField = ['title', 'text'];
  const lines: [object, string, RegExp][] = [
    [{ title: 'a' }, 'missing_field', /line 1 has no field "text" .*it has "title"/],
    [{ title: null, text: 'b' }, 'wrong_field_type', /line 1 has null in the field "title"/],
    [{ title: 'a', text: 1 }, 'wrong_field_type', /line 1 has the number 1 in the field "text"/],
    [[1], 'not_an_object', /expected an object with the fields "title", "text"/],
  ];
  for (const [line, code, message] of lines) {
    const { path, directory } = corpus(t, [line]);
    const build = buildIndex(directory, { from: [path], textField, inline });
    await t.rejects(build, { code, message });
  }
  for (const name of ['csv', 'parquet', 'arrow', 'mds']) {
    const folder = new SpoiltFolder(temporaryFolder(t), name);
    folder.json(say('text_field', ['text', 'titel']));
    const build = indexRun(join(temporaryFolder(t), 'index'), readRun(folder.runFile));
    await t.rejects(build, { code: 'missing_field', message: /no column "titel"/ }, name);
  }
  const place = { line: 7, fileRow: 3, file: 'a.parquet', id: null, step: null };
  const fields = { text: textField, id: 'id', step: undefined };
  const bytes = Buffer.from('ab');
  t.match(decodeRow({ ...place, texts: ['', bytes] }, fields), { text: '\nab' });
  t.match(decodeRow({ ...place, texts: ['a', null] }, fields), {
    code: 'wrong_field_type',
    message: /row 3 has null in the column "text"/,
  });
  t.match(decodeRow({ ...place, texts: [Buffer.from([0xff]), 'a'] }, fields), {
    code: 'not_utf8',
    message: /in the column "title"/,
  });
});

t.test('a run description names a field, or different ones', async (t) => {
  const run = { format: 'jsonl', files: ['a'] };
  for (const text_field of [[], [''], '', ['a', 'a'], ['a', 1], 1, {}]) {
    t.throws(() => requireRun({ ...run, text_field }, 'run.json'), {
      code: 'run_invalid',
      message:
        /key text_field.*: expected the name of a field, or a list of different names; found/,
    });
  }
  const taken = { ...run, text_field: ['a', 'b, c'] };
  t.equal(requireRun(taken, 'run.json'), taken);
  const option = [
    'index',
    'my.idx',
    '--from',
    'a.jsonl',
    '--text-field',
    'a',
    '--text-field',
    'b, c',
  ];
  const { createProgram } = await import('../../cli/program.ts');
  const program = await createProgram();
  const index = program.commands.find((command) => command.name() === 'index');
  index?.action(() => {});
  program.parse(option, { from: 'user' });
  t.strictSame(index?.opts()['textField'], ['a', 'b, c']);
});
