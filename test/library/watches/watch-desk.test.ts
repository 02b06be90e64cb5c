import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { WatchDesk } from '../../../library/watches/watch-desk.ts';
import type { Askable } from '../../../schemas/askable.ts';
import { type LogHandle, openFile } from '../../../watch/event-log.ts';
import type { LogEvent } from '../../../watch/log-line.ts';
import { until } from '../../query-server/small-server.ts';
import { runsOf, testSeed } from '../../runs.ts';
import { temporaryFolder } from '../../store/small-index.ts';
import {
  GrowingIndex,
  modelEvents,
  type Random,
  randomOf,
  randomText,
  randomWord,
  runInPieces,
} from './watch-scene.ts';

/** Random scenes. */
const runs = runsOf(4);

function toModel({ place, data }: LogEvent) {
  return { event: place === 'share' ? 'share' : 'seen', data: JSON.parse(data) };
}

/** Who reads the events of a list, some at a time. */
class Consumer {
  readonly got: unknown[] = [];

  async read(desk: WatchDesk, most: number): Promise<void> {
    while (most > 0) {
      const events = await desk.find('w').log.read(this.got.length);
      if (events.length === 0) return;
      const taken = events.slice(0, most);
      this.got.push(...taken.map(toModel));
      most -= taken.length;
    }
  }
}

/** The first write that `dies` after some bytes is the last of its process. */
function dying(dies: () => number | undefined) {
  return async (path: string): Promise<LogHandle> => {
    const handle = await openFile(path);
    let isDead = false;
    const requireLife = () => {
      if (isDead) throw new Error('the process is dead');
    };
    return {
      read: handle.read.bind(handle),
      close: () => handle.close(),
      truncate: async (length) => {
        requireLife();
        await handle.truncate(length);
      },
      appendFile: async (bytes) => {
        requireLife();
        const share = dies();
        if (share === undefined) return handle.appendFile(bytes);
        isDead = true;
        const { length } = bytes as Buffer;
        await handle.appendFile((bytes as Buffer).subarray(0, Math.floor(share * length)));
        throw new Error('killed');
      },
      datasync: async () => {
        requireLife();
        await handle.datasync();
      },
    };
  };
}

