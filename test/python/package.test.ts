// The package of python/ as a program of its own: its wheel, its servers, its notebook.

import t from 'tap';
import { needs } from '../needs.ts';
import { runPytest } from './run-pytest.ts';

const skip = needs.pythonPackage.skip();

t.test('processes', { skip, timeout: 280_000 }, (t) =>
  runPytest(t, { files: ['test_local_server', 'test_package', 'test_notebook'], minTests: 18 }),
);
