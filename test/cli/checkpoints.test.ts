// `firstseen split --checkpoints` and `--compact`: what is written, printed and refused.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test as Tap } from 'tap';
import { readCheckpoints } from '../../library/lists/read-checkpoints.ts';
import { runCli } from './run-cli.ts';

const corpus = ['the dogs bark', 'A cat sleeps.', 'the dog barks', 'the dogs bark'];
const pairs = [
  ['The dogs bark.', 'The dogs barks.'],
  ['The dog barks.', 'The dog bark.'],
  ['A cow moos.', 'A cow moo.'],
  ['same', 'same'],
].map(([sentence_good, sentence_bad]) => ({ sentence_good, sentence_bad }));

function lines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

async function scene(t: Tap): Promise<string> {
  const cwd = t.testdir({
    'corpus.jsonl': lines(corpus.map((text) => ({ text }))),
    'mine.jsonl': lines(pairs),
    'mine_too.jsonl': lines(pairs.slice(0, 2)),
    'steps.txt': '3\n\n1\r\n4\n3\n',
    'steps.json': ' [1, 3,\n 4]',
  });
  const built = await runCli(cwd, 'index my.idx --from corpus.jsonl --batch-size 1'.split(' '));
  t.equal(built.code, 0, built.stderr);
  return cwd;
}

const header =
  'set,row,side,critical_good,critical_bad,first_step_good,first_step_bad,exposed_step,rarest_count';

t.test('checkpoints give one folder, one table of counts and one object', async (t) => {
  const cwd = await scene(t);
  const run = (args: string) => runCli(cwd, `split my.idx ${args}`.split(' '));
  const files = '--pairs mine_too.jsonl mine.jsonl';
  const shown = await run(`${files} --out out --checkpoints steps.txt`);
  t.equal(shown.code, 0, shown.stderr);
  t.match(shown.stdout, /^proxy-train examples by the end of each step, policy either/);
  t.match(shown.stdout, /^set +examples +1 +3 +4$/m);
  t.match(shown.stdout, /^mine +3 +1 +2 +2\nmine_too +2 +1 +2 +2\nall 2 +5 +2 +4 +4$/m);
  t.match(shown.stdout, /^dropped: 1 good_equals_bad$/m);
  t.strictSame(readFileSync(join(cwd, 'out/exposures.csv'), 'utf8').split('\n').slice(0, 4), [
    `${header},good_1,bad_1,good_3,bad_3,good_4,bad_4`,
    'mine,0,proxy_train,dogs bark,dogs barks,1,,1,1,1,0,1,0,2,0',
    'mine,1,proxy_train,dog barks,dog bark,3,,3,1,0,0,1,0,1,0',
    'mine,2,proxy_validation,cow moos,cow moo,,,,0,0,0,0,0,0,0',
  ]);
  t.ok(existsSync(join(cwd, 'out/exposures.parquet')));
  t.ok(existsSync(join(cwd, 'out/mine.proxy_train.jsonl')));
  t.notMatch(readFileSync(join(cwd, 'out/README.md'), 'utf8'), 'config_name: "exposures"');

  const json = await run(`${files} --out compact --checkpoints 4,3,1 --at 2 --compact --json`);
  t.match(json.stderr, /^firstseen: 1 of 6 pairs dropped, .*\nfirstseen: written to compact\n$/);
  const summary = JSON.parse(json.stdout);
  t.match(summary, {
    ...{ at: 2, checkpoints: [1, 3, 4] },
    sets: { mine: { proxy_train: 1, proxy_train_by_checkpoint: [1, 2, 2] } },
  });
  t.strictSame(JSON.parse(readFileSync(join(cwd, 'compact/split.json'), 'utf8')), summary);
  t.strictSame(readdirSync(join(cwd, 'compact')).sort(), [
    ...['README.md', 'exposure_curve.csv', 'exposures.csv', 'exposures.parquet'],
    ...['lm_eval', 'split.json'],
  ]);
  const card = readFileSync(join(cwd, 'compact/README.md'), 'utf8');
  t.match(card, /config_name: "exposures"[\s\S]*path: "exposures.parquet"[\s\S]*3 checkpoints/);
  t.notMatch(card, /proxy_train\.jsonl|dataset_info/);

  const plain = await run(`${files} --out plain --compact`);
  t.equal(plain.code, 0, plain.stderr);
  t.strictSame(readdirSync(join(cwd, 'plain')).sort(), [
    ...['README.md', 'exposure_curve.csv', 'lm_eval', 'split.json'],
  ]);
  const seven = await run(`${files} --out seven --at 0,1,2,3,4`);
  t.match(seven.stderr, /5 folders hold the sentences 5 times; --checkpoints/);
  t.match(seven.stdout, /^set +examples +0 +1 +2 +3 +4\nmine +3 +0 +1 +1 +2 +2$/m);
});

