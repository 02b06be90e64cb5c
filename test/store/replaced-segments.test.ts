// A commit that replaces segments, and readers that meet it between the catalogue and the files.

import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { snapshotOf } from '../../library/snapshots/open-snapshot.ts';
import { Catalogue, type CommittedIndex } from '../../store/catalogue/catalogue.ts';
import type { FileRow, SegmentRow } from '../../store/catalogue/segment-row.ts';
import { describeIndex } from '../../store/describe-index.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { answersAt, answersOf, buildSmallIndex, temporaryFolder } from './small-index.ts';

/** An index of two segments, the first of which can be replaced by a copy. */
async function smallIndex(t: Test): Promise<string> {
  const directory = join(temporaryFolder(t), 'index');
  await buildSmallIndex(directory);
  return directory;
}

/** Replaces the segment at `place` by a copy of another id; the files of the old one go last. */
function replace(directory: string, place: number, change: Partial<SegmentRow> = {}): void {
  using catalogue = Catalogue.openForWriting(directory, fileOperations);
  const committed = catalogue.committed();
  const { segments, settings } = committed;
  const row = segments[place] as SegmentRow;
  const id = Math.max(...segments.map(({ id }) => id)) + 1;
  const copy = (file: FileRow): FileRow => {
    const name = file.name.replace(/\d+/, String(id).padStart(6, '0'));
    copyFileSync(join(directory, file.name), join(directory, name));
    return { ...file, name };
  };
  const text = row.text === null ? null : copy(row.text);
  const added = { ...row, id, index: copy(row.index), text, ...change };
  catalogue.commit(settings, { segments: [added], replaced: [row.id], sources: [], skipped: [] });
  for (const file of [row.index, row.text]) {
    if (file !== null) rmSync(join(directory, file.name));
  }
}

t.test('a commit replaces segments: the answers stay, ids do not rise with rank', async (t) => {
  const directory = await smallIndex(t);
  const before = answersAt(directory);
  using old = Snapshot.open(directory);
  replace(directory, 0);
  replace(directory, 1);
  replace(directory, 0);
  t.strictSame(answersAt(directory), before);
  t.strictSame(answersOf(old), before, 'a snapshot that is open keeps the files that are removed');
  using catalogue = Catalogue.openForReading(directory);
  const { segments, commits } = catalogue.committed();
  t.strictSame(
    segments.map(({ id }) => id),
    [5, 4],
  );
  t.equal(commits, 5);
  t.strictSame([...verifyIndex(directory)], []);
});

t.test('a replacement that loses records, or takes an id again, is a bug', async (t) => {
  const directory = await smallIndex(t);
  const before = answersAt(directory);
  t.throws(() => replace(directory, 0, { records: 39 }), /begins at rank 40, not 39/);
  t.throws(() => replace(directory, 1, { records: 39 }), /changes the records/);
  t.throws(() => replace(directory, 1, { words: 1 }), /changes the words/);
  t.throws(() => replace(directory, 0, { firstRank: 40 }), /begins at rank 40, not 0/);
  t.throws(() => replace(directory, 0, { id: 2 }), /constraint|an id that was given/);
  t.strictSame(answersAt(directory), before);
});

/** Gives the last commit, and replaces segments right after each of the first `times` looks. */
function racingReader(directory: string, times: number): () => CommittedIndex {
  let looks = 0;
  return () => {
    using catalogue = Catalogue.openForReading(directory);
    const committed = catalogue.committed();
    if (looks++ < times) replace(directory, looks % 2);
    return committed;
  };
}

t.test(
  'a reader whose files are removed before it opens them reads the catalogue again',
  async (t) => {
    const directory = await smallIndex(t);
    const before = answersAt(directory);
    for (const times of [1, 2, 5]) {
      const read = racingReader(directory, times);
      using snapshot = Snapshot.openLast(read(), { read });
      t.strictSame(answersOf(snapshot), before);
    }
  },
);

t.test('a reader that finds only the texts removed reads the catalogue again', async (t) => {
  const directory = await smallIndex(t);
  const before = answersAt(directory);
  using catalogue = Catalogue.openForReading(directory);
  const last = catalogue.committed();
  const { index } = last.segments[0] as SegmentRow;
  copyFileSync(join(directory, index.name), join(directory, 'kept'));
  replace(directory, 0);
  copyFileSync(join(directory, 'kept'), join(directory, index.name));
  using stale = Snapshot.openCommit(last);
  t.throws(() => answersOf(stale), { code: 'index_damaged' });
  using snapshot = Snapshot.openLast(last, { read: () => catalogue.committed() });
  t.strictSame(answersOf(snapshot), before);
});

t.test('a file that is missing in the newest commit is damage', async (t) => {
  const directory = await smallIndex(t);
  rmSync(join(directory, 'segments/000002.index'));
  t.throws(() => Snapshot.open(directory), { code: 'index_damaged', message: /not there/ });
  t.match([...verifyIndex(directory)], [{ section: 'file', found: /not there/ }]);
  using catalogue = Catalogue.openForReading(directory);
  t.equal(describeIndex(catalogue).distinct_steps, null);
});

t.test('a check of an index goes on with the segments that replace others meanwhile', async (t) => {
  const directory = await smallIndex(t);
  const sums: number[] = [];
  const damage = verifyIndex(directory, ({ bytes, totalBytes }) => {
    if (sums.push(bytes / totalBytes) === 1) replace(directory, 1);
  });
  t.strictSame([...damage], []);
  t.equal(sums.at(-1), 1);
  using catalogue = Catalogue.openForReading(directory);
  t.equal(catalogue.committed().segments[1]?.id, 3);
});

t.test('a server follows replacements', async (t) => {
  const directory = await smallIndex(t);
  const before = answersAt(directory);
  using index = LiveIndex.open(directory, { pollMs: 1e6 });
  const first = index.snapshot.name;
  replace(directory, 0);
  index.refresh();
  t.not(index.snapshot.name, first);
  t.strictSame(answersOf(snapshotOf(index.snapshot)), before);
  t.equal(index.failures, 0);
});
