import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { IndexError } from '../../errors.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { catalogueFile } from '../../store/catalogue/file-names.ts';
import type { FileRow } from '../../store/catalogue/segment-row.ts';
import { fileOperations } from '../../store/files.ts';
import { PageFile } from '../../store/segment/page-file.ts';
import { pageBytes, trailerBytes } from '../../store/segment/page-format.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { verifyFile, verifyIndex } from '../../store/verify-index.ts';
import { outcomeOf, withFlip, withLength } from './damage.ts';
import { readingBothWays } from './reading-both-ways.ts';
import { answersAt, answersOf, buildSmallIndex, temporaryFolder } from './small-index.ts';

const root = temporaryFolder(t);
const directory = join(root, 'index');
await buildSmallIndex(directory);
const committed = readCommitted();
const expected = answersAt(directory);
const rows = committed.segments.flatMap(({ index, text }) => (text ? [index, text] : [index]));
const firstRows = rows.slice(0, 2);
const cataloguePath = join(directory, catalogueFile);

function readCommitted() {
  using catalogue = Catalogue.openForReading(directory);
  return catalogue.committed();
}

function askSegments(): unknown {
  using snapshot = Snapshot.openCommit(committed);
  return answersOf(snapshot);
}

/** Where each part of a file starts, in order, and the file's length at the end. */
function partsOf(row: FileRow): { name: string; start: number }[] {
  using file = PageFile.open(join(directory, row.name), { mapFile: () => undefined }, row);
  const { sections, pages, roots } = file.footer;
  const parts = Object.entries(sections).map(([name, { start }]) => ({ name, start }));
  return [
    { name: 'header', start: 0 },
    ...parts.sort((a, b) => a.start - b.start),
    { name: 'checksums', start: pages * pageBytes },
    { name: 'footer', start: (pages + roots.length) * pageBytes },
    { name: 'trailer', start: row.byteLength - trailerBytes },
    { name: 'end', start: row.byteLength },
  ];
}

/** Every byte of footer and trailer, the first and last of every part, and every `stride`-th. */
function placesIn(row: FileRow, stride: number): number[] {
  const places = new Set<number>();
  for (let at = 0; at < row.byteLength; at += stride) places.add(at);
  const parts = partsOf(row);
  for (const { name, start } of parts) {
    for (const at of [start - 1, start, start + 1, start + 4]) places.add(at);
    if (name === 'footer') for (let at = start; at < row.byteLength; at++) places.add(at);
  }
  return [...places].filter((at) => at >= 0 && at < row.byteLength);
}

t.test('a whole index has no damage', async (t) => {
  t.strictSame([...verifyIndex(directory)], []);
  t.equal(rows.length, 4, 'two segments, each with its texts');
});

t.test('a flip of any one byte of a segment is found in its file and section', async (t) => {
  let flips = 0;
  for (const row of firstRows) {
    const path = join(directory, row.name);
    const original = readFileSync(path);
    const parts = partsOf(row);
    for (const [i, { name, start }] of parts.slice(0, -1).entries()) {
      for (let at = start; at < (parts[i + 1]?.start ?? 0); at++) {
        const damage = withFlip(path, original, at, () => [...verifyFile(directory, row)]);
        assert.deepEqual(
          damage.map(({ file, section }) => ({ file, section })),
          [{ file: path, section: name }],
          `byte ${at} of ${row.name}`,
        );
        flips++;
      }
    }
  }
  t.equal(
    flips,
    firstRows.reduce((sum, { byteLength }) => sum + byteLength, 0),
  );
});

t.test(
  'all damage is listed: of several files, of several sections, and of none left out',
  async (t) => {
    const paths = rows.map(({ name }) => join(directory, name));
    const [first, second, third] = paths as [string, string, string];
    const index = partsOf(rows[0] as FileRow);
    const startOf = (name: string) => index.find((part) => part.name === name)?.start ?? -1;
    const original = readFileSync(first);
    const damage = withFlip(first, original, startOf('bwt'), () =>
      withFlip(first, original, startOf('record_runs') + 3, () =>
        withLength(second, 5000, () => {
          renameSync(third, `${third}.away`);
          try {
            return [...verifyIndex(directory)];
          } finally {
            renameSync(`${third}.away`, third);
          }
        }),
      ),
    );
    t.strictSame(
      damage.map(({ file, section }) => [file, section]),
      [
        [first, 'bwt'],
        [first, 'record_runs'],
        [second, 'file'],
        [third, 'file'],
      ],
    );
    t.match(damage.at(-1)?.found, /not there/);
    t.strictSame([...verifyIndex(directory)], [], 'the damage is gone again');
  },
);

t.test('a segment file that was cut or grew is damaged wherever it ends', async (t) => {
  let cuts = 0;
  for (const row of firstRows) {
    const path = join(directory, row.name);
    for (const length of [...placesIn(row, 1511), row.byteLength + 1]) {
      const where = `${row.name} of ${length} bytes`;
      withLength(path, length, () => {
        const [damage, ...more] = verifyFile(directory, row);
        assert.deepEqual([damage?.file, damage?.section, more], [path, 'file', []], where);
        assert.equal(outcomeOf(askSegments, expected, where), 'index_damaged');
      });
      cuts++;
    }
  }
  t.ok(cuts > 1000, `${cuts} lengths`);
});

