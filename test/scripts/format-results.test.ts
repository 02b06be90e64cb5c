// bench/RESULTS.md is what the history of the bench says, and old figures say that they are old.

import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { formatResults, type Run, type Runs } from '../../scripts/bench/format-results.ts';
import { runKinds } from '../../scripts/bench/results-text.ts';

const bench = new URL('../../bench/', import.meta.url);

function lastRun(path: URL): Run {
  return JSON.parse(readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '') as Run;
}

t.test('the page has the last run of each kind', async (t) => {
  const paths = runKinds.map((kind) => [kind, new URL(`history/${kind}.jsonl`, bench)] as const);
  const runs: Runs = Object.fromEntries(
    paths.flatMap(([kind, path]) => (existsSync(path) ? [[kind, lastRun(path)]] : [])),
  );
  t.ok(runs.engine);
  t.equal(readFileSync(new URL('RESULTS.md', bench), 'utf8'), formatResults(runs));
});

t.test('figures of a version that is not the newest one say so', async (t) => {
  const run = (firstseen: string): Run => ({ machine: { commit: 'abc', firstseen }, results: {} });
  const page = formatResults({ peers: run('0.9.0'), searches: run('0.10.0') });
  t.match(
    page,
    /## firstseen and other engines\n\n\*\*These figures are of an older version, firstseen 0\.9\.0 \(abc\)\. Those of 0\.10\.0 may differ\.\*\*\n\n/,
  );
  t.equal(page.split('These figures').length, 2);
  t.notMatch(formatResults({ peers: run('1.0.0'), searches: run('1.0.0') }), /These figures/);
});
