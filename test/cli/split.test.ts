// `firstseen split` as a real process.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test as Tap } from 'tap';
import { runCli } from './run-cli.ts';

const corpus = ['the dogs bark', 'A cat sleeps.', 'the dog barks'];
const pairs = [
  ['The dogs bark.', 'The dogs barks.'],
  ['The dog barks.', 'The dog bark.'],
  ['A cow moos.', 'A cow moo.'],
].map(([sentence_good, sentence_bad]) => ({ sentence_good, sentence_bad }));

function lines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

async function scene(t: Tap): Promise<string> {
  const cwd = t.testdir({
    'corpus.jsonl': lines(corpus.map((text) => ({ text }))),
    'mine.jsonl': lines(pairs),
    'taken.jsonl': lines([{ ...pairs[0], row: 1 }]),
    'bad.jsonl': `${JSON.stringify(pairs[0])}\n{"sentence_good":1}\n`,
    'table.csv': 'g,b\nthe dogs,a cat\nx,y\n',
  });
  const built = await runCli(cwd, 'index my.idx --from corpus.jsonl --batch-size 1'.split(' '));
  t.equal(built.code, 0, built.stderr);
  return cwd;
}

t.test('pairs are split, a folder is written, a table shown', async (t) => {
  const cwd = await scene(t);
  const run = (args: string) => runCli(cwd, `split my.idx ${args}`.split(' '));
  const shown = await run('--pairs mine.jsonl --out out --plot curves.svg --parquet');
  t.equal(shown.code, 0, shown.stderr);
  t.match(shown.stdout, /^by step 3, policy either, snapshot 1-/);
  t.match(shown.stdout, /^mine +3 +2 +1 +0 +6 +2 +1 +1$/m);
  t.match(shown.stderr, /written to out/);
  t.ok(existsSync(join(cwd, 'out/mine.proxy_train.parquet')));
  t.match(readFileSync(join(cwd, 'curves.svg'), 'utf8'), /<\/svg>/);

  const within = await run('--pairs mine.jsonl --out with/plot --plot with/plot/curves.svg');
  t.equal(within.code, 0, within.stderr);
  t.ok(existsSync(join(cwd, 'with/plot/curves.svg')));

  const json = await run('--pairs mine.jsonl --out steps --at 1,3 --json --quiet');
  t.equal(json.stderr, '');
  const summaries = json.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.match(summaries, [
    { at: 1, sets: { mine: { proxy_train: 1, proxy_validation: 2 } } },
    { at: 3, sets: { mine: { proxy_train: 2, proxy_validation: 1 } } },
  ]);
  t.strictSame(readdirSync(join(cwd, 'steps')).sort(), ['step-1', 'step-3']);
  t.strictSame(
    JSON.parse(readFileSync(join(cwd, 'steps/step-3/split.json'), 'utf8')),
    summaries[1],
  );

  const columns = await run(
    '--pairs *.csv --out csv --phrase-good g --phrase-bad b --at 9 --balance --seed 5',
  );
  t.match(
    columns.stderr,
    /warning: the index ends at step 3, so counts for step 9 equal those for step 3/,
  );
  t.match(columns.stdout, /^table +2 +1 +1 +0 +4 +2 +1 +1$/m);
});

t.test('what cannot be split is an error, and nothing is written', async (t) => {
  const cwd = await scene(t);
  const cases: [args: string, code: number, message: RegExp][] = [
    [
      '--pairs mine.jsonl --out my.idx',
      2,
      /my\.idx exists and is not an empty folder.*another folder with --out\. \[output_exists\]/,
    ],
    [
      '--pairs bad.jsonl --out out',
      3,
      /bad\.jsonl, line 2 has a number in the field "sentence_good".*\[wrong_field_type\]/,
    ],
    ['--pairs taken.jsonl --out out', 2, /a field "row".*--prefix.*\[field_taken\]/],
    ['--pairs none.jsonl --out out', 4, /none\.jsonl.*\[input_not_found\]/],
    [
      '--pairs corpus.jsonl --out out',
      3,
      /corpus\.jsonl, line 1 has no field "sentence_good".*it has "text"/,
    ],
    ['--pairs - --out out', 2, /standard input is not a file: expected files of pairs/],
    [
      '--pairs my.idx/catalogue.sqlite --out out',
      2,
      /expected pairs in a file that ends in .*found \.sqlite/,
    ],
    ['--pairs mine.jsonl ./mine.jsonl --out out', 2, /make two sets named mine/],
    ['--pairs mine.jsonl --out out --policy all', 2, /expected one of either/],
    ['--pairs mine.jsonl --out out --balance --match-frequency', 2, /cannot be used with/],
    ['--pairs mine.jsonl', 2, /--out/],
    ['--pairs mine.jsonl --out out --plot none/a.svg', 3, /there is no folder .*none/],
    ['--pairs mine.jsonl --out out --plot mine.jsonl/a.svg', 3, /mine\.jsonl is not a folder/],
    ['--pairs mine.jsonl --out out --plot out/a/b.svg', 3, /there is no folder .*out\/a/],
    ['--pairs mine.jsonl --out out --plot curves.png', 2, /expected a name that ends in \.svg/],
    ['--pairs mine.jsonl --out mine.jsonl/out', 3, /cannot make the folder .*mine\.jsonl\/out/],
  ];
  for (const [args, code, message] of cases) {
    const ended = await runCli(cwd, `split my.idx ${args}`.split(' '));
    t.equal(ended.code, code, args);
    t.match(ended.stderr, message, args);
    t.equal(ended.stdout, '', args);
  }
  const missing = await runCli(cwd, 'split no.idx --pairs mine.jsonl --out out'.split(' '));
  t.equal(missing.code, 4);
  t.notOk(existsSync(join(cwd, 'out')));
  if (process.platform === 'linux') {
    const nowhere = await runCli(cwd, 'split my.idx --pairs mine.jsonl --out /proc/a/b'.split(' '));
    t.match(nowhere, { code: 3, stderr: /cannot make the folder \/proc\/a/ });
  }
  t.strictSame(
    readdirSync(cwd).filter((name) => name.startsWith('.')),
    [],
    'no draft is left',
  );
});
