// The tests of firstseen.training, which are Python's own (python/tests/training), here a test each.
//
// Among them are a loop of PyTorch, a Trainer of transformers and Lightning on two processes, each
// killed twice and resumed. An index of its order log has to hold what its model was given.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { needs, python } from '../needs.ts';

const folder = fileURLToPath(new URL('../../python', import.meta.url));
const skip = needs.training.skip();

/** A line of the summary that pytest prints at its end. */
const outcomeForm = /^(PASSED|SKIPPED|FAILED|ERROR) (?:\[\d+\] )?(.*?)(?: - .*)?$/gm;

for (const name of ['test_order_log', 'test_training_batches', 'test_live_poster', 'test_kills']) {
  t.test(`${name}.py`, { skip }, async (t) => {
    const tests = join('tests', 'training', `${name}.py`);
    const flags = ['-q', '-rA', '--tb=short', '--color=no', '-p', 'no:cacheprovider'];
    const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' };
    const { status, stdout, stderr } = spawnSync(python, ['-m', 'pytest', ...flags, tests], {
      cwd: folder,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    t.equal(status, 0, status === 0 ? `${name}.py ends well` : `${stdout}${stderr}`);
    const outcomes = [...stdout.matchAll(outcomeForm)];
    t.ok(outcomes.length > 0, `${name}.py has tests`);
    for (const [, outcome, test = ''] of outcomes) {
      if (outcome === 'SKIPPED') t.pass(`${name}.py`, { skip: test });
      else t.equal(outcome, 'PASSED', test);
    }
  });
}
