// Lightning on two processes over a stream of datasets, killed twice and resumed: an index of its order log holds
// what the model was given. scripts/order-log-kills.sh kills 50 times.

import t from 'tap';
import { needs } from '../needs.ts';
import { runPytest } from './run-pytest.ts';

const options = { skip: needs.training.skip(), timeout: 290_000 };

t.test('killed and resumed', options, (t) =>
  runPytest(t, { files: ['training/test_kills'], minTests: 1, only: 'lightning' }),
);
