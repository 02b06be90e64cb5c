import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type BuildEvent, type BuildOptions, buildIndex } from '../../../indexer/build-index.ts';
import { compactIndex } from '../../../indexer/compact-index.ts';
import type { Merged } from '../../../indexer/merge/segment-merger.ts';
import { LiveIndex } from '../../../library/snapshots/live-index.ts';
import { snapshotOf } from '../../../library/snapshots/open-snapshot.ts';
import { Catalogue } from '../../../store/catalogue/catalogue.ts';
import { fileOperations } from '../../../store/files.ts';
import { PageFile } from '../../../store/segment/page-file.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { verifyIndex } from '../../../store/verify-index.ts';
import {
  answersAt,
  answersOf,
  someLines,
  temporaryFolder,
  writeLines,
} from '../../store/small-index.ts';
import { unnamedFiles } from '../crash-scene.ts';
import { recordsAt } from '../run-index.ts';
import { compaction, countSegments, planMerges } from './merge-scene.ts';

const inline = fileOperations;
const root = temporaryFolder(t);
const copyIndex = await planMerges(root);
const expected = answersAt(join(root, 'base'));

t.test('many appends leave few segments, and what one build of all has', async (t) => {
  const folder = temporaryFolder(t);
  const [many, unmerged, one] = ['many', 'unmerged', 'one'].map((name) => join(folder, name));
  const options: BuildOptions = { stepRule: { batch_size: 7 }, workers: 1, inline };
  const from: string[] = [];
  const merged: Merged[] = [];
  const onEvent = (event: BuildEvent) => {
    if (event.kind === 'merged') merged.push(event);
  };
  for (let i = 0; i < 80; i++) {
    from.push(writeLines(join(folder, `${i}.jsonl`), someLines(2, i + 1)));
    await buildIndex(many as string, { ...options, from: from.slice(-1), onEvent });
    await buildIndex(unmerged as string, { ...options, from: from.slice(-1), merges: false });
  }
  await buildIndex(one as string, { ...options, from });
  t.equal(countSegments(unmerged as string), 80);
  t.ok(countSegments(many as string) <= 16, `${countSegments(many as string)} segments`);
  t.ok(merged.length >= 8, `${merged.length} merges`);
  for (const directory of [many, unmerged] as string[]) {
    t.strictSame(answersAt(directory), answersAt(one as string));
    t.strictSame(recordsAt(directory), recordsAt(one as string));
    t.strictSame([...verifyIndex(directory)], []);
    t.strictSame(unnamedFiles(directory), []);
  }
});

t.test('merges go on while a build does, and its segments have ids of their own', async (t) => {
  const folder = temporaryFolder(t);
  const from = Array.from({ length: 40 }, (_, i) => {
    return writeLines(join(folder, `${i}.jsonl`), someLines(30, i + 1));
  });
  const options = { from, stepRule: { batch_size: 7 }, rangeBytes: 1, inline };
  const [merging, whole] = [join(folder, 'merging'), join(folder, 'whole')];
  const kinds: string[] = [];
  const onEvent = ({ kind }: BuildEvent) => kinds.push(kind);
  const summary = await buildIndex(merging, { ...options, workers: 2, onEvent });
  await buildIndex(whole, { ...options, workers: 1, merges: false });
  t.equal(countSegments(whole), 40);
  t.equal(summary.segments, countSegments(merging));
  t.ok(summary.segments < 20, `${summary.segments} segments`);
  t.ok(kinds.indexOf('merged') < kinds.lastIndexOf('commit'), 'merged before the last commit');
  t.strictSame(answersAt(merging), answersAt(whole));
  t.strictSame(recordsAt(merging), recordsAt(whole));
  t.strictSame(unnamedFiles(merging), []);
});

t.test('readers and a server ask on during each merge', async (t) => {
  const directory = copyIndex('asked');
  using old = Snapshot.open(directory);
  using live = LiveIndex.open(directory, { pollMs: 1e6 });
  const names = new Set([old.name]);
  let asked = 0;
  const ask = () => {
    live.refresh();
    names.add(live.snapshot.name);
    for (const answers of [
      answersOf(snapshotOf(live.snapshot)),
      answersOf(old),
      answersAt(directory),
    ]) {
      t.strictSame(answers, expected);
    }
    asked++;
  };
  const summary = await compactIndex(directory, {
    ...{ ...compaction, inline },
    onMerged: ask,
    onProgress: ask,
  });
  t.match(summary, { segments_before: 6, segments: 2, snapshot: [...names].at(-1) });
  t.ok(summary.bytes < summary.bytes_before);
  t.equal(names.size, 3);
  t.ok(asked > 6, `asked ${asked} times`);
  t.equal(live.failures, 0);
});

t.test('all segments become one, and then there is nothing to merge', async (t) => {
  const directory = copyIndex('again');
  const first = await compactIndex(directory);
  const again = await compactIndex(directory);
  t.match(first, { segments_before: 6, segments: 1 });
  t.match(again, { segments_before: 1, segments: 1, snapshot: first.snapshot });
  t.strictSame(answersAt(directory), expected);
});

t.test('an append goes on behind merged segments', async (t) => {
  const directory = copyIndex('appended');
  await compactIndex(directory, { inline });
  const from = [writeLines(join(root, 'more.jsonl'), someLines(20, 99))];
  await buildIndex(directory, { from, workers: 1, inline });
  using catalogue = Catalogue.openForReading(directory);
  t.strictSame(
    catalogue.committed().segments.map(({ id, firstRank }) => [id, firstRank]),
    [
      [7, 0],
      [8, 180],
    ],
  );
});

function findSection(path: string, name: string): number {
  using file = PageFile.open(path, { mapFile: () => undefined });
  return file.section(name).start;
}

t.test('damage in a segment or its texts ends a merge, which changes nothing', async (t) => {
  for (const [name, section] of [
    ['000002.index', 'bwt'],
    ['000002.index', 'term_bytes'],
    ['000002.text', 'text_blocks'],
  ] as const) {
    const directory = copyIndex(`damaged-${section}`);
    const path = join(directory, 'segments', name);
    const found = findSection(path, section);
    const fd = openSync(path, 'r+');
    writeSync(fd, Uint8Array.of(255), 0, 1, found + 1);
    closeSync(fd);
    await t.rejects(compactIndex(directory, { inline }), { code: 'index_damaged' });
    t.equal(countSegments(directory), 6);
    t.strictSame(unnamedFiles(directory), []);
    t.equal([...verifyIndex(directory)].length, 1);
  }
});

t.test('an index that is not there, is busy or is given up says so', async (t) => {
  await t.rejects(compactIndex(join(root, 'nowhere')), { code: 'index_not_found' });
  await t.rejects(compactIndex(root), { code: 'not_an_index' });
  const directory = copyIndex('busy');
  {
    using _ = Catalogue.openForWriting(directory, inline);
    await t.rejects(compactIndex(directory), { code: 'index_busy' });
  }
  const signal = AbortSignal.abort();
  await t.rejects(compactIndex(directory, { signal, inline }), { code: 'interrupted' });
  t.equal(countSegments(directory), 6);
  await t.rejects(compactIndex(directory, { memoryBytes: 1 << 20 }), { code: 'bad_argument' });
});
