// Files that stand in for the data: every reader refuses them, in every file that it opens.

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadTokenizer } from '../../../corpus/load-tokenizer.ts';
import { readRun } from '../../../corpus/read-run.ts';
import { planSources } from '../../../formats/lines/source-plan.ts';
import { openRows } from '../../../formats/rows/open-rows.ts';
import type { RowsSpec } from '../../../formats/rows/rows-spec.ts';
import { readPhrases } from '../../../library/lists/read-phrases.ts';
import { readPairFiles } from '../../../splits/pairs/read-pair-files.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import { readSource } from '../lines/read-source.ts';
import { rowKinds, writeFile } from './write-rows.ts';

const pointer =
  'version https://git-lfs.github.com/spec/v1\n' +
  `oid sha256:${'4d7a2146'.repeat(8)}\nsize 31457280000\n`;
const stands: [string, RegExp][] = [
  [pointer, /is a Git LFS pointer, .*git lfs pull/],
  ['/annex/objects/SHA256E-s100--ab12.npy\n', /is a git-annex pointer, .*git annex get/],
  ['../../.git/annex/objects/x/y/z/z.npy', /is a git-annex pointer/],
  ['\n<!DOCTYPE html>\n<html><body>404</body></html>\n', /is an HTML page, .*download/],
  ['<html lang="en"><title>Sign in</title></html>', /is an HTML page/],
  ['<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>', /storage server/],
];
const texts = Array.from({ length: 12 }, (_, i) => `text number ${i} of a few`);

async function readPath(path: string) {
  const [plan] = await planSources([path]);
  if (plan === undefined) throw new Error('no plan');
  return readSource(plan);
}

async function open(spec: RowsSpec): Promise<void> {
  using rows = await openRows(spec);
  rows.check(new AbortController().signal);
}

for (const kind of rowKinds) {
  t.test(`${kind.name}: each file`, async (t) => {
    const folder = temporaryFolder(t);
    const { spec } = kind.pack(folder, texts);
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
      return statSync(join(folder, name)).isFile();
    });
    for (const name of paths) {
      const whole = readFileSync(join(folder, name));
      for (const [stand, message] of stands) {
        writeFileSync(join(folder, name), stand);
        await t.rejects(open(spec), { code: 'source_damaged', message }, name);
      }
      writeFileSync(join(folder, name), whole);
    }
    await open(spec);
  });
}

t.test('an order, a tokenizer, a run description, pairs and phrases', async (t) => {
  const folder = temporaryFolder(t);
  const packed = rowKinds[0]?.pack(folder, texts);
  if (packed === undefined) throw new Error('no kind of rows');
  for (const [stand, message] of stands) {
    const path = writeFile(folder, 'a.jsonl', stand);
    const refused = { code: 'source_damaged', message };
    const file = { name: 'a.npy', path };
    const order = {
      kind: 'list' as const,
      file,
      samples: undefined,
      dtype: 'uint32' as const,
      repeats: false,
    };
    await t.rejects(open({ ...packed.spec, order }), refused);
    t.throws(() => loadTokenizer({ name: 'tokenizer.json', path }), refused);
    t.throws(() => readRun(path), refused);
    await t.rejects(readPairFiles([path]), refused);
    await t.rejects(readPhrases(path).next(), refused);
  }
});

t.test('lines, arrays and plain text', async (t) => {
  const folder = temporaryFolder(t);
  for (const [stand, message] of stands) {
    for (const name of ['a.jsonl', 'a.json', 'a.txt', 'a.jsonl.gz']) {
      const path = writeFile(folder, name, stand);
      await t.rejects(readPath(path), { code: 'source_damaged', message }, name);
    }
  }
});

t.test('plain text that begins as a page does is text', async (t) => {
  const path = writeFile(temporaryFolder(t), 'a.txt', '<html> is an element\nof HTML\n');
  const { records } = await readPath(path);
  t.equal(records.length, 2);
});
