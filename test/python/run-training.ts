// Runs a file of python/tests/training with pytest, a test of tap for each test.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { python } from '../needs.ts';

const folder = fileURLToPath(new URL('../../python', import.meta.url));

/** A line of the summary that pytest prints at its end. */
const outcomeForm = /^(PASSED|SKIPPED|FAILED|ERROR) (?:\[\d+\] )?(.*?)(?: - .*)?$/gm;

/** `name` without its ending; `only` is a part of the names of the tests to run, all by default. */
export async function runTraining(t: Test, name: string, only = ''): Promise<void> {
  const tests = join('tests', 'training', `${name}.py`);
  const flags = ['-q', '-rA', '--tb=short', '--color=no', '-p', 'no:cacheprovider', '-k', only];
  const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(python, ['-m', 'pytest', ...flags, tests], { cwd: folder, env });
  t.teardown(() => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  t.equal(code, 0, code === 0 ? `${name}.py ends well` : said);
  const outcomes = [...said.matchAll(outcomeForm)];
  t.ok(outcomes.length > 0, `${name}.py has tests`);
  for (const [, outcome, test = ''] of outcomes) {
    if (outcome === 'SKIPPED') t.pass(`${name}.py`, { skip: test });
    else t.equal(outcome, 'PASSED', test);
  }
}
