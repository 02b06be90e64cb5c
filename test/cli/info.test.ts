// Steps in `firstseen info` and in the summary of `firstseen index`.

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runCli } from './run-cli.ts';

function lines(years: readonly number[]): string {
  return years.map((year) => `${JSON.stringify({ text: 'a b', year })}\n`).join('');
}

t.test('steps that are years are counted, and said from the first to the last', async (t) => {
  const cwd = t.testdir({
    'a.jsonl': lines([1945, 1945, 1947]),
    'b.jsonl': lines([1947, 1950, 12_000]),
  });
  const index = (name: string, ...more: string[]) =>
    runCli(cwd, ['index', 'my.idx', '--from', name, '--step-field', 'year', ...more]);
  t.match((await index('a.jsonl')).stdout, /^steps +2 \(1945 to 1947\)$/m);
  const summary = JSON.parse((await index('b.jsonl', '--json')).stdout);
  t.match(summary, { steps: 12_000, first_step: 1945, distinct_steps: 4, segments: 2 });
  const info = await runCli(cwd, ['info', 'my.idx']);
  t.match(info.stdout, /^steps +4 \(1945 to 12,000\), \{"field":"year"\}$/m);
  t.notMatch(info.stdout, /model tokens/, 'none are counted');
  const json = JSON.parse((await runCli(cwd, ['info', 'my.idx', '--json'])).stdout);
  t.match(json, { steps: 12_000, distinct_steps: 4, model_tokens: null });
});

t.test('an index whose segments cannot be read is described all the same', async (t) => {
  const cwd = t.testdir({ 'a.jsonl': lines([1, 2, 3]) });
  await runCli(cwd, ['index', 'my.idx', '--from', 'a.jsonl', '--batch-size', '1']);
  const segments = join(cwd, 'my.idx/segments');
  for (const name of readdirSync(segments)) rmSync(join(segments, name));
  const info = await runCli(cwd, ['info', 'my.idx']);
  t.match(info, { code: 0, stderr: /a segment cannot be read.*firstseen verify my\.idx/ });
  t.match(info.stdout, /^steps +1 to 3, /m);
  const { distinct_steps, records } = JSON.parse(
    (await runCli(cwd, ['info', 'my.idx', '--json', '--quiet'])).stdout,
  );
  t.strictSame({ distinct_steps, records }, { distinct_steps: null, records: 3 });
});
