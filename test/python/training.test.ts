// The tests of firstseen.training, which are Python's own (python/tests/training), here a test each.

import t from 'tap';
import { needs } from '../needs.ts';
import { runPytest } from './run-pytest.ts';

const options = { skip: needs.training.skip(), timeout: 280_000 };

for (const name of ['test_order_log', 'test_training_batches', 'test_live_poster']) {
  t.test(`${name}.py`, options, (t) => runPytest(t, { files: [`training/${name}`], minTests: 1 }));
}