t.test('checkpoints are a list, a step a line, or a JSON array', async (t) => {
  const cwd = await scene(t);
  const read = async (given: string) => (await readCheckpoints(given)).map(({ at }) => at).sort();
  for (const given of ['steps.txt', 'steps.json']) {
    t.strictSame([...new Set(await read(join(cwd, given)))], [1, 3, 4], given);
  }
  t.strictSame(await read('4, 1,3,1'), [1, 1, 3, 4]);
});

t.test('checkpoints are an object of names with steps or amounts', async (t) => {
  const folder = t.testdir({
    'named.json': '{"step3-tokens4B":3,"chck_10M":{"words":10000000},"end":{"model_tokens":0}}',
  });
  t.strictSame(await readCheckpoints(join(folder, 'named.json')), [
    { name: 'step3-tokens4B', at: 3 },
    { name: 'chck_10M', at: { unit: 'words', amount: 10_000_000 } },
    { name: 'end', at: { unit: 'model_tokens', amount: 0 } },
  ]);
  const bad = ['{"c":"3"}', '{"c":{}}', '{"c":{"words":1,"tokens":2}}', '{"c":{"bytes":1}}'];
  for (const [i, text] of [...bad, '{"c":{"words":-1}}', '{"c":null}', '{"c":1.5}'].entries()) {
    const path = join(t.testdir({ [`${i}.json`]: text }), `${i}.json`);
    if (text === '{"c":"3"}') t.strictSame(await readCheckpoints(path), [{ name: 'c', at: 3 }]);
    else await t.rejects(readCheckpoints(path), { code: 'bad_argument', message: /"c"/ }, text);
  }
});

t.test('a wrong list of checkpoints is an error with its place', async (t) => {
  const cwd = await scene(t);
  const folder = t.testdir({
    'words.txt': '1\nstep2\n',
    'array.json': '[1, 2.5]',
    'broken.json': '[1,',
    'empty.txt': '\n',
    'wide.txt': Buffer.from('\ufeff1\n', 'utf16le'),
  });
  const cases: [args: string, code: number, message: RegExp][] = [
    [`--checkpoints ${folder}/words.txt`, 2, /words\.txt:2: expected a step.*found "step2"/],
    [`--checkpoints ${folder}/array.json`, 2, /array\.json, element 1: expected a step.*"2\.5"/],
    [`--checkpoints ${folder}/broken.json`, 3, /broken\.json .*not valid JSON.*\[not_json\]/],
    [`--checkpoints ${folder}/empty.txt`, 2, /empty\.txt does not hold a step/],
    [`--checkpoints ${folder}/wide.txt`, 3, /wide\.txt is not UTF-8/],
    [`--checkpoints ${folder}`, 3, /cannot read .*EISDIR/],
    [
      '--checkpoints none.txt',
      4,
      /--checkpoints none\.txt: no such file.*steps separated by commas/,
    ],
    ['--checkpoints 1,,2', 2, /--checkpoints 1,,2: expected a step.*found ""/],
    ['--checkpoints 1,2 --at 1,2', 2, /expected one step with --checkpoints/],
    ['--compact --parquet', 2, /cannot be used with/],
    ['--checkpoints 1 2', 2, /2 after --checkpoints 1 is not an argument of split.*1,2/],
  ];
  for (const [args, code, message] of cases) {
    const ended = await runCli(cwd, `split my.idx --pairs mine.jsonl --out out ${args}`.split(' '));
    t.equal(ended.code, code, args);
    t.match(ended.stderr, message, args);
    t.notOk(existsSync(join(cwd, 'out')), args);
  }
});
