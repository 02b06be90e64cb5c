import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { Catalogue } from '../../../store/catalogue/catalogue.ts';
import { catalogueFile, segmentsFolder } from '../../../store/catalogue/file-names.ts';
import type { SegmentRow } from '../../../store/catalogue/segment-row.ts';
import type { IndexSettings } from '../../../store/catalogue/settings.ts';
import type { SourceRow } from '../../../store/catalogue/source-row.ts';
import { type Commit, maxListedSkips } from '../../../store/catalogue/write-commit.ts';
import { fileOperations } from '../../../store/files.ts';
import { formatVersion } from '../../../store/segment/page-format.ts';
import { countedFiles } from '../../indexer/counted-files.ts';
import { temporaryFolder } from '../small-index.ts';

const settings: IndexSettings = {
  format: formatVersion,
  analyzer: 'words',
  analyzerVersion: 1,
  unicode: '17.0',
  storesText: true,
  pace: { unit: 'records', stages: [{ fromStep: 1, size: 7 }] },
  run: { steps: { batch_size: 7 } },
};

function segment(id: number): SegmentRow {
  const file = { name: `segments/${id}.index`, byteLength: 4096, crc: id * 1000 };
  const amounts = { records: 10, tokens: 50, words: 40, modelTokens: 0 };
  const steps = { firstStep: id, lastStep: id, sources: [id] };
  return { id, firstRank: 10 * (id - 1), ...amounts, ...steps, index: file, text: null };
}

function source(id: number, complete = true): SourceRow {
  const identity = complete ? { sizeBytes: 99, sha256: 'ab' } : { sizeBytes: null, sha256: null };
  const reach = { lines: 10, endByte: 99, endCrc: 5, records: 10, skipped: 0, repaired: 0 };
  return { id, name: `naïve-${id}.jsonl`, realPath: null, ...identity, ...reach, complete };
}

const nothing: Commit = { segments: [], sources: [], skipped: [] };

/** A folder with one commit of a segment, a source and two skipped records. */
function committed(t: Test): string {
  const directory = temporaryFolder(t);
  using writer = Catalogue.openForWriting(directory, fileOperations);
  const skipped = [3, 5].map((line) => ({ source: 1, line, code: 'not_json' }));
  writer.commit(settings, { segments: [segment(1)], sources: [source(1)], skipped });
  return directory;
}

/** Changes the catalogue behind its back. */
function tamper(directory: string, statement: string): void {
  const db = new Database(join(directory, catalogueFile));
  db.exec(statement);
  db.close();
}

t.test('before the first commit there is no snapshot, no source and nothing skipped', async (t) => {
  const directory = temporaryFolder(t);
  using writer = Catalogue.openForWriting(directory, fileOperations);
  t.equal(writer.snapshot(), undefined);
  using reader = Catalogue.openForReading(directory);
  t.equal(reader.snapshot(), undefined);
  t.strictSame(reader.sources(), []);
  t.strictSame(reader.skipped(10), []);
  t.strictSame([...reader.verify()], []);
  t.match(reader.nothingCommitted(), { code: 'index_not_found' });
});

t.test('a commit is read as it was made, and each one has a name of its own', async (t) => {
  const directory = temporaryFolder(t);
  using writer = Catalogue.openForWriting(directory, fileOperations);
  const names = [
    writer.commit(settings, { ...nothing, segments: [segment(1)], sources: [source(1, false)] }),
    writer.commit(settings, {
      ...nothing,
      segments: [segment(2), segment(3)],
      sources: [source(1)],
    }),
    writer.commit(settings, { ...nothing, sources: [source(2)] }),
  ];
  t.equal(new Set(names).size, 3);
  t.match(names[0], /^1-[0-9a-f]{12}$/);
  using reader = Catalogue.openForReading(directory);
  t.strictSame(reader.snapshot(), {
    name: names[2],
    commits: 3,
    settings,
    segments: [segment(1), segment(2), segment(3)],
  });
  t.strictSame(reader.sources(), [source(1), source(2)], 'a source replaces its row');
  t.strictSame([...reader.verify()], []);
});

t.test('the same commits have the same name, others another one', async (t) => {
  const name = (id: number) => {
    using writer = Catalogue.openForWriting(temporaryFolder(t), fileOperations);
    return writer.commit(settings, { ...nothing, segments: [segment(id)] });
  };
  t.equal(name(1), name(1));
  t.not(name(1), name(2));
});

t.test('the settings of the first commit stay, but for what was consumed', async (t) => {
  const directory = committed(t);
  using writer = Catalogue.openForWriting(directory, fileOperations);
  writer.commit({ ...settings, analyzer: 'cased' }, { ...nothing, segments: [segment(2)] });
  t.strictSame(writer.snapshot()?.settings, settings);
  const { steps } = settings.run;
  const consumed = { records: 9 };
  writer.commit({ ...settings, run: { steps: { batch_size: 8 }, consumed } }, nothing);
  t.same(
    writer.snapshot()?.settings,
    { ...settings, run: { steps, consumed } },
    'but for consumed',
  );
});

