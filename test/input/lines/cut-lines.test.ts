// Lines cut into batches of random sizes, from chunks of random sizes, compressed or not, against
// a naive split of the whole text.

import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { crc32, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { cutLines } from '../../../input/lines/cut-lines.ts';
import type { SourceBatch } from '../../../input/lines/source-batch.ts';
import { findBatchFault, readSource } from '../../formats/lines/read-source.ts';
import { planOne, writeSource } from '../../formats/lines/write-source.ts';

const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '😀', '\r'), maxLength: 30 });
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });

async function* chunksOf(bytes: Buffer, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  // One buffer for all chunks, as a file's reader has it.
  const shared = Buffer.alloc(64);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = Math.min(lengths[i % lengths.length] ?? 1, bytes.length - at);
    bytes.copy(shared, 0, at, at + length);
    yield shared.subarray(0, length);
    shared.fill(0);
    at += length;
  }
}

async function cut(text: string, lengths: number[], batchBytes: number, maxLineBytes: number) {
  const batches: SourceBatch[] = [];
  const bytes = Buffer.from(text);
  for await (const batch of cutLines(chunksOf(bytes, lengths), {
    source: 'a',
    encoding: 'text-lines',
    unit: 'line',
    batchBytes,
    maxLineBytes,
    signal: new AbortController().signal,
    start: { byte: 0, crc: 0 },
  })) {
    batches.push(batch);
  }
  return batches;
}

t.test('batches are the lines of the text, but for those that are too long', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 30 }),
      sizes,
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 60 }),
      fc.boolean(),
      async (lines, lengths, batchBytes, maxLineBytes, endsWithFeed) => {
        const all = ['x', ...lines, ...(endsWithFeed ? [] : ['y'])];
        const text = all.join('\n') + (endsWithFeed ? '\n' : '');
        const batches = await cut(text, lengths, batchBytes, maxLineBytes);
        const kept = all.filter((one) => Buffer.byteLength(one) <= maxLineBytes);
        const found = batches
          .filter((batch) => batch.bytes.length > 0)
          .map((batch) => Buffer.from(batch.bytes).toString().replace(/\n$/, ''));
        const long = all.flatMap((one, i) =>
          Buffer.byteLength(one) > maxLineBytes
            ? [{ line: i + 1, byteLength: Buffer.byteLength(one) }]
            : [],
        );
        return (
          found.join('\n') === kept.join('\n') &&
          JSON.stringify(batches.flatMap((batch) => batch.oversized)) === JSON.stringify(long) &&
          findBatchFault(batches, { batchBytes }) === undefined &&
          batches.at(-1)?.endByte === Buffer.byteLength(text) &&
          batches.at(-1)?.endCrc === crc32(text)
        );
      },
    ),
    { numRuns: 500 },
  );
  t.pass();
});

t.test('where batches end does not depend on the chunks', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1 }),
      sizes,
      sizes,
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 60 }),
      async (lines, some, others, batchBytes, maxLineBytes) => {
        const text = `x\n${lines.join('\n')}`;
        const ends = async (lengths: number[]) =>
          (await cut(text, lengths, batchBytes, maxLineBytes)).map((batch) => batch.endByte).join();
        return (await ends(some)) === (await ends(others));
      },
    ),
    { numRuns: 300 },
  );
  t.pass();
});

t.test(
  'compressed, chunked and cut at random, the records are those of a naive split',
  async (t) => {
    const packings = [
      (part: Buffer) => part,
      (part: Buffer) => gzipSync(part),
      (part: Buffer) => zstdCompressSync(part),
    ];
    const plan = await planOne('-');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 500 }),
        fc.constantFrom(...packings),
        async (texts, lengths, batchBytes, pack) => {
          const json = Buffer.from(texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
          const parts: Buffer[] = [];
          for await (const part of chunksOf(json, [...lengths.map((length) => length % 60 || 1)])) {
            parts.push(pack(Buffer.from(part)));
          }
          const stdin = Readable.from(parts);
          const { records } = await readSource(plan, { stdin, batchBytes });
          return (
            JSON.stringify(records.map((record) => record.text)) ===
            JSON.stringify(texts.map((text) => text.toWellFormed()))
          );
        },
      ),
      { numRuns: 200 },
    );
    t.pass();
  },
);

t.test('a byte order mark is no text but counts as bytes', async (t) => {
  for (const name of ['a.jsonl', 'a.txt']) {
    const content = '\ufeff{"text":"a"}\n';
    const { records, batches } = await readSource(await writeSource(t, name, content));
    t.equal(records[0]?.text, name === 'a.txt' ? '{"text":"a"}' : 'a');
    t.match(batches, [{ endByte: 16, endCrc: crc32(content) }]);
  }
});

t.test('every batch says where it starts, behind a byte order mark too', async (t) => {
  const mark = Buffer.from('\ufeff');
  const long = `{"text":"${'x'.repeat(100)}"}`;
  const lines = ['{"text":"a"}', '', long, '{"text":"b"}', '{"text":"c"}'];
  const content = Buffer.concat([mark, Buffer.from(lines.join('\n'))]);
  for (const pack of [(bytes: Buffer) => bytes, gzipSync, zstdCompressSync]) {
    for (const batchBytes of [1, 20, 1000]) {
      const plan = await writeSource(t, 'a.jsonl', pack(content));
      const { batches } = await readSource(plan, { batchBytes, maxLineBytes: 50 });
      t.equal(findBatchFault(batches, { batchBytes, start: mark }), undefined);
      t.match(batches[0], { startByte: 3, startCrc: crc32(mark) });
      for (const { bytes, startByte, startCrc, endByte, oversized } of batches) {
        t.equal(startCrc, crc32(content.subarray(0, startByte)));
        const own = content.subarray(startByte, endByte);
        if (oversized.length > 0) t.equal(own.toString(), `${long}\n`);
        else t.same(Buffer.from(bytes), own);
      }
    }
  }
  const array = await writeSource(t, 'a.json', '\ufeff[{"text":"a"}]');
  t.match((await readSource(array)).batches, [{ startByte: 0, startCrc: 0, endByte: 13 }]);
});

t.test('an empty file and one of white space have no record', async (t) => {
  for (const content of ['', '\n', ' \r\n\t\n', '\ufeff', '\ufeff\n', '\u3000\n', '[]', ' [ ] ']) {
    const plan = await writeSource(t, 'a.jsonl', content);
    await t.rejects(
      readSource(plan),
      { code: 'source_empty', message: /^a\.jsonl/ },
      JSON.stringify(content),
    );
  }
});

t.test('a line of 20 MB among short ones is a batch of its own', async (t) => {
  const text = 'x'.repeat(20_000_000);
  const plan = await writeSource(t, 'a.txt', `one\n${text}\nthree\n`);
  const { batches, records } = await readSource(plan);
  t.same(
    records.map((record) => record.text.length),
    [3, text.length, 5],
  );
  t.same(
    batches.map((batch) => batch.lines),
    [1, 1, 1],
  );
});
