// The runs of the bench: one JSON line a run, in bench/history/engine.jsonl and peers.jsonl.

import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatResults, type Run, type Runs } from './format-results.ts';

/** Adds a run to `bench/`, and writes RESULTS.md anew from the last run of each kind. */
export function addRun(bench: string, kind: keyof Runs, run: Run): void {
  const history = join(bench, 'history');
  mkdirSync(history, { recursive: true });
  appendFileSync(join(history, `${kind}.jsonl`), `${JSON.stringify(run)}\n`);
  const runs = { engine: readLast(history, 'engine'), peers: readLast(history, 'peers') };
  writeFileSync(join(bench, 'RESULTS.md'), formatResults(runs));
}

function readLast(history: string, kind: keyof Runs): Run | undefined {
  const path = join(history, `${kind}.jsonl`);
  if (!existsSync(path)) return undefined;
  const last = readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  return JSON.parse(last) as Run;
}
