// A planned source, opened for one pass from its raw bytes to batches of lines.
//
// raw bytes -> hash -> decompress (by magic) -> format (by name and content) -> lines -> batches.
// Everything here runs in the reading thread; no line is decoded. Closing may be done twice and
// also ends a pass that is still going on.

import { crc32 } from 'node:zlib';
import { IndexError } from '../../errors.ts';
import { type OpenOptions, openRaw } from '../../input/bytes/open-raw.ts';
import { peekBytes } from '../../input/bytes/peek-bytes.ts';
import { createDigest, type RawIdentity } from '../../input/bytes/raw-digest.ts';
import {
  type Compression,
  compressionPeekBytes,
  decompress,
  detectCompression,
} from '../../input/compression/decompress.ts';
import { cutLines } from '../../input/lines/cut-lines.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { LineFormat } from '../format.ts';
import { jsonl } from '../jsonl/jsonl.ts';
import { lineFormats } from '../registry.ts';
import { refuseBinary } from './refuse-binary.ts';
import { expectFormat, type SourcePlan } from './source-plan.ts';

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
  identity(): RawIdentity;
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
 * is not text at all; for a JSON array also `not_json` and `not_utf8`, for a table `not_csv` and
 * `not_utf8`. Bad lines are left to decodeBatch.
 */
export async function openSource(plan: SourcePlan, options: OpenOptions = {}): Promise<Source> {
  const raw = await openRaw(plan, options);
  const digest = createDigest();
  let started = false;

  async function* readWhole(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield* digest.tap(chunks);
    requireHash(plan, digest.identity());
  }

  async function* batches(options: BatchOptions): AsyncGenerator<SourceBatch> {
    if (started) throw new Error(`source ${plan.name} can be read only once`);
    started = true;
    const { signal, batchBytes = 1 << 20, maxLineBytes } = options;
    const { peeked, format } = await lookAtHead(readWhole(raw.chunks(signal)), plan);
    const hasMark = peeked.head.subarray(0, 3).equals(byteOrderMark);
    refuseBinary(peeked.head, plan, format);
    const cut = { source: plan.name, signal, batchBytes, maxLineBytes };
    const start = hasMark ? { byte: 3, crc: crc32(byteOrderMark) } : { byte: 0, crc: 0 };
    const content = peeked.chunks(start.byte);
    const none = { byte: 0, crc: 0 };
    if (format.convert === undefined) {
      yield* cutLines(content, { ...cut, ...lineKind(plan, format), start });
      return;
    }
    const { quoting } = plan;
    const converted = await format.convert(content, {
      source: plan.name,
      startByte: start.byte,
      quoting,
    });
    const { encoding, unit } = format;
    for await (const batch of cutLines(converted.lines, { ...cut, encoding, unit, start: none })) {
      yield converted.columns === undefined ? batch : { ...batch, columns: converted.columns };
    }
  }

  return {
    name: plan.name,
    batches,
    identity: () => digest.identity(),
    [Symbol.asyncDispose]: () => raw[Symbol.asyncDispose](),
  };
}

/** Throws `source_damaged` where a store says another hash than its bytes have. */
function requireHash({ name, remote }: SourcePlan, { sha256, sizeBytes }: RawIdentity): void {
  const expected = remote?.sha256;
  if (expected === undefined || expected === sha256) return;
  throw new IndexError(
    'source_damaged',
    `${name} has other bytes than its store says: expected the SHA-256 ${expected}, found ${sha256} of ${sizeBytes} bytes. Run the command again; if it stays so, the store or a proxy before it is at fault.`,
    { file: name, expected, found: sha256 },
  );
}

/** How the lines of a source are cut and decoded; documents where a separator ends them. */
export function lineKind({ separator }: SourcePlan, { encoding, unit }: LineFormat) {
  if (separator === undefined) return { encoding, unit };
  return { encoding, unit: 'document', delimiter: Buffer.from(separator) } as const;
}

/** What a source's first bytes say of it, and its content. */
async function lookAtHead(raw: AsyncIterable<Uint8Array>, plan: SourcePlan) {
  const packed = await peekBytes(raw, (head) => head.length >= compressionPeekBytes);
  const bytes = decompress(packed, plan);
  const peeked = await peekBytes(bytes, (head) => firstCharacter(head) !== undefined);
  const format = expectFormat(plan) ?? detectFormat(peeked.head);
  return { peeked, format, compression: detectCompression(packed.head) };
}

/** Compression and format of a source, from its first bytes. Throws as openSource does. */
export async function sniffSource(
  plan: SourcePlan,
  signal: AbortSignal,
): Promise<{ format: LineFormat; compression: Compression | undefined }> {
  await using raw = await openRaw(plan, {});
  const { peeked, format, compression } = await lookAtHead(raw.chunks(signal), plan);
  // Left early, so that what decompresses is closed.
  for await (const _ of peeked.chunks()) break;
  return { format, compression };
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

function detectFormat(head: Buffer): LineFormat {
  const first = String.fromCharCode(firstCharacter(head) ?? 0);
  return lineFormats.find((format) => format.firstCharacter === first) ?? jsonl;
}
