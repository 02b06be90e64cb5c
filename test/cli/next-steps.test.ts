// `firstseen` alone, the groups of its help, and words that are misspelled.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createProgram } from '../../cli/program.ts';
import { runCli } from './run-cli.ts';

t.test('without arguments firstseen says what to do next', async (t) => {
  const above = t.testdir({ work: { 'corpus.jsonl': '{"text":"of the lake"}\n' } });
  const cwd = join(above, 'work');
  const empty = await runCli(cwd, []);
  t.match(empty, { code: 0, stderr: '' });
  t.match(empty.stdout, /firstseen index my\.idx --from/);
  t.match(empty.stdout, /firstseen --help/);
  const env = { npm_lifecycle_event: 'firstseen' };
  const byNpm = await runCli(cwd, [], { env });
  t.match(byNpm.stdout, /^ {2}npm run -s firstseen -- index my\.idx --from/m);
  t.notMatch(byNpm.stdout, /^ *firstseen (index|query|--help)/m);
  await runCli(cwd, ['index', "a b's.idx", '--from', 'corpus.jsonl', '--quiet']);
  const { stdout } = await runCli(cwd, []);
  t.notMatch(stdout, /firstseen index/);
  t.match(stdout, "firstseen info 'a b'\\''s.idx'\n");
  t.match((await runCli(above, [])).stdout, /firstseen info 'work\/a b'/, 'one below');
});

t.test('a folder named as a catalogue, and one of many entries, are no fault', async (t) => {
  const cwd = t.testdir({});
  mkdirSync(join(cwd, '.hidden'));
  writeFileSync(join(cwd, '.hidden', 'catalogue.sqlite'), '');
  t.match((await runCli(cwd, [])).stdout, /firstseen index my\.idx/);
});

t.test('the help has every command once, in groups', async (t) => {
  const program = await createProgram();
  const help = program.helpInformation();
  const groups = help.split('\n\n').slice(3);
  t.equal(groups.length, 5);
  for (const command of program.commands) {
    const name = command.name();
    const holding = groups.filter((group) => new RegExp(`^ {2}${name} `, 'm').test(group));
    t.equal(holding.length, 1, name);
  }
  t.notMatch(help, /^Commands:/m, 'none is left over');
});

t.test('a misspelled word is told with the nearest one', async (t) => {
  const cwd = t.testdir({});
  const cases: [string[], RegExp][] = [
    [['qery', 'x', 'a'], /unknown command 'qery' \(Did you mean query\?\) \[bad_argument\]\n/],
    [['qery', '--help'], /unknown command 'qery' \(Did you mean query\?\) \[bad_argument\]\n/],
    [['help', 'qery'], /unknown command 'qery' \(Did you mean query\?\) \[bad_argument\]\n/],
    [['query', 'x', '--contxts', '1'], /unknown option '--contxts' \(Did you mean --contexts\?\)/],
    [
      ['index', 'x', '--format', 'parqet'],
      /expected one of jsonl.*; found "parqet" \(Did you mean parquet/,
    ],
    [['completion', 'bsh'], /expected one of bash, zsh, fish; found "bsh" \(Did you mean bash/],
  ];
  for (const [args, says] of cases) {
    t.match(await runCli(cwd, args), { code: 2, stdout: '', stderr: says }, args.join(' '));
  }
  const { stderr } = await runCli(cwd, ['query', 'x', '--contxts', '1', '--json']);
  t.strictSame(JSON.parse(stderr), {
    error: {
      code: 'bad_argument',
      message: "unknown option '--contxts' (Did you mean --contexts?)",
      details: {},
    },
  });
});

t.test('every option with choices refuses other words with the nearest', async (t) => {
  let tried = 0;
  for (const command of (await createProgram()).commands) {
    for (const { long, argChoices, parseArg } of command.options) {
      const [first] = argChoices ?? [];
      if (first === undefined) continue;
      tried++;
      t.equal(parseArg?.(first, undefined), first);
      const wrong = () => parseArg?.(`${first}x`, undefined);
      t.throws(wrong, { message: `(Did you mean ${first}?)` }, `${command.name()} ${long}`);
    }
  }
  t.ok(tried > 12);
});

t.test('options that npm took for its own are not lost in silence', async (t) => {
  const cwd = t.testdir({ 'corpus.jsonl': '{"text":"of the lake"}\n' });
  await runCli(cwd, ['index', 'my.idx', '--from', 'corpus.jsonl', '--quiet']);
  const npm = { npm_lifecycle_event: 'firstseen', npm_config_prefix: '/usr' };
  const took = { ...npm, npm_config_at: 'true', npm_config_json: 'true' };
  const { code, stdout, stderr } = await runCli(cwd, ['query', 'my.idx', 'the lake', '10'], {
    env: took,
  });
  t.equal(code, 2);
  t.equal(stdout, '');
  t.match(stderr, /npm took --at, --json for itself.* npm run -s firstseen -- query/);
  // Not npm's `firstseen`, no options taken, or one that npm has anyhow.
  for (const env of [{ ...took, npm_lifecycle_event: 'study' }, npm]) {
    t.match(await runCli(cwd, ['query', 'my.idx', 'lake'], { env }), { code: 0, stderr: '' });
    t.match(await runCli(cwd, ['words', 'my.idx'], { env }), { code: 0, stderr: '' });
  }
});