t.test('a commit that fails half-way leaves the one before it', async (t) => {
  const directory = committed(t);
  using writer = Catalogue.openForWriting(directory, fileOperations);
  const before = writer.snapshot();
  const twice = { ...nothing, sources: [source(2)], segments: [segment(2), segment(2)] };
  t.throws(() => writer.commit(settings, twice));
  t.strictSame(writer.snapshot(), before);
  t.strictSame(writer.sources(), [source(1)]);
});

t.test('a reader sees a commit once it is made, and never holds up the writer', async (t) => {
  const directory = committed(t);
  using reader = Catalogue.openForReading(directory);
  t.equal(reader.snapshot()?.commits, 1);
  using writer = Catalogue.openForWriting(directory, fileOperations);
  writer.commit(settings, { ...nothing, segments: [segment(2)] });
  t.equal(reader.snapshot()?.commits, 2);
});

t.test('skipped records are listed in order, up to a limit', async (t) => {
  const directory = committed(t);
  using writer = Catalogue.openForWriting(directory, fileOperations);
  const skipped = Array.from({ length: maxListedSkips + 5 }, (_, i) => {
    return { source: 2, line: i + 1, code: 'missing_field' };
  });
  writer.commit(settings, { ...nothing, sources: [source(2)], skipped });
  writer.commit(settings, { ...nothing, skipped: [{ source: 3, line: 1, code: 'not_json' }] });
  const listed = writer.skipped(2 * maxListedSkips);
  t.equal(listed.length, maxListedSkips);
  t.strictSame(
    listed.slice(0, 3).map(({ line }) => line),
    [3, 5, 1],
  );
  t.equal(writer.skipped(1).length, 1);
});

t.test('a second writer is refused at once', async (t) => {
  const directory = committed(t);
  using first = Catalogue.openForWriting(directory, fileOperations);
  const startedMs = performance.now();
  t.throws(() => Catalogue.openForWriting(directory, fileOperations), {
    code: 'index_busy',
    message: /another process is writing/,
  });
  t.ok(performance.now() - startedMs < 1000);
  first.close();
  using second = Catalogue.openForWriting(directory, fileOperations);
  t.equal(second.snapshot()?.commits, 1);
});

t.test('a catalogue that is being made is not there or has its tables', async (t) => {
  const folders = Array.from({ length: 60 }, () => temporaryFolder(t));
  const watcher = new Worker(new URL('fixtures/watch-folders.ts', import.meta.url), {
    workerData: folders,
  });
  t.teardown(() => watcher.terminate());
  const watched = once(watcher, 'message');
  await once(watcher, 'online');
  for (const folder of folders) {
    using writer = Catalogue.openForWriting(folder, fileOperations);
    t.equal(writer.snapshot(), undefined);
    await setTimeout(2);
  }
  const [errors] = await watched;
  const harmless = ['index_not_found', 'not_an_index'];
  t.strictSame(
    errors.filter((code: string) => !harmless.includes(code)),
    [],
  );
  t.ok(errors.includes('not_an_index'), 'it did look before one was made');
});

t.test(
  'each operation that makes a catalogue may fail, and the next writer makes one',
  async (t) => {
    const operations: string[] = [];
    const counting = countedFiles((_, name) => operations.push(name));
    Catalogue.openForWriting(temporaryFolder(t), counting).close();
    const making = ['create', 'close', 'remove', 'remove', 'remove', 'remove', 'rename'];
    t.strictSame(operations, [...making, 'fsyncDirectory']);
    for (const [i, name] of operations.entries()) {
      const directory = temporaryFolder(t);
      const failing = countedFiles((operation) => {
        if (operation === i + 1) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      });
      t.throws(() => Catalogue.openForWriting(directory, failing), { code: 'disk_full' }, name);
      using writer = Catalogue.openForWriting(directory, fileOperations);
      t.equal(writer.snapshot(), undefined);
      writer.commit(settings, { ...nothing, segments: [segment(1)] });
      t.strictSame([...writer.verify()], []);
      const left = readdirSync(directory).filter((file) => file.includes('.tmp'));
      t.strictSame(left, [], `nothing is left of a failure at ${name}`);
    }
  },
);

