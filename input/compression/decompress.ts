// Compression detected by the first bytes, never by the name.

import { IndexError } from '../../errors.ts';
import type { Peeked } from '../bytes/peek-bytes.ts';
import { readAhead } from '../bytes/read-ahead.ts';
import type { PathPlan } from '../paths/plan-paths.ts';
import { bunzip2, isBzip2 } from './bunzip2.ts';
import { gunzip } from './gunzip.ts';
import { unzstd } from './unzstd.ts';
import { planChunkBytes } from './zlib-codec.ts';
import { frameMagic, isSkippableMagic } from './zstd-frames.ts';

/** So many first bytes are needed to tell. */
export const compressionPeekBytes = 6;

/** Others that people have; their lines would only be called broken text. */
const unknownCompressions = [
  { name: 'an xz', magic: Buffer.from('fd377a585a00', 'hex'), tool: 'xz -dc' },
  { name: 'an lz4', magic: Buffer.from('04224d18', 'hex'), tool: 'lz4 -dc' },
  { name: 'a 7z', magic: Buffer.from('377abcaf271c', 'hex'), tool: '7z x -so' },
  { name: 'a zip', magic: Buffer.from('504b0304', 'hex'), tool: 'unzip -p' },
];

export type Compression = 'gzip' | 'zstd' | 'bzip2';

/** Of a file, gzip member, zstd frame or bzip2 stream that begins so; undefined: none of them. */
export function detectCompression(head: Buffer): Compression | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.length < 4) return undefined;
  if (isBzip2(head)) return 'bzip2';
  const magic = head.readUInt32LE(0);
  return magic === frameMagic || isSkippableMagic(magic) ? 'zstd' : undefined;
}

/**
 * The bytes of `peeked`, decompressed if they are gzip, zstd or bzip2 and as they are if not; iterating
 * them is reading `peeked`. Throws `bad_argument` at once for another compression; the stream ends
 * with its input and throws as gunzip, unzstd and bunzip2 do. `startByte` is where `peeked` lies in the file.
 */
export function decompress(
  peeked: Peeked,
  plan: PathPlan,
  startByte = 0,
): AsyncGenerator<Uint8Array> {
  const { head } = peeked;
  const options = { source: plan.name, chunkBytes: planChunkBytes(plan.sizeBytes), startByte };
  const compression = detectCompression(head);
  if (compression === 'gzip') return readAhead(gunzip(peeked.chunks(), options));
  if (compression === 'zstd') return readAhead(unzstd(peeked.chunks(), options));
  if (compression === 'bzip2') return readAhead(bunzip2(peeked.chunks(), options));
  for (const { name, magic, tool } of unknownCompressions) {
    if (!head.subarray(0, magic.length).equals(magic)) continue;
    throw new IndexError(
      'bad_argument',
      `${plan.name} is ${name} file: expected plain text, gzip, zstd or bzip2; ` +
        `decompress it, for example with ${tool}, and name - for standard input`,
      { source: plan.name },
    );
  }
  return peeked.chunks();
}
