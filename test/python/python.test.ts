// The package of python/ asks real servers of this checkout, and is compared with the command line.

import t from 'tap';
import { needs } from '../needs.ts';
import { runPytest } from './run-pytest.ts';

const skip = needs.pythonPackage.skip();

t.test('answers and errors', { skip, timeout: 280_000 }, (t) =>
  runPytest(t, {
    files: [
      ...['test_answers', 'test_arguments', 'test_batches', 'test_errors'],
      ...['test_evaluation', 'test_shown'],
    ],
    minTests: 100,
  }),
);
