// How far a build says that it has come.

import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type BuildEvent, buildIndex } from '../../indexer/build-index.ts';
import { BuildProgressMeter } from '../../indexer/build-progress.ts';
import { fileOperations } from '../../store/files.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { indexRun, runIn } from './run-index.ts';

const doneOf = (events: readonly BuildEvent[]) =>
  events.flatMap((event) => (event.kind === 'progress' ? [event.done] : []));

t.test('reading is one half of the work, writing the other', (t) => {
  const events: BuildEvent[] = [];
  const progress = new BuildProgressMeter({
    rule: { kind: 'batch_size', size: 2 },
    recordsBefore: 3,
    totalBytes: 100,
    totalRecords: undefined,
    onEvent: (event) => events.push(event),
  });
  progress.report({ bytes: 50, records: 4, tokens: 10, sealedTokens: 0 }, 2);
  progress.report({ bytes: 50, records: 4, tokens: 10, sealedTokens: 0 }, 2);
  progress.report({ bytes: 0, records: 0, tokens: 0, sealedTokens: 20 }, 2);
  t.strictSame(doneOf(events), [0.25, 0.5, 1]);
  t.match(events[0], { records: 4, tokens: 10, bytes: 50, step: 4 });
  t.end();
});

t.test('what is left of a log that has grown, or of a run, is all of the work', async (t) => {
  const folder = temporaryFolder(t);
  const log = join(folder, 'log.jsonl');
  const line = '{"text":"some words"}\n';
  writeFileSync(log, line.repeat(100));
  const grown: BuildEvent[] = [];
  const options = { from: [log], workers: 1, inline: fileOperations };
  await buildIndex(join(folder, 'grown'), options);
  appendFileSync(log, line.repeat(10));
  await buildIndex(join(folder, 'grown'), { ...options, onEvent: (event) => grown.push(event) });
  t.strictSame(doneOf(grown), [0.5, 1]);
  const run = (records: number) =>
    runIn(folder, { format: 'jsonl', files: ['log.jsonl'], consumed: { records } });
  const first = await indexRun(join(folder, 'run'), run(50));
  t.strictSame(doneOf(first.events), [0.5, 1]);
  const second = await indexRun(join(folder, 'run'), run(60));
  t.strictSame(doneOf(second.events), [0.5, 1]);
});
