// One shard of an MDS dataset: its samples, found by its offset table.
//
//   samples u32, offsets u32 (samples + 1, from the shard's start), the writer's settings, samples
//
// A shard that is not compressed is read by position. A compressed one is decompressed as a stream:
// reading on is cheap, reading back begins again.

import { createHash, getHashes } from 'node:crypto';
import type { PositionedFile } from '../../input/bytes/positioned-file.ts';
import { requireReadable, unpackMds } from './mds-compression.ts';
import type { MdsShard } from './mds-index.ts';

const chunkBytes = 1 << 20;

export class MdsShardFile {
  readonly file: PositionedFile;
  readonly shard: MdsShard;
  #offsets: Uint32Array | undefined;
  #stream: ForwardBytes | undefined;
  #isPacked: boolean;
  /** What index.json says of the file. */
  #listed: MdsShard['raw_data'];

  /** Checks the file's size, and the head where it can be read at once. */
  constructor(file: PositionedFile, shard: MdsShard, isPacked: boolean) {
    this.file = file;
    this.shard = shard;
    this.#isPacked = isPacked;
    const { zip_data, raw_data } = shard;
    this.#listed = isPacked && zip_data !== null ? zip_data : raw_data;
    const { bytes } = this.#listed;
    if (file.sizeBytes !== bytes) {
      const code = file.sizeBytes < bytes ? 'source_truncated' : 'source_damaged';
      throw file.refuse(
        code,
        `has ${file.sizeBytes} bytes, index.json says ${bytes}: copy it again`,
        { byte: file.sizeBytes },
      );
    }
    if (isPacked) requireReadable(file, shard);
    if (!isPacked) this.#offsets = this.#decodeOffsets(file.read(0, this.#headBytes));
  }

  /** Holds the file against the hashes that index.json has of it. */
  checkHashes(signal: AbortSignal): void {
    const { hashes = {} } = this.#listed;
    const known = Object.keys(hashes).filter((name) => getHashes().includes(name));
    const hashers = known.map((name) => ({ name, hash: createHash(name) }));
    if (hashers.length === 0) return;
    for (let at = 0; at < this.file.sizeBytes; at += chunkBytes) {
      signal.throwIfAborted();
      const chunk = this.file.read(at, Math.min(chunkBytes, this.file.sizeBytes - at));
      for (const { hash } of hashers) hash.update(chunk);
    }
    for (const { name, hash } of hashers) {
      const found = hash.digest('hex');
      if (found === hashes[name]) continue;
      throw this.file.refuse(
        'source_damaged',
        `has the ${name} ${found}, index.json says ${hashes[name]}: copy it again`,
      );
    }
  }

  /** The bytes of the samples [start, end), and where each of them starts in those. */
  async samples(start: number, end: number): Promise<{ bytes: Buffer; starts: readonly number[] }> {
    this.#offsets ??= this.#decodeOffsets(await this.#read(0, this.#headBytes));
    const offsets = this.#offsets;
    const from = offsets[start] as number;
    const bytes = await this.#read(from, (offsets[end] as number) - from);
    const starts = Array.from(offsets.subarray(start, end + 1), (offset) => offset - from);
    return { bytes, starts };
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    await stream?.close();
  }

  get #headBytes(): number {
    return 4 * (this.shard.samples + 2);
  }

  #decodeOffsets(head: Buffer): Uint32Array {
    const { samples, raw_data } = this.shard;
    const words = new Uint32Array(
      head.buffer.slice(head.byteOffset, head.byteOffset + head.length),
    );
    if (words[0] !== samples) {
      throw this.file.refuse(
        'source_damaged',
        `says to have ${words[0]} samples at byte 0, index.json says ${samples}`,
        { byte: 0 },
      );
    }
    const offsets = words.subarray(1);
    for (let i = 0; i <= samples; i++) {
      const min = i === 0 ? head.length : (offsets[i - 1] as number);
      const max = i === samples ? raw_data.bytes : raw_data.bytes - 1;
      const offset = offsets[i] as number;
      if (offset >= min && offset <= max && (i < samples || offset === raw_data.bytes)) continue;
      throw this.file.refuse(
        'source_damaged',
        `has a damaged offset table: entry ${i}, at byte ${4 + 4 * i}, is ${offset}`,
        { byte: 4 + 4 * i },
      );
    }
    return offsets;
  }

  async #read(start: number, length: number): Promise<Buffer> {
    if (!this.#isPacked) return this.file.read(start, length);
    if (this.#stream === undefined || this.#stream.position > start) {
      await this.close();
      this.#stream = new ForwardBytes(this.file, this.shard);
    }
    return this.#stream.read(start, length);
  }
}

/** The decompressed bytes of a file, forward only. */
class ForwardBytes {
  position = 0;
  #file: PositionedFile;
  #chunks: AsyncGenerator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(file: PositionedFile, shard: MdsShard) {
    this.#file = file;
    this.#chunks = unpackMds(file, shard);
  }

  async read(start: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (this.position < start + length) {
      if (this.#chunk.length === 0) {
        const { done, value } = await this.#chunks.next();
        if (done) {
          throw this.#file.refuse(
            'source_truncated',
            `has only ${this.position} bytes once decompressed, expected ${start + length}: copy it again`,
            { byte: this.position },
          );
        }
        this.#chunk = value;
        continue;
      }
      const skip = Math.min(this.#chunk.length, Math.max(0, start - this.position));
      const take = Math.min(this.#chunk.length - skip, length - filled);
      bytes.set(this.#chunk.subarray(skip, skip + take), filled);
      filled += take;
      this.position += skip + take;
      this.#chunk = this.#chunk.subarray(skip + take);
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }
}