t.test('a file that belongs to another segment is damaged', async (t) => {
  const [one, , two] = rows.map(({ name }) => join(directory, name)) as [string, string, string];
  const swap = () => {
    renameSync(one, `${one}.x`);
    renameSync(two, one);
    renameSync(`${one}.x`, two);
  };
  swap();
  t.teardown(swap);
  t.strictSame(
    [...verifyIndex(directory)].map(({ file }) => file),
    [one, two],
  );
  t.equal(outcomeOf(askSegments, expected, 'swapped files'), 'index_damaged');
});

readingBothWays('a query on a flipped byte is refused or answers as before', async (t) => {
  const outcomes = new Map<string, number>();
  for (const row of firstRows) {
    const path = join(directory, row.name);
    const original = readFileSync(path);
    for (const at of placesIn(row, 101)) {
      const where = `byte ${at} of ${row.name}`;
      const outcome = withFlip(path, original, at, () => outcomeOf(askSegments, expected, where));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  }
  t.strictSame([...outcomes.keys()].sort(), ['index_damaged', 'same']);
  t.ok((outcomes.get('index_damaged') ?? 0) > 500, 'most of what is there is read');
});

/** Everything of the catalogue's file that is not an unused zero, and some of those. */
function placesInCatalogue(original: Buffer): number[] {
  const places: number[] = [];
  original.forEach((byte, at) => {
    if (byte !== 0 || at < 128 || at % 4096 < 16 || at % 97 === 0) places.push(at);
  });
  return places;
}

function readCatalogue(): unknown {
  using catalogue = Catalogue.openForReading(directory);
  return [catalogue.snapshot(), catalogue.sources(), catalogue.skipped(100)];
}

/** Whether the check of the whole index finds something, or refuses to start. */
function isReported(): boolean {
  try {
    return [...verifyIndex(directory)].some(({ file }) => file === cataloguePath);
  } catch (error) {
    return error instanceof IndexError;
  }
}

t.test(
  'a flip of any byte of the catalogue is refused and found, or changes nothing',
  async (t) => {
    const original = readFileSync(cataloguePath);
    const whole = readCatalogue();
    let refused = 0;
    for (const at of placesInCatalogue(original)) {
      const where = `byte ${at} of the catalogue`;
      withFlip(cataloguePath, original, at, () => {
        if (outcomeOf(readCatalogue, whole, where) === 'same') return;
        refused++;
        if (refused % 8 === 0) assert(isReported(), where);
      });
    }
    t.ok(refused > 1000, `${refused} refused`);
  },
);

t.test('a catalogue that was cut is refused and found, or changes nothing', async (t) => {
  const { length } = readFileSync(cataloguePath);
  const whole = readCatalogue();
  const refused: number[] = [];
  for (let cut = 0; cut < length; cut += 293) {
    const where = `a catalogue of ${cut} bytes`;
    withLength(cataloguePath, cut, () => {
      if (outcomeOf(readCatalogue, whole, where) === 'same') return;
      refused.push(cut);
      assert(isReported(), where);
    });
  }
  t.ok(refused.includes(0) && refused.length > 40, `${refused.length} refused`);
});

t.test('a build on a damaged catalogue removes no segment', async (t) => {
  const original = readFileSync(cataloguePath);
  const pages = original.length / 4096;
  const places = Array.from({ length: 112 }, (_, at) => at);
  for (let page = 1; page < pages; page++) {
    for (let at = 0; at < 10; at++) places.push(page * 4096 + at);
  }
  const append = { from: [`${directory}-0.jsonl`], workers: 1, inline: fileOperations };
  let refused = 0;
  for (const at of places) {
    const damaged = Buffer.from(original);
    damaged[at] = (damaged[at] as number) ^ 0xff;
    writeFileSync(cataloguePath, damaged);
    try {
      await buildIndex(directory, append);
    } catch (error) {
      assert(error instanceof IndexError, `byte ${at}: ${error}`);
      refused++;
    }
    for (const suffix of ['-wal', '-shm']) rmSync(cataloguePath + suffix, { force: true });
    writeFileSync(cataloguePath, original);
    for (const { name } of rows) assert(existsSync(join(directory, name)), `byte ${at}: ${name}`);
  }
  t.ok(refused > 20, `${refused} refused`);
  t.strictSame(answersAt(directory), expected);
});

t.test('a build beside segments whose catalogue is empty or lost is refused', async (t) => {
  const original = readFileSync(cataloguePath);
  t.teardown(() => writeFileSync(cataloguePath, original));
  const append = { from: [`${directory}-0.jsonl`], workers: 1, inline: fileOperations };
  writeFileSync(cataloguePath, '');
  await t.rejects(buildIndex(directory, append), { code: 'index_damaged' });
  rmSync(cataloguePath);
  await t.rejects(buildIndex(directory, append), { code: 'index_damaged' });
  t.notOk(existsSync(cataloguePath), 'and does not get an empty one');
  for (const { name } of rows) t.ok(existsSync(join(directory, name)));
});
