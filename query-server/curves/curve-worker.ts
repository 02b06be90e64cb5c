// The code of a thread that makes the curves of one request: examples in, then results from the
// folder, tests, lines out.

import { parentPort, workerData } from 'node:worker_threads';
import { examplesOfSet, type ListedExample } from '../../curves/split/examples-of-split.ts';
import type { SetExamples } from '../../curves/split/split-examples.ts';
import { IndexError } from '../../errors.ts';
import type { CurveJob, FromCurveThread, ToCurveThread } from './curve-messages.ts';
import { describeResultError, makeLines } from './make-lines.ts';

const job: CurveJob = workerData;
const port = parentPort;
if (port === null) throw new Error('this file is the code of a worker thread');
const send = (message: FromCurveThread) => port.postMessage(message);

const listed = new Map<string, { pairs: number; examples: ListedExample[] }>();

port.on('message', (message: ToCurveThread) => {
  if (message.kind === 'examples') {
    const { set, pairs, examples } = message;
    const known = listed.get(set);
    if (known === undefined) listed.set(set, { pairs, examples: [...examples] });
    else for (const example of examples) known.examples.push(example);
    return;
  }
  const sets = new Map<string, SetExamples>();
  for (const [name, { pairs, examples }] of listed) {
    sets.set(name, examplesOfSet({ name, pairs }, examples));
  }
  listed.clear();
  makeLines(job, { ...job.split, sets }, (progress) => send({ kind: 'progress', progress }))
    .then((made) => send({ kind: 'made', ...made }))
    .catch((error: unknown) => {
      // A bug ends the thread; the server gets the error.
      if (!(error instanceof IndexError)) {
        setImmediate(() => {
          throw error;
        });
        return;
      }
      send({ kind: 'failed', ...describeResultError(error, job.folder) });
    });
});
