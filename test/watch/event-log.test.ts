import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { EventLog, type LogHandle, openFile } from '../../watch/event-log.ts';
import { decodeLine, encodeLine, type LogEvent } from '../../watch/log-line.ts';
import { temporaryFolder } from '../store/small-index.ts';

const events: LogEvent[] = Array.from({ length: 7 }, (_, place) => ({
  place: place === 4 ? 'share' : place,
  data: JSON.stringify({ phrase: `naïve ${place} "漢"`, first: { step: place + 1 } }),
}));

function plain(found: readonly LogEvent[]): LogEvent[] {
  return found.map(({ place, data }) => ({ place, data }));
}

async function readAll(log: EventLog, from = 0): Promise<LogEvent[]> {
  const all: LogEvent[] = [];
  for (;;) {
    const some = await log.read(from + all.length);
    if (some.length === 0) return plain(all);
    all.push(...some);
  }
}

t.test('a line is decoded as it was encoded, and no other byte for byte', (t) => {
  const line = encodeLine({ place: 3, data: '{"a":"b c"}', after: 2 });
  t.equal(line.at(-1), '\n');
  t.same(decodeLine(line.slice(0, -1)), { place: 3, data: '{"a":"b c"}', after: 2 });
  for (let i = 0; i < line.length - 1; i++) {
    const other = `${line.slice(0, i)}#${line.slice(i + 1, -1)}`;
    t.equal(decodeLine(other), undefined, `changed at ${i}`);
    t.equal(decodeLine(line.slice(0, i)), undefined, `cut at ${i}`);
  }
  t.end();
});

t.test('events are read from any position, also after the log is opened again', async (t) => {
  const path = join(temporaryFolder(t), 'a.events');
  const { log } = await EventLog.open(path);
  await log.append(events.slice(0, 3));
  await log.append([]);
  await log.append(events.slice(3));
  for (let from = 0; from <= events.length; from++) {
    t.same(await readAll(log, from), events.slice(from), `from ${from}`);
  }
  await log.close();
  await log.close();
  const again = await EventLog.open(path);
  t.same(plain(again.events), events);
  t.equal(again.log.count, 7);
  t.same(await readAll(again.log, 5), events.slice(5));
  await again.log.close();
});

t.test('a read gives a part of a long log, and one event that is longer than a part', async (t) => {
  const { log } = await EventLog.open(join(temporaryFolder(t), 'a.events'));
  const long = [1, 100_000, 2, 30_000, 30_000, 30_000].map((length, place) => ({
    place,
    data: JSON.stringify('x'.repeat(length)),
  }));
  await log.append(long);
  const counts: number[] = [];
  for (let at = 0; at < long.length; at += counts.at(-1) ?? 1) {
    counts.push((await log.read(at)).length);
  }
  t.same(counts, [1, 1, 3, 1]);
  t.same(await readAll(log), long);
  await log.close();
});

t.test('what a killed process left of its last write is cut off, at any byte', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'whole.events');
  const { log } = await EventLog.open(path);
  await log.append(events.slice(0, 3));
  const synced = statSync(path).size;
  await log.append(events.slice(3));
  await log.close();
  const bytes = readFileSync(path);
  for (let length = synced; length <= bytes.length; length++) {
    const cut = join(folder, `${length}.events`);
    writeFileSync(cut, bytes.subarray(0, length));
    const opened = await EventLog.open(cut);
    const ends = bytes.subarray(0, length).filter((byte) => byte === 10).length;
    t.same(plain(opened.events), events.slice(0, ends), `${length} bytes`);
    await opened.log.append(events.slice(ends));
    t.same(await readAll(opened.log), events, 'and the rest can be written');
    await opened.log.close();
  }
});

t.test(
  'pages of the last write may be there in another order: zeros before whole lines',
  async (t) => {
    const path = join(temporaryFolder(t), 'a.events');
    const { log } = await EventLog.open(path);
    await log.append(events.slice(0, 2));
    const synced = statSync(path).size;
    await log.append(events.slice(2));
    await log.close();
    const bytes = readFileSync(path);
    bytes.fill(0, synced, synced + 40);
    writeFileSync(path, bytes);
    const opened = await EventLog.open(path);
    t.same(plain(opened.events), events.slice(0, 2));
    t.equal(statSync(path).size, synced);
    await opened.log.close();
  },
);

t.test('a line that was synced and is damaged is an error, and nothing is cut', async (t) => {
  const path = join(temporaryFolder(t), 'a.events');
  const { log } = await EventLog.open(path);
  await log.append(events.slice(0, 3));
  const synced = statSync(path).size;
  await log.append(events.slice(3));
  await log.close();
  const bytes = readFileSync(path);
  for (let at = 0; at < synced; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] as number) ^ 1;
    writeFileSync(path, damaged);
    await t.rejects(EventLog.open(path), { code: 'watch_damaged' }, `byte ${at}`);
    t.equal(statSync(path).size, bytes.length);
  }
});

/** A file of which some operations fail, as on a full disk. */
function failing(fails: (operation: 'write' | 'sync') => boolean) {
  return async (path: string): Promise<LogHandle> => {
    const handle = await openFile(path);
    return {
      read: handle.read.bind(handle),
      truncate: (length) => handle.truncate(length),
      close: () => handle.close(),
      appendFile: async (bytes) => {
        if (!fails('write')) return handle.appendFile(bytes);
        await handle.appendFile((bytes as Buffer).subarray(0, 30));
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      },
      datasync: async () => {
        if (fails('sync')) throw Object.assign(new Error('input/output'), { code: 'EIO' });
        await handle.datasync();
      },
    };
  };
}

t.test('a write that fails adds nothing, and may be tried again', async (t) => {
  for (const failingOne of ['write', 'sync'] as const) {
    const path = join(temporaryFolder(t), 'a.events');
    let isFailing = false;
    const open = failing((operation) => isFailing && operation === failingOne);
    const { log } = await EventLog.open(path, open);
    await log.append(events.slice(0, 2));
    isFailing = true;
    for (let i = 0; i < 2; i++) await t.rejects(log.append(events.slice(2)));
    t.equal(log.count, 2);
    t.same(await log.read(2), []);
    isFailing = false;
    await log.append(events.slice(2));
    t.same(await readAll(log), events);
    await log.close();
    const again = await EventLog.open(path);
    t.same(plain(again.events), events, failingOne);
    await again.log.close();
  }
});

t.test('who waits is woken by an event, by the end of the log, and by itself', async (t) => {
  const { log } = await EventLog.open(join(temporaryFolder(t), 'a.events'));
  const woken = log.wait(0).woken;
  await log.append(events.slice(0, 1));
  await woken;
  await log.wait(0).woken;
  const given = log.wait(1);
  given.end();
  await given.woken;
  const last = log.wait(1).woken;
  await log.close();
  await last;
  t.same(await log.read(0), [], 'a closed log is not read');
  await log.append(events);
  t.equal(log.count, 1, 'and not written');
});