function randomList(random: Random) {
  const phrases: Askable[] = [];
  for (let i = 0; i < 30; i++) {
    const texts = Array.from({ length: 1 + random(3) }, () => randomText(random, 1 + random(3)));
    phrases.push(random(4) === 0 ? { name: `g${i}`, phrases: texts } : (texts[0] as string));
  }
  const queries = Array.from(
    { length: 8 },
    () => `${randomWord(random)} AND ${randomWord(random)}`,
  );
  return { phrases, queries, shares: [0.1, 0.5, 0.28, 1] };
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

async function runScene(t: Test, seed: number): Promise<void> {
  const random = randomOf(seed);
  const index = new GrowingIndex(temporaryFolder(t));
  const folder = join(index.directory, 'watches');
  const list = randomList(random);
  let deathShare: number | undefined;
  let isDying = false;
  let isDead = false;
  const openLog = dying(() => {
    isDead ||= isDying;
    return isDying ? deathShare : undefined;
  });
  using live = index.open();
  const open = async () => {
    isDead = false;
    const desk = await WatchDesk.open(folder, { openLog });
    desk.follow(live, runInPieces);
    return desk;
  };
  let desk = await open();
  const consumers = Array.from({ length: 3 }, () => new Consumer());
  let isPut = false;
  const asked = () => desk.lists.every(({ snapshot }) => snapshot === live.snapshot.name);
  for (let i = 0; i < 10; i++) {
    const what = random(10);
    if (what < 5 || i === 9) {
      isDying = false;
      const lines = Array.from({ length: 1 + random(9) }, (_, n) => ({
        text: randomText(random, random(8)),
        ...(random(3) === 0 && { id: `r${i}-${n}` }),
      }));
      await index.commit(lines);
      isDying = random(3) === 0;
      deathShare = random(101) / 100;
      live.refresh();
      if (!isDying && random(2) === 0) await until(() => isDead || asked());
    } else if (what < 7) {
      await desk.put('w', list);
      isPut = true;
    } else {
      await desk.close();
      isDying = false;
      desk = await open();
    }
    for (const consumer of isPut ? consumers : []) await consumer.read(desk, random(6));
  }
  await desk.close();
  isDying = false;
  desk = await open();
  await desk.put('w', list);
  await until(asked);
  const once = { ...list, phrases: distinct(list.phrases), queries: distinct(list.queries) };
  const expected = modelEvents(index.lines, { ...once, shares: [0.1, 0.28, 0.5, 1] });
  for (const [i, consumer] of consumers.entries()) {
    await consumer.read(desk, Number.POSITIVE_INFINITY);
    t.same(consumer.got, expected, `seed ${seed}, consumer ${i}`);
  }
  const states = [...desk.find('w').walkItems()].filter(({ first }) => first !== null);
  t.equal(states.length, expected.filter(({ event }) => event === 'seen').length);
  t.equal(desk.find('w').seen, states.length);
  await desk.close();
}

t.test('each item has one event, in order, whatever is committed, killed and read', async (t) => {
  const first = testSeed;
  for (let seed = first; seed < first + runs; seed++) await runScene(t, seed);
});

async function openDesk(t: Test, options: Parameters<typeof WatchDesk.open>[1] = {}) {
  const folder = join(temporaryFolder(t), 'watches');
  const desk = await WatchDesk.open(folder, options);
  t.teardown(() => desk.close());
  return { folder, desk };
}

const some = { phrases: ['of the'], queries: [], shares: [] };

t.test('the same content changes nothing, another one is another epoch', async (t) => {
  const { folder, desk } = await openDesk(t);
  const made = await desk.put('w', { ...some, phrases: ['a', 'b', 'a'] });
  t.match(made, { outcome: 'created', watch: { items: 2 } });
  const same = await desk.put('w', { ...some, phrases: ['a', 'b'] });
  t.equal(same.outcome, 'unchanged');
  t.equal(same.watch, made.watch);
  const other = await desk.put('w', { ...some, phrases: ['b', 'a'] });
  t.equal(other.outcome, 'replaced', 'the order is a part of a list');
  t.not(other.watch.definition.epoch, made.watch.definition.epoch);
  t.ok(made.watch.log.isClosed);
  t.same(
    readdirSync(join(folder, 'w')).sort(),
    [`${other.watch.definition.epoch}.events`, 'watch.json'].sort(),
  );
  await desk.remove('w');
  t.notOk(existsSync(join(folder, 'w')));
  await t.rejects(desk.remove('w'), { code: 'watch_not_found' });
  t.throws(() => desk.find('w'), { code: 'watch_not_found' });
});

t.test('lists and their epochs are there after a restart; what was left over is not', async (t) => {
  const { folder, desk } = await openDesk(t);
  const { watch } = await desk.put('w', some);
  await desk.put('v', { ...some, webhook: { url: 'http://127.0.0.1:9/x' } });
  await desk.close();
  await t.rejects(desk.put('u', some), { code: 'shutting_down' });
  const again = await WatchDesk.open(folder);
  t.same(
    again.lists.map(({ definition }) => definition.name),
    ['v', 'w'],
  );
  t.equal(again.find('w').definition.epoch, watch.definition.epoch);
  t.same(again.deliveryOf('v')?.delivered, 0);
  t.equal(again.deliveryOf('w'), undefined);
  await t.rejects(WatchDesk.open(folder), { code: 'watches_in_use' });
  await again.close();
});

t.test('a folder that cannot be used is an error that says why', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'below')]) {
    await t.rejects(WatchDesk.open(path), { code: 'watches_not_writable' }, path);
  }
  const lists = join(folder, 'lists');
  mkdirSync(join(lists, 'w', 'watch.json'), { recursive: true });
  await t.rejects(WatchDesk.open(lists), { code: 'watches_not_writable' });
  rmSync(join(lists, 'w', 'watch.json'), { recursive: true });
  writeFileSync(join(lists, 'w', 'watch.json'), '{"format":2}');
  await t.rejects(WatchDesk.open(lists), { code: 'watch_damaged' });
  rmSync(join(lists, 'w'), { recursive: true });
  const desk = await WatchDesk.open(lists);
  t.same(desk.lists, [], 'a start that failed has given the folder back');
  await desk.close();
});

