// A part that is stopped goes on from its last commit, and what it read of a source that was not the one that
// was planned is not kept.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import type { BuildEvent } from '../../indexer/build-index.ts';
import { buildPart, type PartOptions } from '../../parts/build-part.ts';
import { planParts } from '../../parts/plan-parts.ts';
import { someLines, temporaryFolder, writeLines } from '../store/small-index.ts';
import { small } from './in-parts.ts';

/** 5 MB, so that a part is read in several batches. */
const longLines = someLines(4000, 3).map(({ text, ...rest }) => ({
  ...rest,
  text: `${text} `.repeat(24),
}));

/** Stops once there have been so many commits; then runs it again. Gives the records of each commit. */
async function stopAfter(
  build: (options: Pick<PartOptions, 'stop' | 'onEvent'>) => Promise<unknown>,
  commits: number,
): Promise<number[]> {
  const stop = new AbortController();
  const records: number[] = [];
  const onEvent = (event: BuildEvent) => {
    if (event.kind !== 'commit') return;
    records.push(event.records);
    if (records.length === commits) stop.abort();
  };
  await build({ stop: stop.signal, onEvent });
  return records;
}

for (const form of ['a plain file', 'a gzip file'] as const) {
  t.test(`${form}: SIGTERM keeps what was committed`, async (t) => {
    const folder = temporaryFolder(t);
    const path = writeLines(join(folder, 'a.jsonl'), longLines);
    if (form === 'a gzip file') writeFileSync(path, gzipSync(readFileSync(path)));
    const plan = await planParts({ from: [path], parts: form === 'a gzip file' ? 1 : 2 });
    const task = { ...small, rank: 0, out: join(folder, 'shards'), rangeBytes: 4000 };
    const build = (more: object) => buildPart(plan, { ...task, ...more });
    await t.rejects(stopAfter(build, form === 'a gzip file' ? 2 : 1), {
      code: 'part_interrupted',
      kind: 'unfinished',
    });
    const records: number[] = [];
    const onEvent = (event: BuildEvent) => {
      if (event.kind === 'commit') records.push(event.records);
    };
    const { shard } = await build({ onEvent });
    const whole = await buildPart(plan, { ...small, rank: 0, out: join(folder, 'other') });
    t.equal(shard.records, whole.shard.records);
    t.same(shard.sources, whole.shard.sources);
    // The first commit of the second attempt is behind those of the first one.
    t.ok((records[0] as number) > shard.records / 2, records.join());
  });
}

t.test('a build does not continue with what it read of a source that has changed', async (t) => {
  const folder = temporaryFolder(t);
  const path = writeLines(join(folder, 'a.jsonl'), longLines);
  const plan = await planParts({ from: [path], parts: 2 });
  const out = join(folder, 'shards');
  const limits = { rangeBytes: 4000 };
  const build = (more: object) => buildPart(plan, { ...small, ...limits, rank: 0, out, ...more });
  const bytes = readFileSync(path);
  const at = bytes.indexOf('sketch');
  const changed = Buffer.concat([
    bytes.subarray(0, at),
    Buffer.from('skitch'),
    bytes.subarray(at + 6),
  ]);
  writeFileSync(path, changed);
  await t.rejects(stopAfter(build, 1), { code: 'part_interrupted' });
  writeFileSync(path, bytes);
  const { shard } = await build({});
  const whole = await buildPart(plan, { ...small, ...limits, rank: 0, out: join(folder, 'other') });
  t.same(shard.segments, whole.shard.segments, 'built from the planned bytes alone');
  writeFileSync(path, changed);
  await t.rejects(buildPart(plan, { ...small, rank: 0, out: join(folder, 'third') }), {
    code: 'source_changed',
    message: /a\.jsonl has changed since the plan was made: expected .*, found .*\. Restore it/,
  });
  writeFileSync(path, bytes.subarray(0, 1000));
  await t.rejects(buildPart(plan, { ...small, rank: 1, out }), { code: 'source_changed' });
});

t.test(
  'a signal ends the build wherever it is, and the files of the shard while they are hashed',
  async (t) => {
    const folder = temporaryFolder(t);
    const path = writeLines(join(folder, 'a.jsonl'), longLines);
    const plan = await planParts({ from: [path], parts: 1 });
    const out = join(folder, 'shards');
    const build = (signal?: AbortSignal) =>
      buildPart(plan, { ...small, rank: 0, out, ...(signal && { signal }) });
    await t.rejects(build(AbortSignal.abort()), { code: 'part_interrupted' });
    const abort = new AbortController();
    const onEvent = ({ kind }: BuildEvent) => {
      // The last commit: what follows is the hashes.
      if (kind === 'commit') setImmediate(() => abort.abort());
    };
    const ended = buildPart(plan, { ...small, rank: 0, out, signal: abort.signal, onEvent });
    await ended.then(
      () => t.pass('it had come to its end'),
      (error: { code: string }) => t.equal(error.code, 'part_interrupted'),
    );
    const { shard } = await build();
    t.equal(shard.records, longLines.length);
    await t.rejects(build(AbortSignal.abort()), { code: 'part_interrupted' });
  },
);
