// Commits by time, with a clock that the tests turn.

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { readRun } from '../../corpus/read-run.ts';
import { type BuildEvent, type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { fileOperations } from '../../store/files.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { smallFolders } from '../formats/spoil-folder.ts';
import { runsOf } from '../runs.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';
import { recordsAt } from './run-index.ts';

/** A clock that goes on by `stepMs` with each look at it. */
function ticking(stepMs: number): () => number {
  let ms = 0;
  return () => {
    ms += stepMs;
    return ms;
  };
}

async function build(directory: string, options: BuildOptions) {
  const commits: number[] = [];
  const onEvent = (event: BuildEvent) => {
    if (event.kind === 'commit') commits.push(event.records);
    options.onEvent?.(event);
  };
  const given = { workers: 1, inline: fileOperations, ...options, onEvent };
  const summary = await buildIndex(directory, given);
  return { summary, commits };
}

function sourcesOf(directory: string) {
  using catalogue = Catalogue.openForReading(directory);
  return catalogue.sources();
}

/** Two sources of some batches each, every fifth record a bad one, and options to read them. */
function corpusIn(root: string): BuildOptions {
  const lines = Array.from({ length: 40 }, (_, i) => ({
    text: i % 5 === 4 ? i : `${i} ${'of some length '.repeat(10_000)}`,
    id: `id-${i}`,
  }));
  const from = [
    writeLines(join(root, 'a.jsonl'), lines.slice(0, 25)),
    writeLines(join(root, 'b.jsonl'), lines.slice(25)),
  ];
  return { from, onBadRecord: 'skip', stepRule: { batch_size: 3 } };
}

t.test('a build that takes less than the time is not changed by it', async (t) => {
  const root = temporaryFolder(t);
  const corpus = corpusIn(root);
  const { summary, commits } = await build(join(root, 'index'), { ...corpus, now: () => 0 });
  t.match([summary.segments, commits], [1, [32]]);
  const late = await build(join(root, 'late'), {
    ...corpus,
    commitEveryMs: 1e9,
    now: ticking(1000),
  });
  t.match([late.summary.segments, late.commits], [1, [32]]);
});

t.test('a slow build commits what it has, and the index is the same', async (t) => {
  const root = temporaryFolder(t);
  const corpus = corpusIn(root);
  const plain = join(root, 'plain');
  await build(plain, corpus);
  const property = fc.asyncProperty(
    fc.integer({ min: 2000, max: 70_000 }),
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom(1 << 20, 3 << 20, 100 << 20),
    async (stepMs, workers, rangeBytes) => {
      const directory = join(temporaryFolder(t), 'index');
      const slow = { ...corpus, workers, rangeBytes, now: ticking(stepMs) };
      const { commits, summary } = await build(directory, slow);
      if (summary.records !== 32 || summary.skipped !== 8) return false;
      if (commits.some((records, i) => records < (commits[i - 1] ?? 0))) return false;
      if (commits.at(-1) !== 32) return false;
      // With more workers it depends on which of them is asked when.
      if (workers === 1 && stepMs > 30_000 && commits.length < 3) return false;
      const isSame = JSON.stringify(recordsAt(directory)) === JSON.stringify(recordsAt(plain));
      const isSameRow = JSON.stringify(sourcesOf(directory)) === JSON.stringify(sourcesOf(plain));
      return isSame && isSameRow && [...verifyIndex(directory)].length === 0;
    },
  );
  await fc.assert(property, { numRuns: runsOf(6) });
  t.pass('each build');
});

t.test('a build that is stopped after such a commit goes on from there', async (t) => {
  const root = temporaryFolder(t);
  const corpus = corpusIn(root);
  const plain = join(root, 'plain');
  await build(plain, corpus);
  for (let stopAt = 1; stopAt < 3; stopAt++) {
    const directory = join(root, `stopped-${stopAt}`);
    const stop = new AbortController();
    let commits = 0;
    const onEvent = ({ kind }: BuildEvent) => {
      if (kind === 'commit' && ++commits === stopAt) stop.abort();
    };
    const slow = { ...corpus, now: ticking(30_000), onEvent, signal: stop.signal };
    await t.rejects(build(directory, slow), { code: 'interrupted' });
    const before = recordsAt(directory).length;
    t.ok(before > 0 && before < 32, `${before} records were committed`);
    await build(directory, corpus);
    t.strictSame(recordsAt(directory), recordsAt(plain));
    t.strictSame(sourcesOf(directory), sourcesOf(plain));
  }
});

t.test('rows are committed by time too', async (t) => {
  const root = temporaryFolder(t);
  cpSync(smallFolders, root, { recursive: true });
  for (const folder of ['parquet', 'megatron-order', 'olmo', 'mds']) {
    const run = readRun(join(root, folder, 'run.json'));
    const plain = join(root, `plain-${folder}`);
    await build(plain, { run });
    const slow = join(root, `slow-${folder}`);
    await build(slow, { run, rangeBytes: 60, now: ticking(30_000) });
    t.strictSame(recordsAt(slow), recordsAt(plain), folder);
    t.strictSame(sourcesOf(slow), sourcesOf(plain), folder);
  }
});
