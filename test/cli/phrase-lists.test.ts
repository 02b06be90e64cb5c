// What a phrase list holds is detected by its content; a name that ends in .txt is always text.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readPhrases } from '../../library/lists/read-phrases.ts';
import type { Askable } from '../../schemas/askable.ts';
import { jsonLines, runCli } from './run-cli.ts';

async function read(t: Test, name: string, content: string) {
  const path = join(t.testdir({}), name);
  writeFileSync(path, content);
  const remarks: string[] = [];
  const phrases: Askable[] = [];
  for await (const batch of readPhrases(path, (remark) => remarks.push(remark))) {
    phrases.push(...batch.phrases);
  }
  return { phrases, remarks };
}

const two = ['her book', 'the cat'];
const objects = two.map((phrase) => `${JSON.stringify({ phrase })}\n`).join('');

t.test('objects with "phrase" make JSON lines, whatever the name', async (t) => {
  for (const name of [
    'list',
    'list.jsonl',
    'list.json',
    'list.ndjson',
    'list.dat',
    'phrases.log',
  ]) {
    t.same(await read(t, name, objects), { phrases: two, remarks: [] }, name);
    t.same((await read(t, name, `\ufeff\n${objects}`)).phrases.filter(Boolean), two, name);
  }
});

t.test('an array of objects or strings is one, whatever the name', async (t) => {
  for (const name of ['list', 'list.json', 'list.dat']) {
    t.same((await read(t, name, JSON.stringify(two))).phrases, two, name);
    t.same((await read(t, name, JSON.stringify([{ phrase: 'the cat' }], null, 2))).phrases, [
      'the cat',
    ]);
  }
});

t.test('everything else is text', async (t) => {
  const lines = ['[464, 3797]', '{ braces }', '{"text":"a"}', '"quoted"', '[sic] as it was'];
  for (const line of lines) {
    t.same(await read(t, 'list', `${line}\nthe cat\n`), {
      phrases: [line, 'the cat'],
      remarks: [],
    });
  }
  t.same((await read(t, 'list', '')).phrases, []);
});

t.test('a .txt that looks like JSON is text, with a remark', async (t) => {
  const { phrases, remarks } = await read(t, 'list.txt', objects);
  t.same(
    phrases,
    two.map((phrase) => JSON.stringify({ phrase })),
  );
  t.match(remarks, [/list\.txt looks like JSON.*\.jsonl/]);
  t.same((await read(t, 'plain.txt', 'the cat\n')).remarks, []);
});

t.test('a blank line has an error that names it, and is said', async (t) => {
  const list = 'the cat\n\n \t\nher book\n';
  const lines = list
    .trimEnd()
    .split('\n')
    .map((line) => JSON.stringify({ phrase: line }));
  const cwd = t.testdir({
    'corpus.jsonl': '{"text":"the cat"}\n',
    'list.txt': list,
    'list.jsonl': [lines[0], '', ' ', lines[3]].join('\n'),
    'list.json': `[${lines.join(',')}]`,
    'whole.txt': 'the cat\n',
  });
  await runCli(cwd, 'index my.idx --from corpus.jsonl --quiet'.split(' '));
  for (const [name, place] of [
    ['list.txt', (line: number) => `list.txt:${line}`],
    ['list.jsonl', (line: number) => `list.jsonl:${line}`],
    ['list.json', (line: number) => `list.json, element ${line}`],
  ] as const) {
    for (const command of ['query my.idx --json', 'scan a --from corpus.jsonl --json']) {
      const { stdout, stderr, code } = await runCli(cwd, `${command} --phrases ${name}`.split(' '));
      t.equal(code, 0);
      const answers = jsonLines(stdout) as { count?: number; error?: { message: string } }[];
      t.equal(answers.length, command.startsWith('scan') ? 5 : 4, 'one answer for each line');
      t.same(
        answers.slice(-4).map(({ count, error }) => count ?? error?.message),
        [
          1,
          ...[2, 3].map(
            (line) =>
              `${place(line)}: the phrase is blank: expected at least one word, number or punctuation mark`,
          ),
          0,
        ],
        `${command} ${name}`,
      );
      t.match(stderr, `warning: 2 phrases are blank (first: ${place(2)}); each has an error`);
      const quiet = await runCli(cwd, `${command} --phrases ${name} --quiet`.split(' '));
      t.equal(quiet.stderr, '');
    }
  }
  const whole = await runCli(cwd, 'query my.idx --phrases whole.txt'.split(' '));
  t.equal(whole.stderr, '', 'the line feed at the end is not a blank line');
});

t.test('an object with "name" and "phrases" is a group', async (t) => {
  const group = { name: 'be', phrases: ['is', 'was'] };
  for (const name of ['groups.jsonl', 'groups', 'groups.json']) {
    const { phrases } = await read(t, name, `${JSON.stringify(group)}\n{"phrase":"cat"}\n`);
    t.strictSame(phrases, [group, 'cat'], name);
  }
  const array = JSON.stringify(['cat', group]);
  t.strictSame((await read(t, 'groups.json', array)).phrases, ['cat', group]);
  for (const [line, code] of [
    ['{"phrases":["a"]}', 'missing_field'],
    ['{"name":1,"phrases":["a"]}', 'wrong_field_type'],
    ['{"name":"n","phrases":"a"}', 'wrong_field_type'],
    ['{"name":"n","phrases":["a",1]}', 'wrong_field_type'],
    ['{"name":"n","phrases":[]}', 'bad_argument'],
    ['{"name":"n","phrase":"a","phrases":["a"]}', 'bad_argument'],
    [JSON.stringify({ name: 'n', phrases: new Array(1001).fill('a') }), 'bad_argument'],
  ]) {
    const list = `{"phrase":"cat"}\n${line}\n`;
    await t.rejects(read(t, 'bad.jsonl', list), { code, message: /bad\.jsonl:2/ });
  }
});
