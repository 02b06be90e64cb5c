// How the shards of an MDS dataset are compressed: index.json names it, with a level ("br:5").
//
// zstd, gzip and bzip2 are detected by content. Brotli has no magic number, and Snappy is one raw block, as
// python-snappy's `compress` writes it, which is decompressed whole.

import { createBrotliDecompress } from 'node:zlib';
import { snappyUncompress } from 'hyparquet/src/snappy.js';
import { causeCode, causeMessage } from '../../errors/cause.ts';
import { peekBytes } from '../../input/bytes/peek-bytes.ts';
import type { PositionedFile } from '../../input/bytes/positioned-file.ts';
import { decompress } from '../../input/compression/decompress.ts';
import { snappyLength } from '../../input/compression/snappy-length.ts';
import { ZlibCodec } from '../../input/compression/zlib-codec.ts';
import type { MdsShard } from './mds-index.ts';

const chunkBytes = 1 << 20;
const readable = ['zstd', 'gz', 'br', 'snappy', 'bz2'];

/** The name of a compression without its level. */
function nameOf({ compression }: MdsShard): string {
  return (compression ?? '').replace(/:.*/, '');
}

/** Throws `bad_argument` for a compression that is not read, with what to do. */
export function requireReadable(file: PositionedFile, shard: MdsShard): void {
  const name = nameOf(shard);
  if (readable.includes(name) || shard.compression === null) return;
  throw file.refuse(
    'bad_argument',
    `is compressed with ${name}: expected ${readable.join(', ')} or none; decompress the shards into the same folder, or write the dataset again`,
    { found: name },
  );
}

/** The bytes of the shard; throws `source_damaged` and `source_truncated`. */
export async function* unpackMds(
  file: PositionedFile,
  shard: MdsShard,
): AsyncGenerator<Uint8Array> {
  const name = nameOf(shard);
  if (name === 'snappy') {
    yield unpackSnappy(file, shard);
    return;
  }
  if (name === 'br') {
    yield* unpackBrotli(file);
    return;
  }
  const { path, sizeBytes } = file;
  const peeked = await peekBytes(readChunks(file), (head) => head.length >= 6);
  yield* decompress(peeked, { name: file.name, kind: 'file', path, sizeBytes });
}

async function* readChunks(file: PositionedFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.sizeBytes; at += chunkBytes) {
    yield file.read(at, Math.min(chunkBytes, file.sizeBytes - at));
  }
}

function unpackSnappy(file: PositionedFile, { raw_data }: MdsShard): Uint8Array {
  const packed = file.read(0, file.sizeBytes);
  const length = snappyLength(packed);
  if (length !== raw_data.bytes) {
    throw file.refuse(
      'source_damaged',
      `is not a Snappy block of ${raw_data.bytes} bytes, as index.json says: it states ${length}; copy or write it again`,
      { byte: 0 },
    );
  }
  const bytes = new Uint8Array(length);
  try {
    snappyUncompress(packed, bytes);
  } catch (cause) {
    throw damaged(file, cause);
  }
  return bytes;
}

async function* unpackBrotli(file: PositionedFile): AsyncGenerator<Uint8Array> {
  using codec = new ZlibCodec(createBrotliDecompress({ chunkSize: chunkBytes }));
  try {
    for await (const chunk of readChunks(file)) yield* codec.write(chunk);
    yield* codec.end();
  } catch (cause) {
    if (!/^(ERR_|Z_)/.test(causeCode(cause) ?? '')) throw cause;
    throw damaged(file, cause);
  }
}

function damaged(file: PositionedFile, cause: unknown) {
  const found = `is damaged: ${causeMessage(cause)}; copy or write it again`;
  return file.damaged(found, {}, cause);
}
