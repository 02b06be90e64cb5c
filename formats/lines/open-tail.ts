// The end of a file that has grown: what lies behind the part that the index holds.
//
// Nothing before it is read or decoded again, but for a last line that was left to wait. The caller
// has found by its hash that the part is unchanged.

import { IndexError } from '../../errors.ts';
import { peekBytes } from '../../input/bytes/peek-bytes.ts';
import { openFileBytes } from '../../input/bytes/raw-bytes.ts';
import { createDigest, type HashedPrefix } from '../../input/bytes/raw-digest.ts';
import { compressionPeekBytes, decompress } from '../../input/compression/decompress.ts';
import { cutLines } from '../../input/lines/cut-lines.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { SourceRow } from '../../store/catalogue/source-row.ts';
import type { LineFormat } from '../format.ts';
import { type BatchOptions, lineKind, type Source } from './open-source.ts';
import type { SourcePlan } from './source-plan.ts';

/** Where in a file to go on, and how. */
export interface Tail {
  /** Where reading begins: the start of a line, gzip member, zstd frame or bzip2 stream. */
  readonly rawByte: number;
  /** The hash of the part that was read before. */
  readonly prefix: HashedPrefix;
  readonly format: LineFormat;
  readonly isPacked: boolean;
}

/**
 * Opens the file for one pass over its lines behind those of `row`. The pass throws as that of
 * openSource, and `source_changed` where the last line of `row` goes on.
 */
export async function openTail(
  plan: SourcePlan,
  row: SourceRow,
  { rawByte, prefix, format, isPacked }: Tail,
): Promise<Source> {
  const raw = await openFileBytes(plan.path, plan.name, { startByte: rawByte });
  const digest = createDigest(prefix, rawByte);

  async function* batches(options: BatchOptions): AsyncGenerator<SourceBatch> {
    const { signal, batchBytes = 1 << 20, maxLineBytes } = options;
    const whole = digest.tap(raw.chunks(signal));
    const packed = await peekBytes(whole, (head) => head.length >= compressionPeekBytes);
    const bytes = isPacked ? decompress(packed, plan, rawByte) : packed.chunks();
    const kind = lineKind(plan, format);
    const isOpen = row.openLine?.state === 'taken';
    const content = isOpen ? await checkLineEnd(bytes, row, kind.delimiter) : bytes;
    const start = { byte: row.endByte, crc: row.endCrc };
    const linesBefore = isOpen ? row.lines - 1 : row.lines;
    const cut = { source: plan.name, signal, batchBytes, maxLineBytes, start, linesBefore };
    yield* cutLines(content, { ...cut, ...kind });
  }

  return {
    name: plan.name,
    batches,
    identity: () => digest.identity(),
    [Symbol.asyncDispose]: () => raw[Symbol.asyncDispose](),
  };
}

const lineFeed = Buffer.from('\n');

/** The same chunks, once it is sure that they end the last line of `row` and do not go on with it. */
async function checkLineEnd(
  chunks: AsyncIterable<Uint8Array>,
  row: SourceRow,
  delimiter: Buffer = lineFeed,
): Promise<AsyncIterable<Uint8Array>> {
  const ends = (head: Buffer) => !isLineBegun(head, delimiter) || head.includes(delimiter);
  const peeked = await peekBytes(chunks, ends);
  requireLineEnd(peeked.head, row, delimiter);
  return peeked.chunks();
}

/**
 * Throws `source_changed` unless what follows the last line of `row`, which had no line feed and was
 * taken as it was, is the end of that line.
 */
export function requireLineEnd(bytes: Buffer, row: SourceRow, delimiter: Buffer = lineFeed): void {
  if (isLineBegun(bytes, delimiter)) return;
  throw sourceChanged(
    row,
    `its line ${row.lines} had no line feed and was taken as it was, but goes on now`,
  );
}

/** Whether the bytes up to the first delimiter are white space, or the beginning of a delimiter. */
function isLineBegun(bytes: Buffer, delimiter: Buffer): boolean {
  const at = bytes.indexOf(delimiter);
  const rest = bytes.subarray(0, at < 0 ? bytes.length : at);
  if (rest.every((byte) => byte === 32 || (byte >= 9 && byte <= 13))) return true;
  return at < 0 && delimiter.subarray(0, rest.length).equals(rest);
}

/** The error of a source that is not what the index holds of it. */
export function sourceChanged(row: SourceRow, found: string): IndexError {
  const unit = row.files === undefined ? 'line' : 'record';
  return new IndexError(
    'source_changed',
    `${row.name} is in the index up to ${unit} ${row.lines}, but it has changed since: ${found}. Restore it, give the new contents another name, or feed all of it once more with --again.`,
    { file: row.name, line: row.lines },
  );
}
