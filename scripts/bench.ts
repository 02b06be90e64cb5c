// `npm run bench [-- FILE]`: build and query next to naive baselines, one process a trial.
//
// The file is JSON lines with `text` (the shared novels if none is given), measured as it is and
// cut into 400-word records. Every trial prints one JSON line; the tables go to bench/RESULTS.md.
// Answers are asserted against the oracle before anything is timed.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cutRecords } from './bench/cut-records.ts';
import { formatResults, type Result } from './bench/format-results.ts';
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

function main(): void {
  const file = process.argv[2] ?? novels;
  if (!existsSync(file)) {
    process.stderr.write(
      `bench: no corpus at ${file}; give a JSON lines file: npm run bench -- FILE\n`,
    );
    process.exitCode = 4;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-bench-'));
  try {
    const cut = join(folder, 'cut.jsonl');
    cutRecords(file, cut, 400);
    const corpora = { whole: file, 'cut into 400-word records': cut };
    const results: Record<string, Result[]> = {};
    for (const [name, corpus] of Object.entries(corpora)) {
      const index = join(folder, `index-${Object.keys(results).length}`);
      results[name] = [];
      for (const { name: trial, native } of trials) {
        const result = runTrial(trial, [corpus, index], native);
        results[name].push(result);
        process.stdout.write(`${JSON.stringify({ corpus: name, ...result })}\n`);
      }
    }
    if (process.argv[2] === undefined) {
      writeFileSync(join(root, 'bench/RESULTS.md'), formatResults(machine(), results));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