t.test('what cannot be a list is refused, and nothing is written', async (t) => {
  const { folder, desk } = await openDesk(t);
  await desk.put('Loss', some);
  for (const name of [
    '',
    '.',
    '..',
    '.a',
    'a/b',
    'a\\b',
    'ä',
    'a.',
    'x'.repeat(101),
    'loss',
    'a b',
  ]) {
    await t.rejects(desk.put(name, some), { code: 'bad_argument' }, name);
  }
  await t.rejects(desk.put('w', { ...some, phrases: [] }), { code: 'bad_argument' });
  for (const url of [
    'ftp://example.org/x',
    'nowhere',
    'http://user:word@example.org/',
    'http://169.254.169.254/latest',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    `http://example.org/${'x'.repeat(2000)}`,
  ]) {
    await t.rejects(desk.put('w', { ...some, webhook: { url } }), { code: 'bad_argument' }, url);
  }
  const many = Array.from({ length: 500_000 }, (_, i) => `w${i}`);
  await t.rejects(desk.put('w', { ...some, phrases: many }), { code: 'too_many_watches' });
  t.same(readdirSync(folder).sort(), ['Loss', 'writer.lock']);
});

t.test('an item that cannot be asked has its error, and the others their events', async (t) => {
  const index = new GrowingIndex(temporaryFolder(t));
  const { desk } = await openDesk(t);
  await desk.put('w', {
    phrases: ['a b', ' ', { name: 'g', phrases: ['b', ''] }],
    queries: ['a AND', 'b'],
    shares: [0.4, 1],
  });
  await index.commit([{ text: 'a' }, { text: 'a b', id: 'x' }]);
  using live = index.open();
  desk.follow(live, runInPieces);
  live.refresh();
  await until(() => desk.find('w').snapshot !== '');
  const watch = desk.find('w');
  const first = { step: 1, rank: 1, id: 'x' };
  t.match(
    [...watch.walkItems()],
    [
      { first, error: undefined },
      { first: null, error: { code: 'phrase_without_token' } },
      { first: null, error: { code: 'phrase_without_token' } },
      { first: null, error: { code: 'bad_query' } },
      { first, error: undefined },
    ],
  );
  t.match(watch, { items: 5, seen: 2, unaskable: 3, shares: [{ step: 1 }, { step: null }] });
  t.same((await watch.log.read(0)).map(toModel), [
    { event: 'seen', data: { phrase: 'a b', first } },
    { event: 'seen', data: { query: 'b', first } },
    { event: 'share', data: { share: 0.4, step: 1, seen: 2, of: 5 } },
  ]);
});

