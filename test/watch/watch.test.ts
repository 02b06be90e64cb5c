// A list whose log was cut at any byte gets the same events again, those of shares too.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Snapshot } from '../../store/snapshot.ts';
import { Watch } from '../../watch/watch.ts';
import { logPath, makeWatchFolder, type WatchDefinition } from '../../watch/watch-folder.ts';
import { GrowingIndex } from '../library/watches/watch-scene.ts';
import { temporaryFolder } from '../store/small-index.ts';

const definition: WatchDefinition = {
  name: 'w',
  epoch: '0123abcd',
  content: { phrases: ['a', 'b', 'c', 'never'], queries: [], shares: [0.25, 0.5, 0.75] },
};

function finish<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Asks a snapshot and makes its events durable. */
async function follow(watch: Watch, snapshot: Snapshot): Promise<void> {
  const asked = finish(watch.ask(snapshot));
  if (asked !== undefined) await watch.commit(asked);
}

t.test('the same events are there after a cut at any byte', async (t) => {
  const folder = temporaryFolder(t);
  const index = new GrowingIndex(folder);
  await index.commit([{ text: 'b' }, { text: 'c a' }, { text: 'a' }]);
  using snapshot = Snapshot.open(index.directory);
  await makeWatchFolder(folder, 'w');
  const path = logPath(folder, definition);
  const watch = await Watch.open(folder, definition);
  await follow(watch, snapshot);
  t.equal(finish(watch.ask(snapshot)), undefined, 'a commit is asked once');
  const expected = (await watch.log.read(0)).map(({ data }) => data);
  t.equal(expected.length, 6);
  await watch.close();
  const bytes = readFileSync(path);
  for (let length = 0; length <= bytes.length; length++) {
    writeFileSync(path, bytes.subarray(0, length));
    const again = await Watch.open(folder, definition);
    await follow(again, snapshot);
    const found = (await again.log.read(0)).map(({ data }) => data);
    t.same(found, expected, `cut at ${length}`);
    t.match(again, { seen: 3, shares: [{ step: 1 }, { step: 1 }, { step: 1 }] });
    await again.close();
  }
});

t.test('a log that does not belong to its definition is refused', async (t) => {
  const folder = temporaryFolder(t);
  await makeWatchFolder(folder, 'w');
  const watch = await Watch.open(folder, definition);
  await watch.log.append([{ place: 4, data: '{"phrase":"x","first":{"step":1}}' }]);
  await watch.close();
  await t.rejects(Watch.open(folder, definition), { code: 'watch_damaged' });
  writeFileSync(join(folder, 'w', '0123abcd.events'), '');
  const twice = await Watch.open(folder, definition);
  const event = { place: 1, data: '{"phrase":"b","first":{"step":1}}' };
  await twice.log.append([event, event]);
  await twice.close();
  await t.rejects(Watch.open(folder, definition), { code: 'watch_damaged' });
});
