// The runs of the bench: one JSON line a run, in a file of bench/history for each kind.

import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatResults, type Run, type Runs } from './format-results.ts';
import { type RunKind, runKinds } from './results-text.ts';

/** Adds a run to `bench/`, and writes RESULTS.md anew from the last run of each kind. */
export function addRun(bench: string, kind: RunKind, run: Run): void {
  const history = join(bench, 'history');
  mkdirSync(history, { recursive: true });
  appendFileSync(join(history, `${kind}.jsonl`), `${JSON.stringify(run)}\n`);
  const runs: Runs = Object.fromEntries(
    runKinds.flatMap((one) => readLast(join(history, `${one}.jsonl`)).map((last) => [one, last])),
  );
  writeFileSync(join(bench, 'RESULTS.md'), formatResults(runs));
}

function readLast(path: string): [Run] | [] {
  if (!existsSync(path)) return [];
  const last = readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  return [JSON.parse(last) as Run];
}
