// Small things that a newcomer reads: steps of a timeline's bars, dates, hints, sizes.

import t, { type Test as Tap } from 'tap';
import { runCli } from './run-cli.ts';

function lines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

async function scene(t: Tap): Promise<string> {
  const days = ['1999-12-30', '1999-12-31', '2000-02-01'];
  const cwd = t.testdir({
    'days.jsonl': lines(days.map((day) => ({ text: 'a cat', day }))),
    'plain.jsonl': lines(Array.from({ length: 8 }, () => ({ text: 'a cat' }))),
    'run.json': JSON.stringify({
      format: 'jsonl',
      files: ['plain.jsonl'],
      steps: { batch_size: 1 },
      consumed: { records: 6 },
    }),
  });
  const dated = '--step-field day --step-format date';
  for (const args of [`days.idx --from days.jsonl ${dated}`, 'plain.idx --run run.json']) {
    const built = await runCli(cwd, `index ${args}`.split(' '));
    t.equal(built.code, 0, built.stderr);
  }
  return cwd;
}

t.test('the edges of a timeline that is asked for are below the table', async (t) => {
  const cwd = await scene(t);
  const edges =
    'edges of the bars: 0, 2, 4, 6 (a bar counts the steps after one edge up to the next)';
  const query = await runCli(cwd, 'query plain.idx cat --timeline 3'.split(' '));
  t.match(query.stdout, edges);
  const scan = await runCli(cwd, 'scan cat --run run.json --timeline 3'.split(' '));
  t.equal(scan.stdout, query.stdout);
  const plain = await runCli(cwd, 'query plain.idx cat'.split(' '));
  t.notMatch(plain.stdout, /edges/);
  const many = await runCli(cwd, 'query days.idx cat --timeline 30'.split(' '));
  t.match(many.stdout, /^30 bars; --json has their edges$/m);
});

t.test('steps that are dates are shown as they are asked', async (t) => {
  const cwd = await scene(t);
  const { stdout, stderr } = await runCli(
    cwd,
    'query days.idx cat --at 19991231,20250101'.split(' '),
  );
  t.match(stdout, /by 19991231 +by 20250101 +steps 19991230 to 20000201\n/);
  t.match(stdout, /^cat +3 +19991230 +rank 0 +20000201 +2 +3 /m);
  t.match(stderr, 'the index ends at step 20000201, so counts for step 20250101');
  t.match((await runCli(cwd, ['info', 'days.idx'])).stdout, /3 \(19991230 to 20000201\)/);
});

t.test('a source that was read in part has no size, and says so', async (t) => {
  const { stdout } = await runCli(await scene(t), ['info', 'plain.idx']);
  t.match(stdout, /^plain\.jsonl +in part +6 +0 +up to line 6$/m);
});

t.test('the advice for a missing field names its option', async (t) => {
  const cwd = await scene(t);
  const index = (options: string) => runCli(cwd, `index x.idx --from ${options}`.split(' '));
  const step = await index('days.jsonl --step-field year');
  t.match(
    step.stderr,
    /no field "year" .* Name the right field with --step-field \(steps\.field in/,
  );
  t.notMatch(step.stderr, /--text-field/);
  const text = await index('days.jsonl --text-field body');
  t.match(text.stderr, /no field "body" .* Name the right field with --text-field \(text_field in/);
  t.notMatch(text.stderr, /--step-field/);
});

t.test('serve speaks of --trust-proxy only where it was used', async (t) => {
  const cwd = await scene(t);
  const port = await runCli(cwd, ['serve', 'plain.idx', '--port', 'x']);
  t.match(port, { code: 2, stderr: '(expected: firstseen serve DIR; --help says more)' });
  t.notMatch(port.stderr, /trust-proxy/);
  const swallowed = await runCli(cwd, ['serve', '--trust-proxy', 'plain.idx']);
  t.match(swallowed, { code: 2, stderr: /DIR first, because --trust-proxy takes/ });
});

t.test('one part of several is empty, and is not there', async (t) => {
  const cwd = await scene(t);
  const planning = 'plan --from days.jsonl --parts 4 --out plan.json'.split(' ');
  const { stderr } = await runCli(cwd, planning);
  t.match(stderr, /1 of 4 parts is empty: /);
  for (const rank of ['0', '1', '2']) {
    const built = await runCli(cwd, ['build', 'plan.json', '--rank', rank, '--workers', '1']);
    t.equal(built.code, 0, built.stderr);
  }
  const missing = await runCli(cwd, 'assemble plan.json --into parts.idx'.split(' '));
  t.match(missing.stderr, /1 of 4 parts is not in .*--array=3/);
});
