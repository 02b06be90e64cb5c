// gzip and zstd: what gzip and zstd themselves accept, and every way to be cut short or damaged.

import { Readable } from 'node:stream';
import {
  constants,
  createZstdCompress,
  gzipSync,
  type ZstdOptions,
  zstdCompressSync,
} from 'node:zlib';
import t, { type Test } from 'tap';
import { IndexError } from '../../../errors.ts';
import { peekBytes } from '../../../input/bytes/peek-bytes.ts';
import { decompress } from '../../../input/compression/decompress.ts';
import { readSource } from './read-source.ts';
import { writeSource } from './write-source.ts';

const lines = (from: number, to: number) =>
  Array.from(
    { length: to - from },
    (_, i) => `${JSON.stringify({ text: `é ${from + i}` })}\n`,
  ).join('');
const skippable = Buffer.concat([
  Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 4, 0, 0, 0]),
  Buffer.from('skip'),
]);
const emptySkippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
const checked: ZstdOptions = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

async function count(t: Test, parts: readonly Uint8Array[]): Promise<number> {
  const plan = await writeSource(t, 'a.jsonl', Buffer.concat(parts));
  const { records, bad } = await readSource(plan);
  return bad.length === 0 ? records.length : Number.NaN;
}

async function fail(t: Test, parts: readonly Uint8Array[]): Promise<IndexError> {
  const error = await count(t, parts).catch((cause) => cause);
  if (!(error instanceof IndexError)) throw new Error(`expected an error, found ${error}`);
  return error;
}

/** A frame without content size, as a stream makes it. */
async function streamFrame(text: string): Promise<Buffer> {
  const stream = createZstdCompress();
  stream.end(text);
  return Buffer.concat(await stream.toArray());
}

t.test('zstd: frames with and without content size, skippable and empty ones', async (t) => {
  const one = zstdCompressSync(lines(0, 10), checked);
  const two = await streamFrame(lines(10, 3000));
  t.equal(await count(t, [one]), 10);
  t.equal(await count(t, [one, two]), 3000);
  t.equal(await count(t, [skippable, one, emptySkippable, two, skippable]), 3000);
  t.equal(await count(t, [zstdCompressSync(''), one, zstdCompressSync('')]), 10);
  const repeated = zstdCompressSync('{"text":""}\n'.repeat(100_000));
  t.equal(await count(t, [repeated, one]), 100_010, 'blocks of one repeated byte');
});

t.test('a small file decompresses in small chunks, however much it shrank', async (t) => {
  const short = Buffer.from(lines(0, 1));
  const long = Buffer.from('{"text":""}\n'.repeat(100_000));
  for (const pack of [gzipSync, zstdCompressSync]) {
    for (const text of [short, long]) {
      const packed = pack(text);
      const plan = await writeSource(t, 'a.jsonl', packed);
      const peeked = await peekBytes(Readable.from([packed]), (head) => head.length > 0);
      const parts: Buffer[] = [];
      for await (const chunk of decompress(peeked, plan)) {
        // The least is 16 KiB, and 64 KiB where Node pools what is small.
        const most = Math.max(1 << 16, 16 * packed.length);
        if (chunk.buffer.byteLength > most) t.fail(`${chunk.buffer.byteLength} bytes allocated`);
        parts.push(Buffer.from(chunk));
      }
      t.ok(Buffer.concat(parts).equals(text), `${packed.length} bytes in ${parts.length} chunks`);
    }
  }
});

t.test('zstd: a stream cut anywhere is told, or is a whole number of frames', async (t) => {
  const one = zstdCompressSync(lines(0, 5), checked);
  const two = await streamFrame(lines(5, 10));
  const all = Buffer.concat([one, skippable, two]);
  const whole = new Map([
    [one.length, 5],
    [one.length + skippable.length, 5],
    [all.length, 10],
  ]);
  for (let length = 5; length <= all.length; length++) {
    const expected = whole.get(length);
    const found = await count(t, [all.subarray(0, length)]).catch((error) => error);
    const isRight = expected === undefined ? found.code === 'source_truncated' : found === expected;
    if (!isRight) t.fail(`cut at ${length}: ${found}`);
  }
  const error = await fail(t, [all.subarray(0, -2)]);
  t.match(error.message, `ends at byte ${all.length - 2} inside a zstd frame`);
  t.match(error.details, { byte: all.length - 2, frame_byte: one.length + skippable.length });
});

