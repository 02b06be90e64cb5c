// What readers of pairs, phrases and steps may leave out: each is in the answer, and said on stderr,
// or is an error.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test as Tap } from 'tap';
import { jsonLines, runCli } from './run-cli.ts';

const good = { sentence_good: 'the cat sleeps', sentence_bad: 'the cat sleep' };
const same = { sentence_good: 'the cat', sentence_bad: 'the cat' };
const table = (delimiter: string, ...more: string[]) =>
  [['sentence_good', 'sentence_bad'], Object.values(good), ...more.map((line) => [line])]
    .map((cells) => `${cells.join(delimiter)}\n`)
    .join('');
const item = ({ sentence_good, sentence_bad }: typeof good, number: number) => ({
  item_number: number,
  conditions: Object.entries({ sentence_good, sentence_bad }).map(([condition_name, content]) => {
    return { condition_name, regions: [{ content }] };
  }),
});

/** A pair that can be split and one that cannot, in each format. */
const droppedIn = {
  'lines.jsonl': [good, same].map((pair) => `${JSON.stringify(pair)}\n`).join(''),
  'list.json': JSON.stringify([good, same]),
  'suite.json': JSON.stringify({ items: [item(good, 1), item(same, 2)] }),
  'cells.csv': table(',', Object.values(same).join(',')),
  'cells.tsv': table('\t', Object.values(same).join('\t')),
};

/** A blank line among pairs, which are known by their line. */
const blankIn = {
  'blank.jsonl': `${JSON.stringify(good)}\n\n${JSON.stringify(good)}\n`,
  'blank.csv': table(',', '', Object.values(good).join(',')),
  'blank.tsv': table('\t', '', Object.values(good).join('\t')),
};

async function scene(t: Tap): Promise<string> {
  const cwd = t.testdir({
    'corpus.jsonl': '{"text":"the cat sleeps"}\n{"text":"the dog"}\n',
    ...droppedIn,
    ...blankIn,
  });
  await runCli(cwd, 'index my.idx --from corpus.jsonl --batch-size 1 --quiet'.split(' '));
  return cwd;
}

t.test('dropped pairs are listed, and said', async (t) => {
  const cwd = await scene(t);
  for (const name of Object.keys(droppedIn)) {
    const split = `split my.idx --pairs ${name} --out ${name}.out`.split(' ');
    const { code, stderr, stdout } = await runCli(cwd, split);
    t.equal(code, 0, stderr);
    t.match(stderr, 'firstseen: 1 of 2 pairs dropped, in neither side of the split: split.json');
    t.match(stdout, /^dropped: 1 /m, name);
    const written = JSON.parse(readFileSync(join(cwd, `${name}.out/split.json`), 'utf8'));
    t.match(written.dropped, [{ row: 1, reason: String }], name);
    t.equal(written.dropped.length, 1);
  }
});

t.test('a blank line among pairs is an error that names it', async (t) => {
  const cwd = await scene(t);
  for (const name of Object.keys(blankIn)) {
    const refused = await runCli(cwd, `split my.idx --pairs ${name} --out out`.split(' '));
    t.match(refused, { code: 3, stderr: new RegExp(`${name}, line [23]`) });
  }
});

t.test('a phrase that cannot be asked has an error in its place', async (t) => {
  const cwd = await scene(t);
  const args = 'query my.idx --phrases - --json --at 9'.split(' ');
  const { stdout, stderr } = await runCli(cwd, args, { input: 'the cat\n\n\u200b\nthe\n' });
  t.match(jsonLines(stdout), [
    { count: 1, at: { 9: 1 } },
    { error: { message: /^standard input:2: the phrase is blank/ } },
    { error: { message: /has no token/ } },
    { count: 2 },
  ]);
  t.match(stderr, /the index ends at step 2, so counts for step 9 equal those for step 2/);
  t.match(stderr, /standard input:2: the phrase is blank, and has an error in its place/);
});
