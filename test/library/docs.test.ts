// The examples of docs/library.md run, in the order of the page and in one folder.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/library.md', root), 'utf8');
const entry = new URL('../../firstseen.ts', import.meta.url).href;

function lines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** What an example prints has to hold this, by its number. */
const expected = [
  /^4 1\n2 1 \{ '1': 2, '2': 2 \}/,
  /^4 1\n1 2\n/,
  /\bcommit\b/,
  /^2 4\n$/,
  /^[-\w]+ 4\n2 \{ step: 1, rank: 0, id: 'a' \}\n4 [\s\S]*\bsketch 1\n/,
  /phrase: 'this sketch'[\s\S]*records: 2[\s\S]*\n1\npairs \[ 0, 1 \] null/,
  /^2\n$/,
  /^index_not_found .*\ninterrupted\n$/,
];

t.test('examples of the page', async (t) => {
  const folder = t.testdir({
    shards: {
      'a.jsonl': lines([
        { id: 'a', text: 'This sketch of the sea, of the sky.' },
        { id: 'b', text: 'These sketches of the sea.' },
      ]),
      'b.jsonl': lines([{ id: 'c', text: 'I like this sketch.' }, { text: 'of the' }]),
    },
    'pairs.jsonl': lines([
      { sentence_good: 'I like this sketch.', sentence_bad: 'I like this sketches.' },
      { sentence_good: 'I see two owls.', sentence_bad: 'I see two owl.' },
    ]),
    'results.csv': 'set,row,step,correct\npairs,0,1,0\npairs,1,1,0\npairs,0,2,1\npairs,1,2,0\n',
  });
  const examples = [...page.matchAll(/^```([jt]s)\n([\s\S]*?)^```$/gm)];
  t.equal(examples.length, expected.length);
  for (const [i, [, language, code = '']] of examples.entries()) {
    const path = join(folder, `example${i}.m${language}`);
    writeFileSync(path, code.replace("from 'firstseen'", `from '${entry}'`));
    const options = { cwd: folder, encoding: 'utf8', timeout: 60_000 } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [path], options);
    t.equal(status, 0, `example ${i}: ${stderr}`);
    t.match(stdout, expected[i], `example ${i}`);
  }
});
