// `npm run bench [-- [--peers | --searches] [FILE]]`: build and query next to naive baselines, one process a
// trial; with --peers next to other engines, with --searches only searches next to them.
//
// The file is JSON lines with `text` (the shared novels if none is given), measured as it is and
// cut into 400-word records. Every result prints one JSON line; the tables go to bench/RESULTS.md.
// Answers are asserted against the oracle, or the peers.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cutRecords } from './bench/cut-records.ts';
import type { Result, Run } from './bench/format-results.ts';
import { addRun } from './bench/history.ts';
import type { RunKind } from './bench/results-text.ts';
import { contestsOf, preparePeers, runContest } from './bench/run-peers.ts';
import { type Trial, trials } from './bench/trials.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const novels = join(root, '../shared/data/corpora/english-novels-by-year.jsonl.zst');

function machine(): Record<string, string> {
  const { node, v8, unicode, zstd } = process.versions;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root });
  return {
    processor: `${cpus().length} cores, ${cpus()[0]?.model.trim()}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: `${node} (V8 ${v8}, Unicode ${unicode}, zstd ${zstd})`,
    commit: commit.toString().trim(),
    date: new Date().toISOString().slice(0, 10),
    'load before the run': (loadavg()[0] ?? 0).toFixed(1),
  };
}

/** Runs one trial in its own process; its last line is its result. */
function runTrial({ table, title, name, isNative }: Trial, args: readonly string[]): Result {
  const script = join(root, 'scripts/bench/run-trial.ts');
  const env = { ...process.env, ...(isNative ? {} : { FIRSTSEEN_NATIVE: '0' }) };
  const out = execFileSync(process.execPath, [script, name, ...args], {
    env,
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const measured = JSON.parse(out.toString().trim().split('\n').at(-1) ?? '');
  return { table, trial: title, by: isNative ? 'native' : 'TypeScript', measured };
}

/** Each corpus as the trials take it: the file, and its text in short records. */
function placeCorpora(file: string, folder: string): Record<string, string> {
  const cut = join(folder, 'cut.jsonl');
  cutRecords(file, cut, 400);
  return { whole: file, 'cut into 400-word records': cut };
}

/** Results by corpus, of the engine alone. */
function measureEngine(file: string, folder: string): Run {
  const before = machine();
  const results: Record<string, Result[]> = {};
  for (const [corpus, path] of Object.entries(placeCorpora(file, folder))) {
    const index = join(folder, `index-${corpus.length}`);
    results[corpus] = trials.map((trial) => say(corpus, runTrial(trial, [path, index])));
  }
  return { machine: before, results };
}

/**
 * Results by corpus and contest, of all engines. Peers read no zstd: the corpus is written out. Searches are
 * for short records: nearly every common word is in each novel.
 */
function measurePeers(kind: 'peers' | 'searches', file: string, folder: string): Run {
  const before = machine();
  const { contests, versions } = preparePeers(contestsOf[kind], folder);
  const results: Record<string, Result[]> = {};
  for (const [corpus, path] of Object.entries(placeCorpora(file, folder))) {
    if (kind === 'searches' && path === file) continue;
    for (const contest of contests) {
      const own = mkdtempSync(join(folder, 'peers-'));
      const plain = join(own, 'corpus.jsonl');
      cutRecords(path, plain, Number.POSITIVE_INFINITY);
      const name = `${corpus}: ${contest.name}`;
      results[name] = runContest(contest, plain, own).map((result) => say(name, result));
      rmSync(own, { recursive: true });
    }
  }
  return { machine: { ...before, ...versions }, results };
}

function say(corpus: string, result: Result): Result {
  process.stdout.write(`${JSON.stringify({ corpus, ...result })}\n`);
  return result;
}

function main(): void {
  const { values, positionals } = parseArgs({
    options: {
      peers: { type: 'boolean', default: false },
      searches: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const file = positionals[0] ?? novels;
  if (!existsSync(file)) {
    process.stderr.write(
      `bench: no corpus at ${file}; give a JSON lines file: npm run bench -- FILE\n`,
    );
    process.exitCode = 4;
    return;
  }
  const kinds: readonly RunKind[] = values.peers
    ? ['peers', 'searches']
    : [values.searches ? 'searches' : 'engine'];
  for (const kind of kinds) run(kind, file);
}

function run(kind: RunKind, file: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-bench-'));
  const started = performance.now();
  try {
    const run = kind === 'engine' ? measureEngine(file, folder) : measurePeers(kind, file, folder);
    if (file !== novels) return;
    const minutes = ((performance.now() - started) / 60_000).toFixed(0);
    const after = {
      'load after the run': (loadavg()[0] ?? 0).toFixed(1),
      'minutes of the run': minutes,
    };
    const timed = { ...run, machine: { ...run.machine, ...after } };
    addRun(join(root, 'bench'), kind, timed);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
