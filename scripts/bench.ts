// `npm run bench [-- [--peers] [FILE]]`: build and query next to naive baselines, one process a trial;
// with --peers next to other engines.
//
// The file is JSON lines with `text` (the shared novels if none is given), measured as it is and
// cut into 400-word records. Every trial prints one JSON line; the tables go to bench/RESULTS.md.
// Answers are asserted against the oracle, or the peers, before anything is timed.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cutRecords } from './bench/cut-records.ts';
import type { Result } from './bench/format-results.ts';
import { addRun } from './bench/history.ts';
import { peerVersions, runPeers } from './bench/run-peers.ts';
import { trials } from './bench/trials.ts';

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
  };
}

/** Runs one trial in its own process; its last line is its result. */
function runTrial(name: string, args: readonly string[], native: boolean): Result {
  const script = join(root, 'scripts/bench/run-trial.ts');
  const env = { ...process.env, ...(native ? {} : { FIRSTSEEN_NATIVE: '0' }) };
  const out = execFileSync(process.execPath, [script, name, ...args], {
    env,
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const measured = JSON.parse(out.toString().trim().split('\n').at(-1) ?? '');
  return { trial: name, native, measured };
}

/** Each corpus as the trials take it: the file, and its text in short records. */
function placeCorpora(file: string, folder: string): Record<string, string> {
  const cut = join(folder, 'cut.jsonl');
  cutRecords(file, cut, 400);
  return { whole: file, 'cut into 400-word records': cut };
}

function runTrials(name: string, corpus: string, folder: string): Result[] {
  const index = join(folder, `index-${name.length}`);
  return trials.map(({ name: trial, native }) => runTrial(trial, [corpus, index], native));
}

/** Peers read no zstd: the corpus is written out, record by record. */
function runPeersOn(corpus: string, folder: string): Result[] {
  const plain = join(folder, 'peers.jsonl');
  cutRecords(corpus, plain, Number.POSITIVE_INFINITY);
  return runPeers(plain, folder);
}

function main(): void {
  const { values, positionals } = parseArgs({
    options: { peers: { type: 'boolean', default: false } },
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
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-bench-'));
  try {
    const results: Record<string, Result[]> = {};
    for (const [name, corpus] of Object.entries(placeCorpora(file, folder))) {
      const found = values.peers
        ? runPeersOn(corpus, mkdtempSync(join(folder, 'peers-')))
        : runTrials(name, corpus, folder);
      results[name] = found;
      for (const result of found) {
        process.stdout.write(`${JSON.stringify({ corpus: name, ...result })}\n`);
      }
    }
    if (file !== novels) return;
    const kind = values.peers ? 'peers' : 'engine';
    const others = values.peers ? { peers: peerVersions } : {};
    addRun(join(root, 'bench'), kind, { machine: { ...machine(), ...others }, results });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
