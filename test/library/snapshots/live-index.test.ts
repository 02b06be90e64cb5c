import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildIndex } from '../../../indexer/build-index.ts';
import { type IndexEvent, LiveIndex } from '../../../library/snapshots/live-index.ts';
import { type OpenSnapshot, snapshotOf } from '../../../library/snapshots/open-snapshot.ts';
import { catalogueFile } from '../../../store/catalogue/file-names.ts';
import { fileOperations } from '../../../store/files.ts';
import { serverOf, smallServer, until } from '../../query-server/small-server.ts';
import {
  answersAt,
  answersOf,
  buildSmallIndex,
  someLines,
  temporaryFolder,
  writeLines,
} from '../../store/small-index.ts';

async function append(directory: string, part: number): Promise<void> {
  const from = [writeLines(`${directory}-${part}.jsonl`, someLines(40, part + 1))];
  await buildIndex(directory, {
    from,
    stepRule: { batch_size: 7 },
    workers: 1,
    inline: fileOperations,
  });
}

t.test('a commit of another process is seen within a second', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  using index = LiveIndex.open(directory);
  const before = index.snapshot;
  await append(directory, 2);
  await until(() => index.snapshot !== before);
  t.equal(index.snapshot.records, 120);
  t.equal(index.openSnapshots, 1, 'the old snapshot is closed');
});

t.test('looking opens nothing anew while there is no commit', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  using index = LiveIndex.open(directory);
  const before = index.snapshot;
  const start = performance.now();
  for (let i = 0; i < 1000; i++) index.refresh();
  t.ok((performance.now() - start) / 1000 < 2, 'far below a poll of 250 ms');
  t.equal(index.snapshot, before);
});

t.test('a borrowed snapshot answers on, whatever is committed meanwhile', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  using index = LiveIndex.open(directory, { pollMs: 1e9 });
  const first = index.borrow();
  const same = index.borrow();
  const expected = answersOf(snapshotOf(first.snapshot));
  await append(directory, 2);
  index.refresh();
  await append(directory, 3);
  index.refresh();
  t.equal(index.snapshot.records, 160);
  t.equal(index.openSnapshots, 2, 'the one in between had no user');
  t.same(answersOf(snapshotOf(first.snapshot)), expected);
  const [{ segments: old }, { segments }] = [
    snapshotOf(first.snapshot),
    snapshotOf(index.snapshot),
  ];
  const shared = old.filter((segment) => segments.includes(segment));
  t.equal(shared.length, first.snapshot.isMapped ? 2 : 0, 'mapped segments are shared');
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  t.equal(index.openSnapshots, 2, 'somebody still has it');
  same[Symbol.dispose]();
  t.equal(index.openSnapshots, 1);
  t.equal(
    answersOf(snapshotOf(index.snapshot)).length,
    expected.length,
    'what it shared is still open',
  );
});

t.test('an index that cannot be read any more goes on answering', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  const events: IndexEvent[] = [];
  using index = LiveIndex.open(directory, { pollMs: 1e9, onEvent: (event) => events.push(event) });
  const expected = answersOf(snapshotOf(index.snapshot));
  renameSync(directory, `${directory}.away`);
  index.refresh();
  t.match(events.at(-1), { kind: 'failed' });
  t.equal(index.failures, 1);
  t.same(answersOf(snapshotOf(index.snapshot)), expected);
  renameSync(`${directory}.away`, directory);
  index.refresh();
  await append(directory, 2);
  index.refresh();
  t.match(events.at(-1), { kind: 'opened', snapshot: { records: 120 } });
});

t.test('an index that was built anew in its place is opened', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  using index = LiveIndex.open(directory, { pollMs: 1e9 });
  rmSync(directory, { recursive: true });
  await append(directory, 7);
  index.refresh();
  t.equal(index.snapshot.records, 40);
});

