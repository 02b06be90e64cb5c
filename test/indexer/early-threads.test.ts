import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { endEarly, startEarly, takeThread } from '../../indexer/workers/early-threads.ts';
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

t.test('a build takes threads that were started before it, and ends the others', async (t) => {
  startEarly(3);
  const { records } = await buildIndex(join(folder, 'index'), { from: [corpus], workers: 1 });
  t.equal(records, 2);
  const thread = takeThread(options);
  t.same(thread.listenerCount('exit'), 0, 'a new one');
  await thread.terminate();
});

t.test('a thread that waits answers once it has its options', async (t) => {
  startEarly(1);
  const thread = takeThread(options);
  endEarly();
  thread.postMessage({ kind: 'end-range', range: 7 });
  const [read] = await once(thread, 'message');
  t.match(read, { kind: 'range-read', range: 7 });
  await thread.terminate();
});
