// The code of the thread that takes records: bytes of requests in, answers out. All files of the index are
// written here and in the threads of its builds.
//
// The compile cache is switched on before modules are loaded, as a thread does not inherit it.

import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromIntake, IntakeData, ToIntake } from './intake-messages.ts';
import type { IntakeRequest as Request } from './intake-request.ts';
import type { RecordIntake as Intake } from './record-intake.ts';

enableCompileCache();

const { IntakeRequest, OpenLines } = await import('./intake-request.ts');
const { plainError, RecordIntake } = await import('./record-intake.ts');

/** Lines that are not whole may take so many times the longest line. */
const openLinesAtOnce = 8;

const { directory, options }: IntakeData = workerData;
const port = parentPort;
if (port === null) throw new Error('this file is the code of a worker thread');
const send = (message: FromIntake) => port.postMessage(message);

const { maxLineBytes } = options;
const open = new OpenLines(openLinesAtOnce * maxLineBytes);
const requests = new Map<number, Request>();

function serveRequests(intake: Intake): void {
  const find = (id: number) => {
    const found = requests.get(id) ?? new IntakeRequest(intake, open, maxLineBytes);
    requests.set(id, found);
    return found;
  };
  /** A bug ends the thread, and with it the server. */
  const run = (work: Promise<void>) => {
    work.catch((error) => setImmediate(() => throwLater(error)));
  };
  port?.on('message', (message: ToIntake) => {
    if (message.kind === 'bytes') {
      const { id, bytes } = message;
      run(
        find(id)
          .push(bytes)
          .then(() => send({ kind: 'read', id, bytes: bytes.length })),
      );
    } else if (message.kind === 'end') {
      const { id } = message;
      const ended = find(id);
      run(ended.end().then((answer) => send({ kind: 'answer', id, answer })));
      requests.delete(id);
    } else if (message.kind === 'abort') {
      requests.get(message.id)?.abort();
      requests.delete(message.id);
    } else if (message.kind === 'runs') {
      send({ kind: 'runs', id: message.id, runs: intake.runs() });
    } else if (message.kind === 'stats') {
      send({ kind: 'stats', id: message.id, stats: intake.stats() });
    } else {
      run(intake.close(message.maxMs).then(() => send({ kind: 'closed' })));
    }
  });
}

function throwLater(error: unknown): never {
  throw error;
}

RecordIntake.open(directory, {
  ...options,
  onEvent: (event) => send({ kind: 'event', event }),
}).then(
  (intake) => {
    serveRequests(intake);
    send({ kind: 'ready' });
  },
  (error: unknown) => send({ kind: 'failed', error: plainError(error) }),
);
