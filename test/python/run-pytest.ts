// Runs files of python/tests with pytest against the servers of this checkout, a test of tap for each test.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { jsonLines } from '../cli/run-cli.ts';
import { python, pythonCache } from '../needs.ts';
import { temporaryFolder } from '../store/small-index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Outcome {
  readonly name: string;
  readonly outcome: 'ok' | 'skipped' | 'failed';
  /** Why it was skipped, or the traceback. */
  readonly detail: string;
}

interface Chosen {
  /** Of python/tests, without the ending. */
  readonly files: readonly string[];
  /** So many have to run or be skipped. */
  readonly minTests: number;
  /** A part of the names of the tests to run; all by default. */
  readonly only?: string;
}

export async function runPytest(t: Test, { files, minTests, only = '' }: Chosen): Promise<void> {
  const report = join(temporaryFolder(t), 'report.jsonl');
  const env = {
    ...process.env,
    FIRSTSEEN: `"${process.execPath}" "${join(root, 'bin', 'firstseen.cjs')}"`,
    FIRSTSEEN_TEST_REPORT: report,
    PYTHONPATH: join(root, 'python'),
    ...pythonCache,
  };
  const tests = files.map((name) => join('tests', `${name}.py`));
  const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-k', only, ...tests];
  const child = spawn(python, args, { cwd: join(root, 'python'), env, stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  const lines = existsSync(report) ? readFileSync(report, 'utf8') : '';
  const outcomes = jsonLines(lines) as Outcome[];
  t.ok(outcomes.length >= minTests, `${outcomes.length} tests, at least ${minTests}`);
  for (const { name, outcome, detail } of outcomes) {
    if (outcome === 'skipped') t.pass(name, { skip: detail });
    else t.equal(detail, '', name);
  }
  t.equal(code, 0, code === 0 ? 'pytest ends well' : said);
}