t.test(
  'an index that is renamed over the old one is followed, and the old one answers on',
  async (t) => {
    const directory = join(temporaryFolder(t), 'my.idx');
    await buildSmallIndex(directory);
    const built = join(temporaryFolder(t), 'new.idx');
    for (const part of [7, 8, 9]) await append(built, part);
    const { app, index } = await serverOf(t, LiveIndex.open(directory, { pollMs: 1e9 }));
    const before = index.borrow();
    renameSync(directory, `${directory}.old`);
    renameSync(built, directory);
    // Nothing was read before: what a context needs is open all the same.
    const held = await app.inject('/v1/contexts?phrase=the');
    t.equal(held.statusCode, 200, held.body);
    const expected = answersAt(`${directory}.old`);
    t.same(answersOf(snapshotOf(before.snapshot)), expected);
    index.refresh();
    t.equal(index.snapshot.records, 120);
    t.equal((await app.inject('/v1/index')).json().records, 120);
    t.same(answersOf(snapshotOf(index.snapshot)), answersAt(directory));
    t.same(answersOf(snapshotOf(before.snapshot)), expected);
    before[Symbol.dispose]();
    t.equal(index.openSnapshots, 1);
    t.equal(index.failures, 0);
  },
);

t.test('a copy of the index in its place is opened, and the deleted one let go of', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  using index = LiveIndex.open(directory, { pollMs: 1e9 });
  const { snapshot } = index;
  const expected = answersOf(snapshotOf(snapshot));
  cpSync(directory, `${directory}.copy`, { recursive: true });
  rmSync(directory, { recursive: true });
  renameSync(`${directory}.copy`, directory);
  index.refresh();
  t.not(index.snapshot, snapshot);
  t.equal(index.snapshot.name, snapshot.name);
  t.same(answersOf(snapshotOf(index.snapshot)), expected);
  t.equal(index.openSnapshots, 1);
});

t.test('a server whose index was deleted answers on, and /ready says so', async (t) => {
  const { app, index, directory } = await smallServer(t);
  const urls = ['/v1/exposures?phrase=the', '/v1/contexts?phrase=of+a&limit=3', '/v1/index'];
  const ask = async () => Promise.all(urls.map(async (url) => (await app.inject(url)).body));
  const expected = await ask();
  rmSync(directory, { recursive: true });
  index.refresh();
  t.same(await ask(), expected);
  const ready = await app.inject('/ready');
  t.equal(ready.statusCode, 503);
  t.match(ready.json(), { code: 'not_ready', detail: /was deleted or moved.*still answers/ });
  t.notMatch(ready.body, directory);
  t.equal((await app.inject('/health')).statusCode, 200);
  await append(directory, 7);
  index.refresh();
  t.equal((await app.inject('/ready')).statusCode, 200);
  t.equal(index.snapshot.records, 40);
});

t.test('a catalogue that cannot be read any more is not ready, with its code', async (t) => {
  const { app, index, directory } = await smallServer(t);
  const catalogue = join(directory, catalogueFile);
  const whole = readFileSync(catalogue);
  for (const [bytes, problem] of [
    ['', 'index_damaged'],
    ['x'.repeat(8192), 'index_damaged'],
  ] as const) {
    rmSync(catalogue);
    writeFileSync(catalogue, bytes);
    index.refresh();
    const ready = await app.inject('/ready');
    t.match(ready.json(), { status: 503, code: 'not_ready', details: { problem } });
    t.notMatch(ready.body, directory);
    t.equal((await app.inject('/v1/exposures?phrase=the')).statusCode, 200);
  }
  rmSync(catalogue);
  writeFileSync(catalogue, whole);
  index.refresh();
  t.equal((await app.inject('/ready')).statusCode, 200);
});

t.test('an index without a commit is not ready, then is', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  t.throws(() => LiveIndex.open(directory), { code: 'index_not_found' });
  using index = LiveIndex.wait(directory, { pollMs: 10 });
  t.notOk(index.ready);
  t.throws(() => index.snapshot, { code: 'not_ready' });
  t.throws(() => index.borrow(), { code: 'not_ready' });
  t.equal(index.ageMs, undefined);
  await buildSmallIndex(directory);
  await until(() => index.ready);
  t.type(index.ageMs, 'number');
});

t.test('close may be called twice, and ends the looking', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  const index = LiveIndex.open(directory, { pollMs: 1 });
  const { snapshot }: { snapshot: OpenSnapshot } = index;
  index.close();
  index.close();
  index.refresh();
  t.notOk(index.ready);
  t.throws(() => index.snapshot, { code: 'not_ready' });
  t.ok(snapshot.segmentCount > 0);
});
