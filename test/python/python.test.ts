// The package of python/, tested by its own tests, against real servers of this checkout.
//
// They are pytest's (python/tests), here a test each.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { jsonLines } from '../cli/run-cli.ts';
import { needs, python } from '../needs.ts';
import { temporaryFolder } from '../store/small-index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'python');
const skip = needs.pythonPackage.skip();

/** Of python/tests, which may have more than those of a folder below, with packages of their own. */
const files = [
  'answers',
  'batches',
  'errors',
  'evaluation',
  'local_server',
  'notebook',
  'package',
  'shown',
];

interface Outcome {
  readonly name: string;
  readonly outcome: 'ok' | 'skipped' | 'failed';
  /** Why it was skipped, or the traceback. */
  readonly detail: string;
}

t.test('python/tests', { skip, timeout: 280_000 }, async (t) => {
  const report = join(temporaryFolder(t), 'report.jsonl');
  const env = {
    ...process.env,
    FIRSTSEEN: `"${process.execPath}" "${join(root, 'bin', 'firstseen.cjs')}"`,
    FIRSTSEEN_TEST_REPORT: report,
    PYTHONPATH: folder,
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'];
  const tests = files.map((name) => join('tests', `test_${name}.py`));
  const child = spawn(python, [...args, ...tests], { cwd: folder, env, stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  const outcomes = jsonLines(readFileSync(report, 'utf8')) as Outcome[];
  t.ok(outcomes.length > 50, 'all of them were run');
  for (const { name, outcome, detail } of outcomes) {
    if (outcome === 'skipped') t.pass(name, { skip: detail });
    else t.equal(detail, '', name);
  }
  t.equal(code, 0, code === 0 ? 'pytest ends well' : said);
});
