// Remarks on stderr about questions that probably mean something else than they say.

import t, { type Test as Tap } from 'tap';
import { findStraySteps } from '../../cli/remarks/stray-steps.ts';
import { runCli } from './run-cli.ts';

async function scene(t: Tap): Promise<string> {
  const cwd = t.testdir({
    'corpus.jsonl': [5, 6, 8]
      .map((year) => `${JSON.stringify({ text: 'a cat', year })}\n`)
      .join(''),
    'list.txt': 'cat*\na cat\n"a cat"\ndog*\n* * *\n',
    'pairs.jsonl': '{"sentence_good":"a cat","sentence_bad":"a cats"}\n',
  });
  const built = await runCli(cwd, 'index my.idx --from corpus.jsonl --step-field year'.split(' '));
  t.equal(built.code, 0, built.stderr);
  return cwd;
}

t.test('a step before the first or after the last of the index is remarked', async (t) => {
  const cwd = await scene(t);
  const corpus = '--from corpus.jsonl --step-field year';
  const before = 'begins at step 5, so counts for steps 1 and 4 are all 0\n';
  const after = 'ends at step 8, so counts for step 9 equal those for step 8\n';
  const cases = [
    ['query my.idx cat --at 0,1,4,5,8,9', 'index'],
    ['split my.idx --pairs pairs.jsonl --out out --at 0,1,4,5,8,9', 'index'],
    [`scan cat --at 0,1,4,5,8,9 ${corpus}`, 'corpus'],
  ] as const;
  for (const [args, what] of cases) {
    const { stderr, code } = await runCli(cwd, args.split(' '));
    t.equal(code, 0, args);
    t.match(stderr, `warning: the ${what} ${before}`, args);
    t.match(stderr, `warning: the ${what} ${after}`, args);
  }
  const { stderr } = await runCli(cwd, 'query my.idx cat --at 0,5,8'.split(' '));
  t.equal(stderr, '', 'step 0 is the model before training');
});

t.test('wildcards and quotation marks are remarked, of a list once', async (t) => {
  const cwd = await scene(t);
  const one = await runCli(cwd, ['query', 'my.idx', 'cat*', '--json']);
  t.match(one, { code: 0, stderr: 'warning: cat*: * is matched as a token, not as a wildcard' });
  const list = await runCli(cwd, 'query my.idx --phrases list.txt --json'.split(' '));
  t.match(list.stderr, 'warning: 2 phrases (first: cat*): * is matched as a token');
  t.match(list.stderr, 'warning: "a cat": Quotation marks around a phrase are matched as tokens');
  t.equal(list.stderr.split('\n').length, 3);
  const scan = await runCli(
    cwd,
    'scan "cat" --phrases list.txt --from corpus.jsonl --batch-size 1'.split(' '),
  );
  t.match(scan.stderr, 'warning: 2 phrases (first: cat*): ');
  t.match(scan.stderr, 'warning: 2 phrases (first: "cat"): ');
  for (const args of ['query my.idx cat* --quiet', 'query my.idx cat --phrases -']) {
    t.equal((await runCli(cwd, args.split(' '))).stderr.match(/wildcard/), null, args);
  }
});

t.test('a number after --at is a phrase to query and scan, and wrong to split', async (t) => {
  const cwd = await scene(t);
  const advice = 'several steps are separated by commas, without spaces: --at 5,6,8';
  const query = await runCli(cwd, 'query my.idx --at 5 6 8 cat'.split(' '));
  t.match(query, { code: 0, stderr: `warning: 6, 8 are read as phrases; ${advice}` });
  const scan = await runCli(cwd, 'scan cat --at=5 6,8 --from corpus.jsonl'.split(' '));
  t.match(scan, { code: 0, stderr: `warning: 6,8 is read as a phrase; ${advice}` });
  const split = 'split my.idx --pairs pairs.jsonl --out out --at 5 6 8'.split(' ');
  t.match(await runCli(cwd, split), {
    code: 2,
    stderr: `6 8 after --at 5 are not arguments of split; ${advice} [bad_argument]`,
  });
  const comma = await runCli(cwd, 'query my.idx cat --at 5, 6 8'.split(' '));
  t.match(comma, { code: 2, stderr: advice });
  t.match(await runCli(cwd, 'query my.idx cat --at 5,'.split(' ')), {
    code: 2,
    stderr: 'expected steps separated by commas, without spaces, as in 100,1000; found "5,"',
  });
});

t.test('numbers elsewhere are nobody’s steps', async (t) => {
  const none = ['my.idx 1984 --at 5', '--at 5 cat 6', '--at 5 -- 6', '--timeline 5 6', '--at', ''];
  none.push('--at 5 --json 6', '--at five 6', '-- --at 5 6');
  for (const args of none) t.equal(findStraySteps(args.split(' ')), undefined, args);
  t.strictSame(findStraySteps('my.idx --checkpoints 5,6 7 a'.split(' ')), {
    option: '--checkpoints',
    value: '5,6',
    stray: ['7'],
  });
});
