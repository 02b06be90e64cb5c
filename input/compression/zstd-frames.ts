// Where the frames of a zstd stream begin and end (RFC 8878), without decoding them.
//
// node:zlib decodes one frame and stays silent about what follows and about a frame that is cut
// short. The walker reads only the headers of frames and blocks, so the end of each frame is known
// to the byte.
//
//   frame      magic 4 | descriptor 1 | window, dictionary, content size 1..13 | block... | checksum 0/4
//   block      header 3 (bit 0 last, bits 1-2 type, bits 3-23 size) | content (1 byte if type is RLE)
//   skippable  magic 4 (0x184d2a50..5f) | size 4 | content

export const frameMagic = 0xfd2fb528;
const reservedBlock = 3;
const repeatBlock = 1;

/** Whether a frame that begins with this number (little-endian) is one to pass over. */
export function isSkippableMagic(magic: number): boolean {
  return magic >>> 4 === 0x184d2a5;
}

/** Sizes of a frame's header after its descriptor byte. */
function planFrameHeader(descriptor: number) {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const windowBytes = isSingleSegment ? 0 : 1;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const hasChecksum = (descriptor & 4) !== 0;
  return { sizeStart: windowBytes + dictionaryBytes, sizeBytes, hasChecksum };
}

/** What a frame says of its decoded size; undefined: nothing, or `head` is not the beginning of a frame. */
export function readContentSize(head: Buffer): number | undefined {
  if (head.length < 5 || head.readUInt32LE(0) !== frameMagic) return undefined;
  const { sizeStart, sizeBytes } = planFrameHeader(head.readUInt8(4));
  const start = 5 + sizeStart;
  if (sizeBytes === 0 || head.length < start + sizeBytes) return undefined;
  if (sizeBytes === 8) return Number(head.readBigUInt64LE(start));
  return head.readUIntLE(start, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
}

/** Thrown at bytes that are not zstd; `byte` counts from the start of the stream. */
export class FrameError extends Error {
  readonly byte: number;
  /** The frame is whole, and cannot be decoded without its dictionary. */
  readonly needsDictionary: boolean;
  constructor(message: string, byte: number, needsDictionary = false) {
    super(message);
    this.byte = byte;
    this.needsDictionary = needsDictionary;
  }
}

type Field = 'magic' | 'descriptor' | 'block' | 'size';
const fieldBytes: Readonly<Record<Field, number>> = { magic: 4, descriptor: 1, block: 3, size: 4 };

export class FrameWalker {
  /** What the next byte belongs to; 'between' also while a magic number is not complete. */
  place: 'between' | 'frame' | 'skippable' = 'between';
  /** Bytes walked so far, and where the current or last frame began. */
  byte = 0;
  frameByte = 0;
  #field: Field = 'magic';
  #value = 0;
  #filled = 0;
  /** Bytes to pass over before the next field. */
  #passing = 0;
  #isLastBlock = false;
  #hasChecksum = false;

  /** True at the start and after each frame: the stream may end here. */
  get mayEnd(): boolean {
    return this.place === 'between' && this.#filled === 0;
  }

  /** Walks from `at` to the next change of place, or to the chunk's end; returns how far it came. */
  advance(chunk: Uint8Array, at: number): number {
    const place = this.place;
    const start = at;
    while (at < chunk.length && this.place === place) {
      if (this.#passing > 0) {
        const passed = Math.min(this.#passing, chunk.length - at);
        this.#passing -= passed;
        at += passed;
      } else {
        this.#value += (chunk[at++] ?? 0) * 2 ** (8 * this.#filled++);
        if (this.#filled === fieldBytes[this.#field]) this.#endField(this.byte + at - start);
      }
      if (this.#isLastBlock && this.#passing === 0) this.#endFrame();
    }
    this.byte += at - start;
    return at;
  }

  #endField(byte: number): void {
    const value = this.#value;
    this.#value = 0;
    this.#filled = 0;
    switch (this.#field) {
      case 'magic':
        this.#begin(value, byte - 4);
        return;
      case 'size':
        this.#passing = value;
        this.#isLastBlock = true;
        return;
      case 'descriptor': {
        if ((value & 3) !== 0) throw new FrameError('a dictionary is needed', byte - 5, true);
        const { sizeStart, sizeBytes, hasChecksum } = planFrameHeader(value);
        this.#passing = sizeStart + sizeBytes;
        this.#hasChecksum = hasChecksum;
        this.#field = 'block';
        return;
      }
      case 'block': {
        const type = (value >> 1) & 3;
        if (type === reservedBlock) throw new FrameError('a block of a reserved type', byte - 3);
        this.#isLastBlock = (value & 1) === 1;
        this.#passing = type === repeatBlock ? 1 : value >> 3;
        if (this.#isLastBlock && this.#hasChecksum) this.#passing += 4;
      }
    }
  }

  #begin(magic: number, byte: number): void {
    this.frameByte = byte;
    if (magic === frameMagic) {
      this.place = 'frame';
      this.#field = 'descriptor';
    } else if (isSkippableMagic(magic)) {
      this.place = 'skippable';
      this.#field = 'size';
    } else {
      throw new FrameError('no frame where one should begin', byte);
    }
  }

  #endFrame(): void {
    this.place = 'between';
    this.#field = 'magic';
    this.#isLastBlock = false;
  }
}
