// What a phrase list holds is detected by its content; a name that ends in .txt is always text.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readPhrases } from '../../cli/read-phrases.ts';

async function read(t: Test, name: string, content: string) {
  const path = join(t.testdir({}), name);
  writeFileSync(path, content);
  const remarks: string[] = [];
  const phrases: string[] = [];
  for await (const batch of readPhrases(path, (remark) => remarks.push(remark))) {
    phrases.push(...batch);
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
