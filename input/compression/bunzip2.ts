// bzip2 -> bytes: one stream after another, as pbzip2 and Wikipedia's multistream dumps have them.
//
// A block is decoded once all of it is sure to be there. Its checksum is compared behind its last
// byte, and that of a stream at its end.

import { IndexError } from '../../errors.ts';
import { BitReader, Bzip2Error, decodeBlock, EndOfBits } from './bzip2-block.ts';
import type { DecompressOptions } from './zlib-codec.ts';

/** A block of 900,000 symbols of 20 bits, with its tables, takes less. */
const maxBlockBytes = 2_400_000;
const blockMagic = [0x314159, 0x265359];
const endMagic = [0x177245, 0x385090];

/**
 * The text of all streams, in chunks that stay as they are. Ends with the input. Throws
 * `source_truncated` (the end lies in a stream), `source_damaged` (a wrong checksum, or anything but
 * a stream behind one) and what `chunks` throws.
 */
export async function* bunzip2(
  chunks: AsyncIterable<Uint8Array>,
  { source, chunkBytes, startByte = 0 }: DecompressOptions,
): AsyncGenerator<Uint8Array> {
  const streams = new Bzip2Streams(chunkBytes);
  try {
    for await (const chunk of chunks) {
      streams.push(chunk);
      while (streams.heldBytes >= maxBlockBytes) yield* streams.next();
    }
    while (streams.heldBytes > 0 || !streams.mayEnd) yield* streams.next();
  } catch (cause) {
    throw explain(cause, source, startByte + streams.byte);
  }
}

/** Whether a file that begins so is bzip2; four bytes suffice. */
export function isBzip2(head: Buffer): boolean {
  const level = head[3] ?? 0;
  if (head.toString('latin1', 0, 3) !== 'BZh' || level < 0x31 || level > 0x39) return false;
  const next = head.toString('hex', 4, 6);
  return ['3141', '1772'].some((magic) => magic.startsWith(next));
}

class Bzip2Streams {
  readonly #chunkBytes: number;
  #bits = new BitReader(new Uint8Array(0));
  /** Bytes of the source before those that are held. */
  #before = 0;
  /** Of the stream: how long a block may be; 0 between streams. */
  #maxBytes = 0;
  #crc = 0;

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  /** Where reading is. */
  get byte(): number {
    return this.#before + (this.#bits.bit >>> 3);
  }

  get heldBytes(): number {
    return this.#bits.bytes.length - (this.#bits.bit >>> 3);
  }

  get mayEnd(): boolean {
    return this.#maxBytes === 0;
  }

  push(chunk: Uint8Array): void {
    const { bytes, bit } = this.#bits;
    const used = bit >>> 3;
    const held = new Uint8Array(bytes.length - used + chunk.length);
    held.set(bytes.subarray(used));
    held.set(chunk, bytes.length - used);
    this.#before += used;
    this.#bits = new BitReader(held);
    this.#bits.bit = bit & 7;
  }

  /** A stream's beginning, a block, or a stream's end. */
  *next(): Generator<Uint8Array> {
    const bits = this.#bits;
    if (this.#maxBytes === 0) {
      const isStream = bits.read(24) === 0x425a68;
      const level = bits.read(8) - 0x30;
      if (!isStream || level < 1 || level > 9) {
        bits.bit -= 32;
        throw new Bzip2Error('something else follows a stream: expected the next one, or the end');
      }
      this.#maxBytes = 100_000 * level;
      this.#crc = 0;
      return;
    }
    const magic = [bits.read(24), bits.read(24)];
    const isOf = (wanted: readonly number[]) => magic[0] === wanted[0] && magic[1] === wanted[1];
    if (isOf(endMagic)) {
      const crc = ((bits.read(16) << 16) | bits.read(16)) >>> 0;
      if (crc !== this.#crc) throw new Bzip2Error('the checksum of a stream is wrong');
      bits.bit = Math.ceil(bits.bit / 8) * 8;
      this.#maxBytes = 0;
      return;
    }
    if (!isOf(blockMagic)) throw new Bzip2Error('a block has an invalid beginning');
    const block = decodeBlock(bits, this.#maxBytes);
    const crc = yield* spellRuns(block.bytes, this.#chunkBytes);
    if (crc !== block.crc) throw new Bzip2Error('the checksum of a block is wrong');
    this.#crc = (((this.#crc << 1) | (this.#crc >>> 31)) ^ crc) >>> 0;
  }
}

/** Four equal bytes are followed by how many more there are; returns the CRC-32. */
function* spellRuns(bytes: Uint8Array, chunkBytes: number): Generator<Uint8Array, number> {
  const table = crcTable();
  let crc = 0xffff_ffff;
  let out = new Uint8Array(chunkBytes);
  let filled = 0;
  let last = -1;
  let equal = 0;
  for (const byte of bytes) {
    const isCount = equal === 4;
    const value = isCount ? last : byte;
    for (let left = isCount ? byte : 1; left > 0; left--) {
      if (filled === out.length) {
        yield out;
        out = new Uint8Array(chunkBytes);
        filled = 0;
      }
      out[filled++] = value;
      crc = (crc << 8) ^ (table[(crc >>> 24) ^ value] as number);
    }
    equal = isCount ? 0 : byte === last ? equal + 1 : 1;
    last = isCount ? -1 : byte;
  }
  if (filled > 0) yield out.subarray(0, filled);
  return ~crc >>> 0;
}

let table: Int32Array | undefined;

/** Of the CRC-32 with the highest bit first. */
function crcTable(): Int32Array {
  table ??= Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c1_1db7 : 0);
    return crc;
  });
  return table;
}

function explain(cause: unknown, source: string, byte: number): unknown {
  if (cause instanceof EndOfBits) {
    return new IndexError(
      'source_truncated',
      `${source} ends inside a bzip2 stream, behind byte ${byte}: the file is cut short, or is still being written. Copy it again, or run the same command again once the stream is complete.`,
      { source, byte },
      cause,
    );
  }
  if (!(cause instanceof Bzip2Error)) return cause;
  return new IndexError(
    'source_damaged',
    `${source} is damaged near byte ${byte}: it is bzip2, and ${cause.message}; copy or write it again`,
    { source, byte },
    cause,
  );
}
