import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { fileOperations } from '../../../store/files.ts';
import { PageFile } from '../../../store/segment/page-file.ts';
import { formatVersion, pageBytes, trailerBytes } from '../../../store/segment/page-format.ts';
import { PageWriter } from '../../../store/segment/page-writer.ts';
import { waysToRead, withPages, writePages } from '../page-files.ts';
import { temporaryFolder } from '../small-index.ts';

const folder = temporaryFolder(t);
const oneWay = waysToRead[0] as (typeof waysToRead)[0];

function someBytes(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (Math.imul(i + seed, 2654435761) >>> 13) & 255);
}

t.test('every byte, word and range is read as written, in each way to read', async (t) => {
  const property = fc.property(
    fc.array(fc.nat({ max: 3 * pageBytes }), { minLength: 1, maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 20 }),
    (lengths, ranges) => {
      const contents = lengths.map((length, i) => someBytes(length, i));
      const sections = Object.fromEntries(contents.map((bytes, i) => [`part_${i}`, bytes]));
      withPages(folder, sections, (file) => {
        for (const [i, bytes] of contents.entries()) {
          const { start, length } = file.section(`part_${i}`);
          assert.equal(start % pageBytes, 0);
          assert.equal(length, bytes.length);
          assert(file.bytes(start, length).equals(bytes));
          for (const [a, b] of ranges) {
            const from = a % (length + 1);
            const size = b % (length - from + 1);
            const part = bytes.subarray(from, from + size);
            assert(file.bytes(start + from, size).equals(part));
            assert.equal(file.text(start + from, size), Buffer.from(part).toString());
            assert(file.equalBytes(start + from, part, size));
            const other = part.slice();
            if (size === 0) continue;
            other[b % size] = (other[b % size] as number) ^ 1;
            assert(!file.equalBytes(start + from, other, size));
          }
          const words = new Uint32Array(bytes.slice(0, length & ~3).buffer);
          for (let word = 0; word < words.length; word += 97) {
            assert.equal(file.word(start / 4 + word), words[word]);
          }
        }
        assert.deepEqual([...file.verifyPages()], []);
      });
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 40 }));
});

t.test('a file of more pages than one page of checksums covers is read and checked', async (t) => {
  const words = Uint32Array.from({ length: 1100 * 1024 }, (_, i) => Math.imul(i, 2654435761) >>> 0);
  withPages(folder, { words }, (file) => {
    const start = file.section('words').start / 4;
    const strides = [1, 1023, 1024 * 64 + 1];
    const wrong = strides.filter((stride) => {
      for (let i = 0; i < words.length; i += stride * 7) {
        if (file.word(start + i) !== words[i]) return true;
      }
      return false;
    });
    t.strictSame(wrong, []);
    t.equal(file.footer.roots.length, 2);
    t.strictSame([...file.verifyPages()], []);
  });
});

t.test('opening reads no page; a damaged one is an error when it is first asked for', async (t) => {
  const path = writePages(join(folder, 'damaged'), { one: someBytes(5000), two: someBytes(10) });
  const bytes = readFileSync(path);
  bytes[2 * pageBytes] = (bytes[2 * pageBytes] as number) ^ 4;
  writeFileSync(path, bytes);
  for (const way of waysToRead) {
    using file = PageFile.open(path, way);
    const { start } = file.section('one');
    t.equal(
      file.word(start / 4),
      Buffer.from(someBytes(4)).readUInt32LE(0),
      'the page before is whole',
    );
    for (let again = 0; again < 2; again++) {
      const expected = { code: 'index_damaged', details: { file: path, section: 'one' } };
      t.throws(() => file.word(start / 4 + 1024), expected);
      t.throws(() => file.bytes(start, 5000), expected);
    }
    t.strictSame([...file.verifyPages()], [{ section: 'one', byte: 2 * pageBytes }]);
  }
});

t.test('a section or a page that is not there is damage', async (t) => {
  withPages(folder, { one: someBytes(10) }, (file) => {
    t.throws(() => file.section('two'), { code: 'index_damaged', details: { section: 'footer' } });
    t.throws(() => file.word(1024 * file.footer.pages), { code: 'index_damaged' });
    t.throws(() => file.word(-1), { code: 'index_damaged' });
  });
});

/** The file with a trailer of our making, its checksum right. */
function retrail(path: string, change: (trailer: Buffer) => void): string {
  const bytes = readFileSync(path);
  const trailer = bytes.subarray(bytes.length - trailerBytes);
  change(trailer);
  trailer.writeUInt32LE(crc32(trailer.subarray(0, 20)), 20);
  writeFileSync(`${path}-changed`, bytes);
  return `${path}-changed`;
}

t.test('a file of a newer format, or with a footer that does not fit, is refused', async (t) => {
  const path = writePages(join(folder, 'trailer'), { one: someBytes(10) });
  const open = (path: string) => () => PageFile.open(path, oneWay);
  const newer = retrail(path, (trailer) => trailer.writeUInt32LE(formatVersion + 1, 16));
  t.throws(open(newer), { code: 'format_too_new', details: { found: formatVersion + 1 } });
  const longer = retrail(path, (trailer) => trailer.writeUInt32LE(1e6, 8));
  t.throws(open(longer), { code: 'index_damaged', details: { section: 'trailer' } });
  const elsewhere = retrail(path, (trailer) => trailer.writeUInt32LE(0, 0));
  t.throws(open(elsewhere), { code: 'index_damaged', details: { section: 'trailer' } });
  t.throws(open(join(folder, 'none')), { code: 'index_damaged', message: /not there/ });
  writeFileSync(join(folder, 'tiny'), 'tiny');
  t.throws(open(join(folder, 'tiny')), { code: 'index_damaged', message: /only 4 bytes/ });
});

t.test('a file is closed twice without harm', async (t) => {
  const file = PageFile.open(writePages(join(folder, 'closed'), { one: someBytes(10) }), oneWay);
  t.equal(file.footer.kind, 'index');
  file.close();
  file.close();
  t.throws(() => file.word(0), /is closed/);
});

t.test('nothing stands under the name of a file before it is finished', async (t) => {
  const path = join(temporaryFolder(t), 'new');
  const writer = new PageWriter(path, 'text', fileOperations);
  t.throws(() => writer.append(someBytes(1)), /no open section/);
  writer.section('one');
  writer.append(someBytes(100));
  t.notOk(existsSync(path));
  const { byteLength } = writer.finish({ number: 7 });
  t.equal(readFileSync(path).length, byteLength);
  writer.discard();
  t.ok(existsSync(path), 'a finished file is not discarded');
  using file = PageFile.open(path, oneWay);
  t.match(file.footer, { kind: 'text', properties: { number: 7 } });
});

t.test('a file that was given up leaves nothing behind, given up twice or not', async (t) => {
  const home = temporaryFolder(t);
  const writer = new PageWriter(join(home, 'given-up'), 'index', fileOperations);
  writer.section('one');
  writer.append(someBytes(3_000_000));
  t.strictSame(readdirSync(home), ['given-up.tmp']);
  writer.discard();
  writer.discard();
  t.strictSame(readdirSync(home), []);
  t.throws(() => writer.finish({}), /is closed/);
});
