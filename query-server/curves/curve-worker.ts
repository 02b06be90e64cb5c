// The code of a thread that makes the curves of one request: examples in, then results from the
// folder, tests, lines out.

import { parentPort, workerData } from 'node:worker_threads';
import { IndexError } from '../../errors.ts';
import { ReceivedSplit } from '../../library/curves/sent-split.ts';
import type { CurveJob, CurveProgress, FromCurveThread, ToCurveThread } from './curve-messages.ts';
import { describeResultError, makeLines } from './make-lines.ts';

const job: CurveJob = workerData;
const port = parentPort;
if (port === null) throw new Error('this file is the code of a worker thread');
const send = (message: FromCurveThread) => port.postMessage(message);

const received = new ReceivedSplit();

port.on('message', (message: ToCurveThread) => {
  if (message.kind === 'examples') {
    received.add(message);
    return;
  }
  const onProgress = (progress: CurveProgress) => send({ kind: 'progress', progress });
  makeLines(job, received.finish(job.split), onProgress)
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
