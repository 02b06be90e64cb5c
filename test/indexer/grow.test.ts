// Files that grow between two commands: every line once, and what changed otherwise refused.

import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { readRun } from '../../corpus/read-run.ts';
import type { RunDescription } from '../../formats/run-description.ts';
import { type BuildEvent, type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { fileOperations } from '../../store/files.ts';
import { verifyIndex } from '../../store/verify-index.ts';
import { smallFolders } from '../formats/spoil-folder.ts';
import { runsOf } from '../runs.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { recordsAt } from './run-index.ts';

/** A build in this thread, and what it said of its sources. */
async function build(directory: string, options: BuildOptions) {
  const events: BuildEvent[] = [];
  const onEvent = (event: BuildEvent) => {
    if (event.kind.startsWith('source')) events.push(event);
    options.onEvent?.(event);
  };
  const given = { workers: 1, inline: fileOperations, ...options, onEvent };
  const summary = await buildIndex(directory, given);
  return { summary, events };
}

function rowsOf(directory: string) {
  using catalogue = Catalogue.openForReading(directory);
  return catalogue.sources();
}

const textsAt = (directory: string) => recordsAt(directory).map(({ parts }) => parts.join(''));
const json = (text: string) => JSON.stringify({ text });
const text = (text: string) => text;
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

const logKinds = [
  { name: 'log.jsonl', line: json, pack: (bytes: Buffer) => bytes },
  { name: 'log.txt', line: text, pack: (bytes: Buffer) => bytes },
  { name: 'log.jsonl.gz', line: json, pack: (bytes: Buffer) => gzipSync(bytes) },
  { name: 'log.txt.gz', line: text, pack: (bytes: Buffer) => gzipSync(bytes) },
  { name: 'log.jsonl.zst', line: json, pack: (bytes: Buffer) => zstdCompressSync(bytes) },
];

/** Where a log is cut into what is appended before each command: at any byte of its lines. */
const anyLog = fc.record({
  words: fc.array(fc.constantFrom('a', 'the cat', '語', '😀 x', 'b  c', ' d'), {
    minLength: 1,
    maxLength: 12,
  }),
  cuts: fc.array(fc.nat(400), { maxLength: 6 }),
  isWindows: fc.boolean(),
  hasMark: fc.boolean(),
});

for (const { name, line, pack } of logKinds) {
  t.test(`${name}: whatever is appended before each command, every line is in once`, async (t) => {
    const property = fc.asyncProperty(anyLog, async ({ words, cuts, isWindows, hasMark }) => {
      const root = temporaryFolder(t);
      const log = join(root, name);
      const directory = join(root, 'index');
      const texts = words.map((word, i) => `${i} ${word}`);
      const lines = texts.map((one) => `${line(one)}${isWindows ? '\r\n' : '\n'}`);
      // The first command sees a whole line: of text it could not know that one is half.
      writeFileSync(log, pack(Buffer.from((hasMark ? '\ufeff' : '') + lines[0])));
      await build(directory, { from: [log] });
      const rest = Buffer.from(lines.slice(1).join(''));
      const ends = [...cuts.map((cut) => Math.min(cut, rest.length)), rest.length];
      let at = 0;
      for (const end of ends.sort((a, b) => a - b)) {
        if (end > at) appendFileSync(log, pack(rest.subarray(at, end)));
        at = end;
        await build(directory, { from: [log] });
        const isIn = textsAt(directory);
        if (JSON.stringify(isIn) !== JSON.stringify(texts.slice(0, isIn.length))) return false;
        // What is not in is at most the line that has no line feed yet.
        const ended = rest.subarray(0, end).filter((byte) => byte === 10).length + 1;
        if (isIn.length < ended) return false;
      }
      const row = rowsOf(directory)[0];
      const isWhole = row?.sha256 === sha256(log) && row.lines === texts.length && !row.openLine;
      return isWhole && textsAt(directory).length === texts.length;
    });
    await fc.assert(property, { numRuns: runsOf(8) });
    t.pass('any log');
  });
}

/** A log that an index holds. */
async function indexedLog(t: Test, content: string, name = 'log.jsonl') {
  const root = temporaryFolder(t);
  const log = join(root, name);
  const directory = join(root, 'index');
  writeFileSync(log, content);
  const from = [log];
  await build(directory, { from, stepRule: { batch_size: 2 } });
  return { root, log, directory, from };
}

const changed = (message: RegExp) => ({ code: 'source_changed', message });

t.test(
  'new lines follow what was fed in between, and the source has its new identity',
  async (t) => {
    const { root, log, directory, from } = await indexedLog(t, `${json('a')}\n${json('b')}\n`);
    const other = join(root, 'other.jsonl');
    writeFileSync(other, `${json('other')}\n`);
    await build(directory, { from: [other] });
    appendFileSync(log, `${json('c')}\n${json('d')}\n`);
    let records = 0;
    const onEvent = (event: BuildEvent) => {
      if (event.kind === 'progress') records = event.records;
    };
    const { events, summary } = await build(directory, { from, onEvent });
    t.strictSame(events, [{ kind: 'source-continued', name: log, line: 2 }]);
    t.equal(records, 2, 'only what is new is fed');
    t.match(summary, { records: 5, steps: 3 });
    t.strictSame(
      recordsAt(directory).map(({ parts, step, source, line }) => [parts[0], step, source, line]),
      [
        ['a', 1, log, 1],
        ['b', 1, log, 2],
        ['other', 2, other, 1],
        ['c', 2, log, 3],
        ['d', 3, log, 4],
      ],
    );
    const [row, ...rest] = rowsOf(directory);
    const sizeBytes = readFileSync(log).length;
    t.match(row, { sizeBytes, sha256: sha256(log), lines: 4, records: 4, complete: true });
    t.equal(rest.length, 1, 'there is no second row of it');
    const again = await build(directory, { from });
    t.strictSame(again.events, [{ kind: 'source-skipped', name: log }]);
  },
);

t.test('half a line waits, and is said each time', async (t) => {
  for (const [name, line] of [
    ['log.txt', text],
    ['log.jsonl', json],
  ] as const) {
    const { log, directory, from } = await indexedLog(t, `${line('one two')}\n`, name);
    const half = line('three four').slice(0, -2);
    appendFileSync(log, half);
    const waiting = { kind: 'source-waiting', name: log, line: 2, bytes: half.length };
    const continued = { kind: 'source-continued', name: log, line: 1 };
    t.strictSame((await build(directory, { from })).events, [continued, waiting]);
    t.strictSame((await build(directory, { from })).events, [
      { kind: 'source-skipped', name: log },
      waiting,
    ]);
    t.strictSame(textsAt(directory), ['one two']);
    const skipping = await build(directory, { from, onBadRecord: 'skip' });
    t.equal(skipping.summary.skipped, 0, 'it is not a bad record');
    appendFileSync(log, `${line('three four').slice(-2)}\n`);
    t.strictSame((await build(directory, { from })).events, [continued]);
    t.strictSame(textsAt(directory), ['one two', 'three four']);
  }
});

t.test('a last line without a line feed that was taken may end, and must not go on', async (t) => {
  for (const [name, line] of [
    ['log.txt', text],
    ['log.jsonl', json],
  ] as const) {
    for (const end of ['\n', '\r\n', ' \n']) {
      const { log, directory, from } = await indexedLog(t, `${line('a')}\n${line('b')}`, name);
      t.strictSame(textsAt(directory), ['a', 'b']);
      for (const character of end) {
        appendFileSync(log, character);
        await build(directory, { from });
      }
      appendFileSync(log, `${line('c')}\n`);
      await build(directory, { from });
      t.strictSame(textsAt(directory), ['a', 'b', 'c']);
      t.equal(recordsAt(directory).at(-1)?.line, 3);
    }
    const { log, directory, from } = await indexedLog(t, `${line('a')}\n${line('b')}`, name);
    appendFileSync(log, ` more\n${line('c')}\n`);
    const refused = changed(/up to line 2, .*line 2 had no line feed.*goes on now.*--again/);
    await t.rejects(build(directory, { from }), refused);
    t.strictSame(textsAt(directory), ['a', 'b']);
  }
});

t.test('a first reading that ends inside a record fails and says how to go on', async (t) => {
  const root = temporaryFolder(t);
  const log = join(root, 'log.jsonl');
  const directory = join(root, 'index');
  writeFileSync(log, `${json('a')}\n{"text":"b`);
  const message = /log\.jsonl, line 2 .*without a line feed.*run the same command again/;
  await t.rejects(build(directory, { from: [log] }), { code: 'not_json', message });
  appendFileSync(log, '"}\n');
  await build(directory, { from: [log] });
  t.strictSame(textsAt(directory), ['a', 'b']);
});

t.test('what cannot grow by appending is refused', async (t) => {
  const { log, directory, from } = await indexedLog(t, `[${json('a')}]`, 'a.json');
  appendFileSync(log, ' ');
  await t.rejects(build(directory, { from }), changed(/a JSON array/));
  writeFileSync(log, `[${json('a')},${json('b')}]`);
  await t.rejects(build(directory, { from }), changed(/some differ/));
  for (const name of ['b.csv', 'b.tsv']) {
    const table = await indexedLog(t, 'text\na\n', name);
    appendFileSync(table.log, 'b\n');
    const refused = changed(/up to line 2, .*it is [CT]SV, which is not continued.*--again/);
    await t.rejects(build(table.directory, table), refused);
    t.strictSame(textsAt(table.directory), ['a']);
  }
  const shrunk = await indexedLog(t, `${json('a')}\n${json('b')}\n`);
  truncateSync(shrunk.log, 15);
  await t.rejects(build(shrunk.directory, shrunk), changed(/had 26 bytes and has 15/));
});

t.test(
  'a gzip member or zstd frame that is being written fails, and is in once it is whole',
  async (t) => {
    for (const pack of [gzipSync, zstdCompressSync]) {
      const root = temporaryFolder(t);
      const log = join(root, 'log');
      const directory = join(root, 'index');
      writeFileSync(log, pack(`${json('a')}\n`));
      await build(directory, { from: [log] });
      const before = readFileSync(log).length;
      const added = pack(`${json('b')}\n${json('c')}\n`);
      appendFileSync(log, added.subarray(0, -3));
      const truncated = new RegExp(`byte ${before + added.length - 3} .*still being written`);
      for (const _ of [1, 2]) {
        const building = build(directory, { from: [log] });
        await t.rejects(building, { code: 'source_truncated', message: truncated });
        t.strictSame(textsAt(directory), ['a']);
      }
      appendFileSync(log, added.subarray(-3));
      await build(directory, { from: [log] });
      t.strictSame(textsAt(directory), ['a', 'b', 'c']);
    }
  },
);

t.test('steps of new lines must not go backwards', async (t) => {
  const root = temporaryFolder(t);
  const log = join(root, 'log.jsonl');
  const directory = join(root, 'index');
  const stepRule = { field: 'step' };
  writeFileSync(log, '{"text":"a","step":5}\n');
  await build(directory, { from: [log], stepRule });
  appendFileSync(log, '{"text":"b","step":4}\n');
  const backwards = { code: 'step_backwards', message: /log\.jsonl:2/ };
  await t.rejects(build(directory, { from: [log] }), backwards);
  t.strictSame(textsAt(directory), ['a']);
});

t.test('a long append that is interrupted goes on', async (t) => {
  for (const { name, line, pack } of logKinds) {
    const root = temporaryFolder(t);
    const log = join(root, name);
    const directory = join(root, 'index');
    const texts = Array.from({ length: 30 }, (_, i) => `${i} ${'of some length '.repeat(10_000)}`);
    const packed = (from: number, to: number) =>
      pack(
        Buffer.from(
          texts
            .slice(from, to)
            .map((one) => `${line(one)}\n`)
            .join(''),
        ),
      );
    writeFileSync(log, packed(0, 2));
    const options = { from: [log], rangeBytes: 1 << 20 };
    await build(directory, options);
    appendFileSync(log, packed(2, 20));
    const stop = new AbortController();
    const onEvent = ({ kind }: BuildEvent) => {
      if (kind === 'commit') stop.abort();
    };
    const stopped = build(directory, { ...options, onEvent, signal: stop.signal });
    await t.rejects(stopped, { code: 'interrupted' });
    t.match(rowsOf(directory), [{ complete: false, grown: true, sizeBytes: null }]);
    appendFileSync(log, packed(20, 30));
    const { events } = await build(directory, options);
    t.match(events, [{ kind: 'source-resumed' }]);
    t.strictSame(textsAt(directory), texts);
    t.strictSame([...verifyIndex(directory)], []);
  }
});

t.test('a source behind a url that has grown is continued', async (t) => {
  let content = `${json('a')}\n`;
  const server = createServer((_, response) => response.end(content));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/log.jsonl`;
  const directory = join(temporaryFolder(t), 'index');
  await build(directory, { from: [url] });
  content += `${json('b')}\n{"text":`;
  const { events } = await build(directory, { from: [url] });
  t.match(events, [{ kind: 'source-continued' }, { kind: 'source-waiting', line: 3 }]);
  t.strictSame(textsAt(directory), ['a', 'b']);
  content += '"c"}\n';
  await build(directory, { from: [url] });
  t.strictSame(textsAt(directory), ['a', 'b', 'c']);
  content = content.replace('"a"', '"x"');
  await t.rejects(build(directory, { from: [url] }), changed(/bytes differ/));
});

t.test('documents between separators grow as lines do', async (t) => {
  const root = temporaryFolder(t);
  const log = join(root, 'stories.txt');
  const directory = join(root, 'index');
  const description: RunDescription = { format: 'text', files: [log], separator: '<end>' };
  const run = { name: undefined, description, folder: root };
  writeFileSync(log, 'a\nb<end>c');
  await build(directory, { run });
  for (const part of ['<e', 'nd>d', ' e', '<end>\n']) {
    appendFileSync(log, part);
    await build(directory, { run });
  }
  t.strictSame(textsAt(directory), ['a\nb', 'c', 'd e']);
  appendFileSync(log, 'f<end>');
  await build(directory, { run });
  t.strictSame(textsAt(directory).at(-1), '\nf');
  const other = join(root, 'other');
  await build(other, { run });
  t.strictSame(textsAt(other), textsAt(directory), 'as read at once');
});

t.test('files of rows that changed are refused, grown ones too', async (t) => {
  const root = temporaryFolder(t);
  cpSync(smallFolders, root, { recursive: true });
  const path = join(root, 'parquet', 'docs.parquet');
  const parquet = { from: [path], format: 'parquet' as const };
  const ids = join(root, 'nanogpt', 'train-1.bin');
  const tokens = { run: readRun(join(root, 'nanogpt', 'run.json')) };
  const spoil = new Map<BuildOptions, () => void>([
    [parquet, () => cpSync(join(root, 'parquet-step', 'train.parquet'), path)],
    [tokens, () => appendFileSync(ids, readFileSync(ids))],
  ]);
  for (const [options, change] of spoil) {
    const directory = join(root, `index-${options.format}`);
    await build(directory, options);
    const before = textsAt(directory);
    change();
    const refused = changed(/up to record \d+, .*bytes of its files differ.*another name.*--again/);
    await t.rejects(build(directory, options), refused);
    t.strictSame(textsAt(directory), before);
    await build(directory, { ...options, again: true });
    t.ok(textsAt(directory).length > before.length, '--again feeds it');
  }
});