t.test('what a writer left that was killed while it made the catalogue is no harm', async (t) => {
  const directory = temporaryFolder(t);
  const leavings = ['catalogue.sqlite.tmp', 'catalogue.sqlite.tmp-journal', 'writer.lock'];
  for (const name of leavings) writeFileSync(join(directory, name), 'half of it');
  writeFileSync(join(directory, 'writer.lock'), '');
  t.throws(() => Catalogue.openForReading(directory), {
    code: 'index_not_found',
    message: /has not come to its first commit/,
  });
  using writer = Catalogue.openForWriting(directory, fileOperations);
  t.equal(writer.commit(settings, nothing).slice(0, 2), '1-');
  t.strictSame(
    readdirSync(directory).filter((name) => name.includes('.tmp')),
    [],
  );
});

t.test('a folder that is not there, and one that is no index, are told apart', async (t) => {
  const folder = temporaryFolder(t);
  const open = (name: string) => () => Catalogue.openForReading(join(folder, name));
  t.throws(open('none'), { code: 'index_not_found' });
  t.throws(open(''), { code: 'not_an_index' });
  mkdirSync(join(folder, 'text'));
  writeFileSync(
    join(folder, 'text', catalogueFile),
    'this is no database, but some text '.repeat(99),
  );
  t.throws(
    () => {
      using catalogue = open('text')();
      return catalogue.snapshot();
    },
    { code: 'index_damaged' },
  );
});

t.test('a newer format is refused by readers and writers', async (t) => {
  const directory = committed(t);
  const newer = JSON.stringify({ ...settings, format: formatVersion + 1 });
  tamper(directory, `UPDATE snapshot SET settings = '${newer}'`);
  const expected = { code: 'format_too_new', details: { found: formatVersion + 1 } };
  using reader = Catalogue.openForReading(directory);
  t.throws(() => reader.snapshot(), expected);
  t.throws(() => [...reader.verify()], expected);
  using writer = Catalogue.openForWriting(directory, fileOperations);
  t.throws(() => writer.snapshot(), expected);
  t.throws(() => writer.commit(settings, nothing), expected);
});

const damages: readonly { change: string; section: string }[] = [
  { change: 'UPDATE snapshot SET commits = 2', section: 'snapshot' },
  { change: "UPDATE snapshot SET digest = ''", section: 'snapshot' },
  { change: "UPDATE snapshot SET settings = 'null'", section: 'snapshot' },
  { change: "UPDATE snapshot SET settings = x'00'", section: 'snapshot' },
  { change: 'DELETE FROM snapshot', section: 'snapshot' },
  { change: 'DELETE FROM segments', section: 'snapshot' },
  { change: 'UPDATE segments SET body = body || char(32)', section: 'snapshot' },
  { change: "UPDATE segments SET body = x'00'", section: 'segments' },
  { change: 'INSERT INTO segments SELECT id + 1, body FROM segments', section: 'snapshot' },
  { change: 'DELETE FROM sources', section: 'sources' },
  { change: "UPDATE sources SET body = replace(body, '99', '98')", section: 'sources' },
  { change: "UPDATE sources SET body = x'00'", section: 'sources' },
  { change: 'DELETE FROM skipped WHERE line = 5', section: 'skipped' },
  { change: 'UPDATE skipped SET line = line + 1', section: 'skipped' },
  { change: 'DROP TABLE skipped', section: 'catalogue' },
  { change: 'ALTER TABLE sources RENAME TO other', section: 'catalogue' },
];

for (const { change, section } of damages) {
  t.test(`the check finds: ${change}`, async (t) => {
    const directory = committed(t);
    tamper(directory, change);
    using reader = Catalogue.openForReading(directory);
    const found = [...reader.verify()];
    t.ok(found.some((damage) => damage.section === section));
    t.ok(found.every((damage) => damage.found !== 'undefined'));
    const readAll = () => [reader.snapshot(), reader.sources(), reader.skipped(9)];
    t.throws(readAll, { code: 'index_damaged', details: { section } });
  });
}

t.test('what was never committed is taken away, what was stays', async (t) => {
  const fresh = temporaryFolder(t);
  mkdirSync(join(fresh, segmentsFolder));
  using unused = Catalogue.openForWriting(fresh, fileOperations);
  t.equal(unused.discard(), true);
  t.strictSame(readdirSync(fresh), []);
  using next = Catalogue.openForWriting(fresh, fileOperations);
  t.equal(next.snapshot(), undefined, 'and the folder can be used again');
  const directory = committed(t);
  using used = Catalogue.openForWriting(directory, fileOperations);
  t.equal(used.discard(), false);
  using reader = Catalogue.openForReading(directory);
  t.equal(reader.discard(), false, 'a reader discards nothing');
  t.ok(existsSync(join(directory, catalogueFile)));
});

t.test('a catalogue is closed twice without harm, and not used after', async (t) => {
  const catalogue = Catalogue.openForReading(committed(t));
  catalogue.close();
  catalogue.close();
  t.throws(() => catalogue.snapshot(), /not open/);
});
