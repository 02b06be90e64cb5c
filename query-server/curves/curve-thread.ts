// Curves are made in a thread of their own: they need no snapshot, take seconds, and their input is a
// client's. So other requests are not slowed down, and the work can be ended at any moment.

import { Worker } from 'node:worker_threads';
import { listExamples } from '../../curves/split/examples-of-split.ts';
import { causeCode } from '../../errors/cause.ts';
import { IndexError } from '../../errors.ts';
import type { Split } from '../../splits/split.ts';
import type { Work, WorkTurns } from '../answering/work-turns.ts';
import type {
  CurveJob,
  CurveProgress,
  FromCurveThread,
  MadeCurves,
  ToCurveThread,
} from './curve-messages.ts';

/** Of the thread's heap. Columns of numbers are not in it; the limits of a form bound those. */
const heapMegabytes = 1024;
/** Examples of one message: a few milliseconds. */
const examplesAtOnce = 500;

export interface CurveRun {
  readonly signal: AbortSignal;
  readonly turns: WorkTurns;
  readonly onProgress: (progress: CurveProgress) => void;
}

/** Rejects with the signal's reason, and what is wrong with the results. */
export async function makeCurvesInThread(
  job: Omit<CurveJob, 'split'>,
  split: Split,
  { signal, turns, onProgress }: CurveRun,
): Promise<MadeCurves> {
  signal.throwIfAborted();
  const { policy, at, minCount, snapshot } = split;
  const workerData: CurveJob = { ...job, split: { policy, at, minCount, snapshot } };
  const name = import.meta.url.endsWith('.ts') ? './curve-worker.ts' : './curve-worker.js';
  const worker = new Worker(new URL(name, import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  let stop = () => {};
  try {
    const made = new Promise<MadeCurves>((resolve, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      worker.on('error', (error) => reject(outOfMemory(error) ?? error));
      worker.on('exit', () => reject(new Error('a thread that makes curves has ended')));
      worker.on('message', (message: FromCurveThread) => {
        if (message.kind === 'progress') onProgress(message.progress);
        else if (message.kind === 'made') resolve(message);
        else reject(new IndexError(message.code, message.message, message.details));
      });
    });
    made.catch(() => {});
    await turns.run(sendExamples(worker, split), signal);
    return await made;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

function* sendExamples(worker: Worker, { sets, checkpoints }: Split): Work<void> {
  if (checkpoints === undefined) throw new Error('a split without checkpoints');
  const send = (message: ToCurveThread) => worker.postMessage(message);
  for (const set of sets) {
    let examples = [];
    const { name, pairs } = set;
    for (const example of listExamples(set, checkpoints)) {
      examples.push(example);
      if (examples.length === examplesAtOnce) {
        send({ kind: 'examples', set: name, pairs, examples });
        examples = [];
      }
      yield undefined;
    }
    send({ kind: 'examples', set: name, pairs, examples });
  }
  send({ kind: 'end' });
}

function outOfMemory(error: unknown): IndexError | undefined {
  if (causeCode(error) !== 'ERR_WORKER_OUT_OF_MEMORY') return undefined;
  return new IndexError(
    'body_too_large',
    `curves of these results need more than ${heapMegabytes} MB of memory: send fewer sets or checkpoints at once, or use the command firstseen curves`,
    {},
    error,
  );
}
