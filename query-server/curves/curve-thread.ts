// Curves are made in a thread of their own: they need no snapshot, take seconds, and their input is a
// client's. So other requests are not slowed down, and the work can be ended at any moment.

import { Worker } from 'node:worker_threads';
import { causeCode } from '../../errors/cause.ts';
import { IndexError } from '../../errors.ts';
import { sendExamples, sendHead } from '../../library/curves/sent-split.ts';
import type { PairSplit } from '../../library/splits/pair-splits.ts';
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

export interface CurveRun {
  readonly signal: AbortSignal;
  readonly turns: WorkTurns;
  readonly onProgress: (progress: CurveProgress) => void;
}

/** Rejects with the signal's reason, and what is wrong with the results. */
export async function makeCurvesInThread(
  job: Omit<CurveJob, 'split'>,
  split: PairSplit,
  { signal, turns, onProgress }: CurveRun,
): Promise<MadeCurves> {
  signal.throwIfAborted();
  const workerData: CurveJob = { ...job, split: sendHead(split) };
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
    await turns.run(sendSplit(worker, split), signal);
    return await made;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

function* sendSplit(worker: Worker, split: PairSplit): Work<void> {
  const send = (message: ToCurveThread) => worker.postMessage(message);
  for (const part of sendExamples(split)) {
    if (part !== undefined) send({ kind: 'examples', ...part });
    yield undefined;
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