t.test('zstd: damage and junk are told with their byte', async (t) => {
  const one = zstdCompressSync(lines(0, 500), checked);
  const damaged = Buffer.from(one);
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
  t.match(await fail(t, [one, damaged]), { code: 'source_damaged', details: { byte: one.length } });
  for (const junk of ['junk', '\0\0\0\0']) {
    const error = await fail(t, [one, Buffer.from(junk)]);
    t.match(error, { code: 'source_damaged', details: { byte: one.length } }, JSON.stringify(junk));
  }
});

t.test('zstd: no single wrong byte is read as another corpus', async (t) => {
  const frame = zstdCompressSync(lines(0, 20), checked);
  const expected = await readSource(await writeSource(t, 'a', frame));
  for (let at = 4; at < frame.length; at++) {
    const damaged = Buffer.from(frame);
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    const plan = await writeSource(t, 'a', damaged);
    const found = await readSource(plan).catch((error) => error);
    if (found instanceof IndexError) continue;
    if (found instanceof Error) throw found;
    // A reserved or window bit may be wrong and the text right.
    t.same(found.records, expected.records, `byte ${at}`);
  }
});

t.test('gzip: many members, then zeros up to any length', async (t) => {
  const one = gzipSync(lines(0, 10));
  const two = gzipSync(lines(10, 3000));
  t.equal(await count(t, [one, two]), 3000);
  t.equal(await count(t, [one, two, Buffer.alloc(1)]), 3000);
  t.equal(await count(t, [one, two, Buffer.alloc(3 << 20)]), 3000);
});

t.test('gzip: a member behind zeros is an error, not a shorter corpus', async (t) => {
  const one = gzipSync(lines(0, 10));
  for (const zeros of [1, 2 << 20]) {
    const error = await fail(t, [one, Buffer.alloc(zeros), one]);
    t.match(error, { code: 'source_damaged', details: { byte: one.length + zeros } });
  }
});

t.test('gzip: a stream cut anywhere is told, or is a whole number of members', async (t) => {
  const one = gzipSync(lines(0, 5));
  const all = Buffer.concat([one, gzipSync(lines(5, 10))]);
  for (let length = 2; length <= all.length; length++) {
    const found = await count(t, [all.subarray(0, length)]).catch((error) => error);
    const isRight =
      length === one.length || length === all.length
        ? found === (length === one.length ? 5 : 10)
        : found.code === 'source_truncated';
    if (!isRight) t.fail(`cut at ${length}: ${found}`);
  }
  const error = await fail(t, [all.subarray(0, -4)]);
  t.match(error.message, /a\.jsonl ends at byte \d+ inside a gzip member/);
});

t.test('gzip: damage and junk are told', async (t) => {
  const one = gzipSync(lines(0, 500));
  const damaged = Buffer.from(one);
  damaged[damaged.length - 6] = (damaged.at(-6) ?? 0) ^ 1;
  t.match(await fail(t, [one, damaged]), {
    code: 'source_damaged',
    message: /incorrect data check/,
  });
  t.equal((await fail(t, [one, Buffer.from('junkjunkjunk')])).code, 'source_damaged');
});

t.test('compression is detected by content, and others are named', async (t) => {
  const plan = await writeSource(t, 'a.jsonl.gz', lines(0, 3));
  t.equal((await readSource(plan)).records.length, 3, 'a .gz that is none');
  const xz = Buffer.from('fd377a585a000004e6d6b446', 'hex');
  t.match(await fail(t, [xz]), { code: 'bad_argument', message: /is an xz file.*xz -dc/ });
});

t.test('a text of 300 MB in 10 kB is read with bounded memory', async (t) => {
  const frame = zstdCompressSync(Buffer.alloc(300 << 20, 'a'));
  const plan = await writeSource(t, 'a.txt', frame);
  const before = process.memoryUsage.rss();
  const { bad } = await readSource(plan, { maxLineBytes: 1 << 20 });
  t.match(bad, [{ code: 'record_too_long', message: /314572800 bytes/ }]);
  t.ok(process.memoryUsage.rss() - before < 150 << 20, 'less than 150 MiB more');
});
