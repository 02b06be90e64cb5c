// The numbers of curves/ against NumPy, SciPy, scikit-learn and statsmodels, where Python has them:
// scripts/interop/check_numbers.py, with few cases. Run it with more, and on real data, by hand.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { needs, python } from '../needs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const skip = needs.numbers.skip();

t.test('every statistic is equal to its library', { skip }, (t) => {
  const script = 'scripts/interop/check_numbers.py';
  const args = [script, '--cases', '25', '--node', process.execPath];
  const ended = spawnSync(python, args, { cwd: root, encoding: 'utf8' });
  t.equal(ended.status, 0, ended.stderr);
  const compared = ended.stdout.match(/^\w+: \d+ cases, largest difference \S+$/gm) ?? [];
  t.ok(compared.length >= 9, ended.stdout);
  for (const line of compared) t.comment(line);
  t.end();
});
