// A planned source, opened for one pass from its raw bytes to batches of lines.
//
// raw bytes -> hash -> decompress (by magic) -> format (by name and content) -> lines -> batches.
// Everything here runs in the reading thread; no line is decoded. Closing may be done twice and
// also ends a pass that is still going on.

import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { cutLines } from './cut-lines.ts';
import { compressionPeekBytes, decompress } from './decompress.ts';
import { linesOfArray } from './json-array.ts';
import { peekBytes } from './peek-bytes.ts';
import type { SourceFormat, SourcePlan } from './plan-sources.ts';
import {
  isPipe,
  openFileBytes,
  openPipeBytes,
  openStreamBytes,
  type RawBytes,
} from './raw-bytes.ts';
import { refuseBinary } from './refuse-binary.ts';
import type { SourceBatch } from './source-batch.ts';
import { openUrlBytes } from './url-bytes.ts';

export type { SourceBatch } from './source-batch.ts';

export interface BatchOptions {
  signal: AbortSignal;
  batchBytes?: number;
  maxLineBytes: number;
}

export interface Source extends AsyncDisposable {
  readonly name: string;
  /** One pass. Batches of about batchBytes (1 MiB), more where one line is longer. */
  batches(options: BatchOptions): AsyncIterable<SourceBatch>;
  /** Once the pass has ended (an assertion before): identity of the raw file as it lay on disk / came over the wire. */
  identity(): { sizeBytes: number; sha256: string };
}

export interface OpenOptions {
  /** What '-' reads; tests pass their own. */
  stdin?: Readable;
  /** Waits before each new attempt at a broken transfer. */
  pausesMs?: readonly number[];
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/** So much white space may stand before the first character that tells the format. */
const formatPeekBytes = 1 << 16;

/**
 * Opens the file or stream of `plan`; a url is asked for only when its pass begins. The caller
 * disposes of it, which ends a pass that still goes on. Opening throws `input_not_found`,
 * `bad_argument` (a directory) or `source_unreadable`.
 *
 * The pass ends with the source. It throws the signal's reason once that fires; `source_empty` for
 * no record; `source_unreadable`, `transfer_failed`, `source_truncated` or `source_damaged` for bytes
 * that do not come whole; `bad_argument` for a compression or a binary format, `not_utf8` for what
 * is no text at all; and for a JSON array also `not_json` and `not_utf8`. Bad lines are left to decodeBatch.
 */
export async function openSource(plan: SourcePlan, options: OpenOptions = {}): Promise<Source> {
  const raw = await openRaw(plan, options);
  const digest = createDigest();
  let started = false;

  async function* batches(options: BatchOptions): AsyncGenerator<SourceBatch> {
    if (started) throw new Error(`source ${plan.name} can be read only once`);
    started = true;
    const { signal, batchBytes = 1 << 20, maxLineBytes } = options;
    const whole = digest.tap(raw.chunks(signal));
    const packed = await peekBytes(whole, (head) => head.length >= compressionPeekBytes);
    const bytes = decompress(packed, plan);
    const peeked = await peekBytes(bytes, (head) => firstCharacter(head) !== undefined);
    const hasMark = peeked.head.subarray(0, 3).equals(byteOrderMark);
    const format = plan.format ?? tellFormat(plan, peeked.head);
    refuseBinary(peeked.head, plan, format);
    const cut = { source: plan.name, signal, batchBytes, maxLineBytes };
    const start = hasMark ? { byte: 3, crc: crc32(byteOrderMark) } : { byte: 0, crc: 0 };
    const content = peeked.chunks(start.byte);
    if (format === 'json') {
      const lines = linesOfArray(content, { source: plan.name, startByte: start.byte });
      const none = { byte: 0, crc: 0 };
      yield* cutLines(lines, { ...cut, encoding: 'json-lines', unit: 'element', start: none });
      return;
    }
    const encoding = format === 'text' ? 'text-lines' : 'json-lines';
    if (plan.separator !== undefined) {
      const delimiter = Buffer.from(plan.separator);
      yield* cutLines(content, { ...cut, encoding, unit: 'document', delimiter, start });
      return;
    }
    yield* cutLines(content, { ...cut, encoding, unit: 'line', start });
  }

  return {
    name: plan.name,
    batches,
    identity: () => digest.identity(),
    [Symbol.asyncDispose]: () => raw[Symbol.asyncDispose](),
  };
}

/**
 * SHA-256 and size of the raw bytes, without decoding, to tell whether the catalogue holds the file
 * already. Not for standard input, which can be read only once. Throws as openSource and its pass do
 * for bytes that do not come, and the signal's reason once that fires.
 */
export async function identifySource(
  plan: SourcePlan,
  signal: AbortSignal,
): Promise<{ sizeBytes: number; sha256: string }> {
  if (plan.kind === 'stdin') throw new Error('standard input can be identified only by reading it');
  await using raw = await openRaw(plan, {});
  const digest = createDigest();
  for await (const _ of digest.tap(raw.chunks(signal))) signal.throwIfAborted();
  return digest.identity();
}

async function openRaw(plan: SourcePlan, options: OpenOptions): Promise<RawBytes> {
  switch (plan.kind) {
    case 'file':
      if (plan.sizeBytes === undefined && (await isPipe(plan.path))) {
        return openPipeBytes(plan.path, plan.name);
      }
      return openFileBytes(plan.path, plan.name, plan.sizeBytes);
    case 'stdin':
      return openStreamBytes(options.stdin ?? process.stdin, 'standard input');
    case 'https':
      return openUrlBytes(plan.path, options.pausesMs);
  }
}

function createDigest() {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let sha256: string | undefined;
  return {
    async *tap(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        yield chunk;
      }
      sha256 = hash.digest('hex');
    },
    identity() {
      if (sha256 === undefined) throw new Error('a source has its identity once it is read whole');
      return { sizeBytes, sha256 };
    },
  };
}

/** First character after a byte order mark and white space; undefined: more bytes are needed. */
function firstCharacter(head: Buffer): number | undefined {
  const isMark = byteOrderMark.subarray(0, Math.min(3, head.length)).equals(head.subarray(0, 3));
  if (isMark && head.length < 3) return undefined;
  for (let i = isMark ? 3 : 0; i < head.length; i++) {
    const byte = head[i];
    if (byte !== 32 && (byte === undefined || byte < 9 || byte > 13)) return byte;
  }
  return head.length < formatPeekBytes ? undefined : -1;
}

function tellFormat(plan: SourcePlan, head: Buffer): SourceFormat {
  const path = plan.kind === 'https' ? new URL(plan.path).pathname : plan.path;
  if (/\.txt(\.(gz|gzip|zst|zstd))?$/i.test(path)) return 'text';
  return firstCharacter(head) === 0x5b ? 'json' : 'jsonl';
}
