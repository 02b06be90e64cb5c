// The bytes of a file of results, decompressed if they are gzip or zstd.

import { createReadStream } from 'node:fs';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { peekBytes } from '../../input/bytes/peek-bytes.ts';
import { detectCompression } from '../../input/compression/decompress.ts';
import { gunzip } from '../../input/compression/gunzip.ts';
import { unzstd } from '../../input/compression/unzstd.ts';
import { planChunkBytes } from '../../input/compression/zlib-codec.ts';
import { pointerBytes, requireData } from '../../text/require-data.ts';

const chunkBytes = 1 << 18;

export interface OpenOptions {
  /** So many more bytes of the file were read, compressed ones as they are. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Chunks stay as they are. Throws `input_not_found`, `source_unreadable`, `source_truncated` and
 * `source_damaged`, the last also for a file that stands in for data.
 */
export async function* openBytes(
  path: string,
  { onBytes, signal }: OpenOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const raw = readRaw(path, { onBytes, signal });
  const peeked = await peekBytes(raw, (head) => head.length >= pointerBytes);
  requireData(peeked.head, path);
  const options = { source: path, chunkBytes: planChunkBytes() };
  const compression = detectCompression(peeked.head);
  if (compression === 'gzip') yield* gunzip(peeked.chunks(), options);
  else if (compression === 'zstd') yield* unzstd(peeked.chunks(), options);
  else yield* peeked.chunks();
}

/** The first bytes, decompressed: `maxBytes`, or all that there are. */
export async function readHead(path: string, maxBytes: number): Promise<Buffer> {
  const { head, chunks } = await peekBytes(openBytes(path), (head) => head.length >= maxBytes);
  const rest = chunks();
  await rest.next();
  await rest.return(undefined);
  return head.subarray(0, maxBytes);
}

async function* readRaw(path: string, { onBytes, signal }: OpenOptions) {
  const stream = createReadStream(path, { highWaterMark: chunkBytes });
  try {
    for await (const read of stream) {
      const chunk: Buffer = read;
      signal?.throwIfAborted();
      onBytes?.(chunk.length);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof IndexError) throw error;
    throw fileError(error, { path, doing: 'read' });
  } finally {
    stream.destroy();
  }
}
