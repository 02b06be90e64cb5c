// `trace` and `overlap` as commands: tables, CSV, and what they refuse.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildSmallIndex, temporaryFolder, writeLines } from '../store/small-index.ts';
import { jsonLines, runCli } from './run-cli.ts';

t.test('items are read as lines or as an array, each with its own error', async (t) => {
  const folder = temporaryFolder(t);
  await buildSmallIndex(join(folder, 'x.idx'));
  writeLines(join(folder, 'a.jsonl'), [
    { uid: 1, q: 'the of', a: 'a' },
    { uid: 'b', q: 'the' },
    { uid: 'c', q: ['the'], a: 'of' },
    { q: ' ', a: '' },
  ]);
  const array = JSON.stringify(jsonLines(readFileSync(join(folder, 'a.jsonl'), 'utf8')));
  writeFileSync(join(folder, 'a.json'), array);
  const rest = ['--field', 'q', '--field', 'a', '--id-field', 'uid', '--n', '2'];
  const args = ['overlap', 'x.idx', ...rest, '--items'];
  const lines = await runCli(folder, [...args, 'a.jsonl', '--json']);
  t.equal(lines.code, 0);
  t.match(jsonLines(lines.stdout), [
    { id: '1', tokens: 3 },
    { id: 'b', error: { code: 'missing_field', message: /a\.jsonl:2: .*"a"/ } },
    { id: 'c', error: { code: 'wrong_field_type' } },
    { id: null, error: { code: 'phrase_without_token' } },
  ]);
  t.match(lines.stderr, /1 of 4 items has no id/);
  t.match(lines.stderr, /warning: 3 items could not be asked; the first: a\.jsonl:2: /);
  const elements = await runCli(folder, [...args, 'a.json', '--csv', 'x.csv']);
  t.match(elements.stdout, /^id +tokens +longest/);
  const csv = readFileSync(join(folder, 'x.csv'), 'utf8').split('\n');
  t.equal(csv[0], 'id,tokens,longest_tokens,longest_first_step,coverage_2,seen_at_0.8,error');
  t.equal(csv[2], 'b,,,,,,missing_field');
  t.equal(csv.length, 6);
  const none = await runCli(folder, [...args, '-'], { input: '\n' });
  t.match(none, { code: 0, stderr: /standard input holds no item/ });
});

t.test('what cannot be read is an error with its place', async (t) => {
  const folder = temporaryFolder(t);
  await buildSmallIndex(join(folder, 'x.idx'));
  writeFileSync(join(folder, 'bad.txt'), Buffer.from([0x61, 0xff]));
  writeFileSync(join(folder, 'bad.jsonl'), '{"q":"a"}\n["a"]\n');
  const items = ['overlap', 'x.idx', '--field', 'q', '--items'];
  const cases: [string[], number, RegExp][] = [
    [['trace', 'x.idx', 'bad.txt'], 3, /bad\.txt is not UTF-8.*\[not_utf8\]/],
    [['trace', 'x.idx', 'none.txt'], 4, /none\.txt.*\[input_not_found\]/],
    [['trace', 'x.idx', '-'], 2, /\[phrase_without_token\]/],
    [['trace', 'x.idx', '-', '--rarest', '101%'], 2, /a percentage such as 5%/],
    [[...items, 'bad.jsonl'], 3, /bad\.jsonl:2: .*not a JSON object.*\[not_json\]/],
    [[...items, 'none.jsonl'], 4, /\[input_not_found\]/],
    [[...items, 'bad.jsonl', '--coverage', '0'], 2, /shares above 0/],
    [[...items, 'bad.jsonl', '--n', '1001'], 2, /\[bad_argument\]/],
  ];
  for (const [args, code, stderr] of cases) {
    t.match(await runCli(folder, args), { code, stderr }, args.join(' '));
  }
});