t.test('a full disk delays events, and loses none', async (t) => {
  const index = new GrowingIndex(temporaryFolder(t));
  let isFull = false;
  const notes: string[] = [];
  const { desk } = await openDesk(t, {
    openLog: async (path) => {
      const handle = await openFile(path);
      return {
        read: handle.read.bind(handle),
        close: () => handle.close(),
        truncate: (length) => handle.truncate(length),
        datasync: () => handle.datasync(),
        appendFile: async (bytes) => {
          await handle.appendFile(isFull ? (bytes as Buffer).subarray(0, 40) : bytes);
          if (isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        },
      };
    },
  });
  await desk.put('w', { ...some, phrases: ['a', 'b', 'c'] });
  await index.commit([{ text: 'b' }, { text: 'a' }]);
  using live = index.open();
  isFull = true;
  desk.follow(live, runInPieces, ({ kind }) => notes.push(kind));
  live.refresh();
  await until(() => notes.includes('failed'));
  t.same(await desk.find('w').log.read(0), [], 'nothing that is not durable is read');
  t.equal(desk.find('w').seen, 0);
  isFull = false;
  await index.commit([{ text: 'c' }]);
  live.refresh();
  await until(() => desk.find('w').seen === 3);
  const events = await desk.find('w').log.read(0);
  t.same(
    events.map(({ data }) => JSON.parse(data).phrase),
    ['b', 'a', 'c'],
  );
});

t.test(
  'each commit is asked for its new records, also where it merges them with old ones',
  async (t) => {
    const index = new GrowingIndex(temporaryFolder(t));
    const { desk } = await openDesk(t);
    const numbers = Array.from({ length: 10 }, (_, i) => i);
    const phrases = numbers.map((i) => `new word${i}`);
    await desk.put('w', { phrases, queries: numbers.map((i) => `word${i} AND some`), shares: [] });
    using live = index.open();
    desk.follow(live, runInPieces);
    const segments: number[] = [];
    for (const i of numbers) {
      await index.commit([{ text: `some new word${i}` }]);
      live.refresh();
      await until(() => desk.find('w').snapshot === live.snapshot.name);
      segments.push(live.snapshot.segmentCount);
      t.equal(desk.find('w').seen, 2 * (i + 1), `commit ${i}`);
    }
    t.ok(Math.max(...segments) < 10, `merges: ${segments}`);
  },
);

for (const [size, others] of [
  ['fewer', ['y x']],
  ['as many', ['y x', 'z', 'z', 'a a']],
  ['more', ['y x', 'z z', 'a', 'a', 'a', 'a']],
] as const) {
  t.test(
    `another index with ${size} records is asked as a whole, and no event comes twice`,
    async (t) => {
      const [one, other] = [0, 1].map(() => new GrowingIndex(temporaryFolder(t)));
      if (one === undefined || other === undefined) throw new Error('there are two');
      const { desk } = await openDesk(t);
      await desk.put('w', { ...some, phrases: ['x', 'y'] });
      await one.commit(['x', 'z', 'z', 'z'].map((text) => ({ text })));
      await other.commit(others.map((text) => ({ text })));
      using live = one.open();
      live.refresh();
      desk.follow(live, runInPieces);
      await until(() => desk.find('w').seen === 1);
      rmSync(one.directory, { recursive: true });
      renameSync(other.directory, one.directory);
      live.refresh();
      await until(() => desk.find('w').seen === 2);
      const events = await desk.find('w').log.read(0);
      t.same(
        events.map(({ data }) => JSON.parse(data).phrase),
        ['x', 'y'],
      );
    },
  );
}

t.test('an index of steps gives events without ranks, and cannot be asked queries', async (t) => {
  const index = new GrowingIndex(temporaryFolder(t));
  const { desk } = await openDesk(t);
  await desk.put('w', { phrases: ['c', 'b', 'a'], queries: ['a'], shares: [] });
  await index.commit([{ text: 'a' }, { text: 'b' }, { text: 'a' }, { text: 'c' }], {
    resolution: 'step',
  });
  using live = index.open();
  live.refresh();
  desk.follow(live, runInPieces);
  await until(() => desk.find('w').snapshot !== '');
  const nowhere = { rank: null, id: null };
  t.same((await desk.find('w').log.read(0)).map(toModel), [
    { event: 'seen', data: { phrase: 'b', first: { step: 1, ...nowhere } } },
    { event: 'seen', data: { phrase: 'a', first: { step: 1, ...nowhere } } },
    { event: 'seen', data: { phrase: 'c', first: { step: 2, ...nowhere } } },
  ]);
  t.match([...desk.find('w').walkItems()][3], { error: { code: 'records_not_indexed' } });
});
