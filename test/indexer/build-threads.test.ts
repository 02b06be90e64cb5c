import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, type Worker } from 'node:worker_threads';
import t from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import {
  endThreads,
  keepThread,
  startEarly,
  takeThread,
} from '../../indexer/workers/build-threads.ts';
import type { WorkerOptions } from '../../indexer/workers/range-messages.ts';
import { temporaryFolder } from '../store/small-index.ts';

const folder = temporaryFolder(t);
const corpus = join(folder, 'corpus.jsonl');
writeFileSync(corpus, '{"text":"To be"}\n{"text":"or not"}\n');

const options: WorkerOptions = {
  worker: 0,
  directory: folder,
  analyzer: 'words',
  storesText: false,
  resolution: 'record',
  onBadRecord: 'fail',
  steps: { kind: 'batch_size', size: 1 },
  segmentSymbols: 10,
  segmentBytes: 1000,
  reading: {
    textField: 'text',
    idField: 'id',
    holdsTokens: false,
    tokenizer: undefined,
    truncate: undefined,
    endOfDocument: undefined,
  },
};

/** What a thread says of a range without a batch; it waits again then. */
async function askThread(): Promise<{ readonly said: unknown[]; readonly thread: Worker }> {
  const { port1, port2 } = new MessageChannel();
  const said: unknown[] = [];
  port1.on('message', (message) => said.push(message));
  const thread = takeThread({ options, port: port2 });
  port1.postMessage({ kind: 'end-range', range: 7 });
  while (said.length < 2) await once(port1, 'message');
  port1.postMessage({ kind: 'close' });
  await once(port1, 'close');
  keepThread(thread);
  return { said, thread };
}

const answer = [
  { kind: 'range-read', range: 7 },
  { kind: 'range-sealed', range: 7 },
];

t.test('a build takes threads that were started before it, and ends the others', async (t) => {
  startEarly(3);
  const { records } = await buildIndex(join(folder, 'index'), { from: [corpus], workers: 1 });
  t.equal(records, 2);
  const { port1, port2 } = new MessageChannel();
  const thread = takeThread({ options, port: port2 });
  t.equal(thread.listenerCount('exit'), 0, 'a new one');
  port1.close();
  await thread.terminate();
});

t.test('a thread does one task after the other', async (t) => {
  startEarly(1);
  const first = await askThread();
  const second = await askThread();
  t.match(first.said, answer);
  t.match(second.said, answer);
  t.equal(first.thread, second.thread);
  endThreads();
});

t.test('a build that keeps its threads leaves them to the next, and nobody listens', async (t) => {
  startEarly(1);
  const { thread } = await askThread();
  const index = join(folder, 'kept');
  const build = { from: [corpus], workers: 1, keepsThreads: true };
  await buildIndex(index, build);
  t.equal((await askThread()).thread, thread);
  t.equal(thread.listenerCount('exit'), 0);
  t.equal(thread.listenerCount('error'), 0);
  const { records } = await buildIndex(index, { ...build, again: true });
  t.equal(records, 4);
  t.equal((await askThread()).thread, thread);
  endThreads();
});

t.test('a build that fails ends its threads, also where it was to keep them', async (t) => {
  startEarly(1);
  const { thread } = await askThread();
  const bad = join(folder, 'bad.jsonl');
  writeFileSync(bad, 'no JSON\n');
  const build = { from: [bad], workers: 1, keepsThreads: true };
  await t.rejects(buildIndex(join(folder, 'fails'), build), { code: 'not_json' });
  t.equal(thread.threadId, -1);
});
