// The codecs of Parquet pages. A page has exactly the size that its header states, or is refused.

import { brotliDecompressSync, constants, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { decompressPage } from 'hyparquet/src/datapage.js';
import type { CompressionCodec, Compressors } from 'hyparquet/src/types.js';
import { compressors as others } from 'hyparquet-compressors';
import { decodeLz4, decodeLz4Block } from '../../input/compression/lz4-block.ts';
import { snappyLength } from '../../input/compression/snappy-length.ts';

const compressors: Compressors = {
  ...others,
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  GZIP: (input, length) =>
    gunzipSync(input, {
      maxOutputLength: Math.max(1, length),
      finishFlush: constants.Z_SYNC_FLUSH,
    }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  LZ4: decodeLz4,
  LZ4_RAW: decodeLz4Block,
};

/** The page's text, of exactly `size` bytes; throws a plain Error where it is another. */
export function unpackPage(packed: Buffer, size: number, codec: CompressionCodec): Buffer {
  if (codec === 'SNAPPY' && snappyLength(packed) !== size) throw new Error('its size is another');
  return Buffer.from(decompressPage(packed, size, codec, compressors));
}
