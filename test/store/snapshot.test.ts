import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { readingBothWays } from './reading-both-ways.ts';
import {
  answersOf,
  buildSmallIndex,
  someLines,
  temporaryFolder,
  writeLines,
} from './small-index.ts';

readingBothWays('a snapshot has the sums of its segments, and their names', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  await buildSmallIndex(directory);
  using snapshot = Snapshot.open(directory);
  t.equal(snapshot.segments.length, 2);
  t.match(snapshot, { records: 80, firstStep: 1, lastStep: 12, settings: { analyzer: 'words' } });
  const tokens = snapshot.segments.map(({ amounts, records }) =>
    Array.from({ length: records }, (_, i) => amounts.tokens(i)).reduce((a, b) => a + b, 0),
  );
  t.equal(snapshot.tokens, (tokens[0] as number) + (tokens[1] as number));
  t.match(snapshot.name, /^2-[0-9a-f]{12}$/);
  const at = (source: number) => snapshot.locate({ source, line: 3 });
  t.same(at(1), { source: `${directory}-0.jsonl`, line: 3 });
  t.same(at(2), { source: `${directory}-1.jsonl`, line: 3 });
  t.match(at(9).source, /9/);
});

readingBothWays('a snapshot that is open answers as before while commits are made', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  await buildSmallIndex(directory);
  using snapshot = Snapshot.open(directory);
  const before = answersOf(snapshot);
  const from = [writeLines(`${directory}-more.jsonl`, someLines(50, 9))];
  await buildIndex(directory, { from, workers: 1, inline: fileOperations });
  t.strictSame(answersOf(snapshot), before);
  using after = Snapshot.open(directory);
  t.not(after.name, snapshot.name);
  t.equal(after.records, 130);
});

t.test('the first step is the first record’s, where records say their steps', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  const path = `${directory}.jsonl`;
  writeFileSync(path, '{"text":"a b","year":1945}\n{"text":"b","year":2006}\n');
  const stepRule = { field: 'year' };
  await buildIndex(directory, { from: [path], stepRule, workers: 1, inline: fileOperations });
  using snapshot = Snapshot.open(directory);
  t.match(snapshot, { firstStep: 1945, lastStep: 2006 });
});

t.test('a folder without a commit has no snapshot', async (t) => {
  const directory = temporaryFolder(t);
  t.throws(() => Snapshot.open(directory), { code: 'not_an_index' });
  using writer = Catalogue.openForWriting(directory, fileOperations);
  t.throws(() => Snapshot.open(directory), { code: 'index_not_found', message: /no commit yet/ });
  t.throws(() => Snapshot.open(join(directory, 'none')), { code: 'index_not_found' });
  t.equal(writer.snapshot(), undefined);
});

t.test('a snapshot with a file missing does not open, and one may be closed twice', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  await buildSmallIndex(directory);
  const lost = join(directory, 'segments', '000002.index');
  renameSync(lost, `${lost}.away`);
  t.throws(() => Snapshot.open(directory), { code: 'index_damaged', details: { file: lost } });
  renameSync(`${lost}.away`, lost);
  using snapshot = Snapshot.open(directory);
  snapshot.close();
  t.doesNotThrow(() => snapshot.close());
});

readingBothWays('a snapshot that was borrowed stays open until it is given back', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  await buildSmallIndex(directory);
  const snapshot = Snapshot.open(directory);
  const expected = answersOf(snapshot);
  const [one, other] = [snapshot.borrow(), snapshot.borrow()];
  using catalogue = Catalogue.openForReading(directory);
  const next = Snapshot.openCommit(catalogue.committed(), snapshot);
  snapshot.close();
  snapshot.close();
  one[Symbol.dispose]();
  one[Symbol.dispose]();
  t.ok(snapshot.isOpen);
  t.strictSame(answersOf(other.snapshot), expected);
  other[Symbol.dispose]();
  t.notOk(snapshot.isOpen);
  t.strictSame(answersOf(next), expected, 'what both had is still open');
  next.close();
  t.notOk(next.isOpen);
});

readingBothWays('a commit whose texts a merge has removed is not shared', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  await buildSmallIndex(directory);
  using snapshot = Snapshot.open(directory);
  const commit = snapshot.share(true);
  rmSync(join(directory, 'segments/000002.text'));
  t.throws(() => Snapshot.openShared(commit), /000002\.text/);
});

readingBothWays(
  'a segment is shared only where the catalogue puts it at the same place',
  async (t) => {
    const directory = join(temporaryFolder(t), 'index');
    await buildSmallIndex(directory);
    using snapshot = Snapshot.open(directory);
    using catalogue = Catalogue.openForReading(directory);
    const committed = catalogue.committed();
    const lastStep = (of: Snapshot) => of.segments.at(-1)?.steps.lastStep;
    using same = Snapshot.openCommit(committed, snapshot);
    t.equal(same.segments[0] === snapshot.segments[0], snapshot.segments[0]?.mapped);
    const pace = { unit: 'records', stages: [{ fromStep: 1, size: 40 }] } as const;
    const settings = { ...committed.settings, pace };
    using other = Snapshot.openCommit({ ...committed, settings }, snapshot);
    t.not(other.segments[0], snapshot.segments[0]);
    t.same([lastStep(snapshot), lastStep(other)], [12, 2], 'steps are those of its own pace');
  },
);
