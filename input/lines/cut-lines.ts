// Bytes in, batches of whole lines out.
//
// A batch is as many whole lines as fit into batchBytes, or one line that is longer. Where batches
// end depends on the content alone, never on how the chunks arrived. A line longer than
// maxLineBytes is skipped over, not kept, and becomes a batch of its own without bytes. Nothing is
// decoded here: this runs in the reading thread, and costs one copy, one CRC and one scan a byte.

import { crc32 } from 'node:zlib';
import { IndexError } from '../../errors.ts';
import type { SourceBatch } from './source-batch.ts';

const lineFeed = 10;

interface CutOptions {
  source: string;
  encoding: SourceBatch['encoding'];
  unit: NonNullable<SourceBatch['unit']>;
  /** What ends a record; a line feed by default. */
  delimiter?: Buffer;
  batchBytes: number;
  maxLineBytes: number;
  signal: AbortSignal;
  /** Uncompressed bytes before the first chunk (a byte order mark), and their CRC-32. */
  start: { byte: number; crc: number };
  /** Lines before the first chunk; only a source that has none may have nothing to add. */
  linesBefore?: number;
}

/**
 * One pass over `chunks`, which may overwrite a chunk once the next one is asked for: what is kept
 * is copied. Ends with the stream; a last line without a line feed is a batch of its own (`isOpen`).
 * Throws `source_empty` at the end if there is nothing but white space, the signal's reason once it
 * fires, and what `chunks` throws.
 */
export async function* cutLines(
  chunks: AsyncIterable<Uint8Array>,
  options: CutOptions,
): AsyncGenerator<SourceBatch> {
  const cutter = new Cutter(options);
  const { delimiter } = options;
  const whole = delimiter === undefined ? chunks : keepWhole(chunks, delimiter);
  for await (const chunk of whole) {
    options.signal.throwIfAborted();
    yield* cutter.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  }
  options.signal.throwIfAborted();
  yield* cutter.end();
}

class Cutter {
  readonly #options: CutOptions;
  /** A number where it is one byte: that is found faster. */
  readonly #delimiter: Buffer | number;
  readonly #delimiterBytes: number;
  #line: number;
  #byte: number;
  #crc: number;
  /** Where the next batch starts: the end of the one before. */
  #start: CutOptions['start'];
  #pending: Buffer = Buffer.alloc(0);
  #used = 0;
  /** Bytes of the oversized line that is being skipped. */
  #skipped: number | undefined;
  #hasContent: boolean;

  constructor(options: CutOptions) {
    this.#options = options;
    this.#delimiter = options.delimiter ?? lineFeed;
    this.#delimiterBytes = options.delimiter?.length ?? 1;
    this.#line = 1 + (options.linesBefore ?? 0);
    this.#hasContent = options.linesBefore !== undefined;
    this.#byte = options.start.byte;
    this.#crc = options.start.crc;
    this.#start = options.start;
  }

  *push(chunk: Buffer): Generator<SourceBatch> {
    let at = 0;
    while (at < chunk.length) {
      const room = this.#options.batchBytes - this.#used;
      if (this.#skipped !== undefined) {
        at = yield* this.#skip(chunk, at);
      } else if (room <= 0) {
        at = yield* this.#extend(chunk, at);
      } else if (chunk.length - at < room) {
        this.#append(chunk.subarray(at));
        at = chunk.length;
      } else {
        at = yield* this.#fill(chunk, at, at + room);
      }
    }
  }

  *end(): Generator<SourceBatch> {
    if (this.#skipped !== undefined) yield { ...this.#oversized(this.#skipped), ...this.#openEnd };
    const ended = this.#endOfLast(this.#pending.subarray(0, this.#used));
    if (ended > 0) yield* this.#emit(this.#take(ended));
    if (this.#used > 0) {
      for (const batch of this.#emit(this.#take(this.#used))) yield { ...batch, ...this.#openEnd };
    }
    if (this.#hasContent) return;
    const { source } = this.#options;
    throw new IndexError(
      'source_empty',
      `${source} holds no ${this.#options.unit}: expected at least one record, found ` +
        `${this.#byte} bytes without any; leave it out or write it again`,
      { source, byte: this.#byte },
    );
  }

  /** The elements of an array are whole, however they are separated. */
  get #openEnd(): { isOpen?: true } {
    return this.#options.unit === 'element' ? {} : { isOpen: true };
  }

  /** The chunk completes a batch: it ends after the last line feed before `end`. */
  *#fill(chunk: Buffer, at: number, end: number): Generator<SourceBatch, number> {
    const cut = this.#endOfLast(chunk.subarray(at, end));
    if (cut > 0) {
      yield* this.#emit(this.#take(this.#used, chunk.subarray(at, at + cut)));
      return at + cut;
    }
    const held = this.#endOfLast(this.#pending.subarray(0, this.#used));
    if (held > 0) {
      yield* this.#emit(this.#take(held));
      return at;
    }
    this.#append(chunk.subarray(at, end));
    return end;
  }

  /** One line fills more than a batch: take it up to its end, or find that it is too long. */
  *#extend(chunk: Buffer, at: number): Generator<SourceBatch, number> {
    const feed = chunk.indexOf(this.#delimiter, at);
    const end = feed < 0 ? chunk.length : feed;
    if (this.#used + (end - at) > this.#options.maxLineBytes) {
      this.#account(this.#pending.subarray(0, this.#used));
      this.#skipped = this.#used;
      this.#used = 0;
      this.#pending = Buffer.alloc(0);
      return at;
    }
    if (feed < 0) {
      this.#append(chunk.subarray(at));
      return chunk.length;
    }
    const next = feed + this.#delimiterBytes;
    yield* this.#emit(this.#take(this.#used, chunk.subarray(at, next)));
    return next;
  }

  *#skip(chunk: Buffer, at: number): Generator<SourceBatch, number> {
    const feed = chunk.indexOf(this.#delimiter, at);
    const end = feed < 0 ? chunk.length : feed + this.#delimiterBytes;
    this.#account(chunk.subarray(at, end));
    this.#skipped = (this.#skipped ?? 0) + (feed < 0 ? end : feed) - at;
    if (feed >= 0) yield this.#oversized(this.#skipped);
    return end;
  }

  /** Where the last delimiter ends; 0: there is none. */
  #endOfLast(bytes: Buffer): number {
    const at = bytes.lastIndexOf(this.#delimiter);
    return at < 0 ? 0 : at + this.#delimiterBytes;
  }

  #append(bytes: Buffer): void {
    const needed = this.#used + bytes.length;
    if (needed > this.#pending.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#pending.length));
      this.#pending.copy(grown, 0, 0, this.#used);
      this.#pending = grown;
    }
    bytes.copy(this.#pending, this.#used);
    this.#used = needed;
  }

  /** The first `held` pending bytes and then `more`, in a buffer of just that size. */
  #take(held: number, more?: Buffer): Buffer<ArrayBuffer> {
    const taken = Buffer.allocUnsafeSlow(held + (more?.length ?? 0));
    this.#pending.copy(taken, 0, 0, held);
    if (more !== undefined) taken.set(more, held);
    const rest = this.#pending.subarray(held, this.#used);
    // A long line is not paid for during the rest of the pass.
    if (this.#pending.length > 4 * this.#options.batchBytes) this.#pending = Buffer.from(rest);
    else this.#pending.set(rest);
    this.#used = rest.length;
    return taken;
  }

  /** Whole lines as one batch, or as several around lines that are too long. */
  *#emit(bytes: Buffer<ArrayBuffer>): Generator<SourceBatch> {
    const { maxLineBytes } = this.#options;
    let start = 0;
    let lines = 0;
    for (let at = 0; at < bytes.length; ) {
      const feed = bytes.indexOf(this.#delimiter, at);
      const end = feed < 0 ? bytes.length : feed;
      const next = feed < 0 ? bytes.length : feed + this.#delimiterBytes;
      if (end - at > maxLineBytes) {
        if (lines > 0) yield this.#batch(bytes.subarray(start, at), lines);
        this.#account(bytes.subarray(at, next));
        yield this.#oversized(end - at);
        start = next;
        lines = 0;
      } else {
        lines += 1;
      }
      at = next;
    }
    if (lines > 0) yield this.#batch(bytes.subarray(start), lines);
  }

  #batch(bytes: Buffer<ArrayBuffer>, lines: number): SourceBatch {
    this.#account(bytes);
    if (!this.#hasContent) this.#hasContent = bytes.toString().trim() !== '';
    const whole = bytes.length === bytes.buffer.byteLength;
    const buffer = whole
      ? bytes.buffer
      : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    return this.#describe(new Uint8Array(buffer), lines, []);
  }

  #oversized(byteLength: number): SourceBatch {
    this.#skipped = undefined;
    this.#hasContent = true;
    return this.#describe(new Uint8Array(0), 1, [{ line: this.#line, byteLength }]);
  }

  #describe(
    bytes: Uint8Array<ArrayBuffer>,
    lines: number,
    oversized: SourceBatch['oversized'],
  ): SourceBatch {
    const firstLine = this.#line;
    const start = this.#start;
    this.#line += lines;
    this.#start = { byte: this.#byte, crc: this.#crc };
    const { encoding, unit, delimiter } = this.#options;
    return {
      bytes,
      encoding,
      unit,
      ...(delimiter !== undefined && { delimiter: delimiter.toString() }),
      firstLine,
      lines,
      startByte: start.byte,
      startCrc: start.crc,
      endByte: this.#byte,
      endCrc: this.#crc,
      oversized,
    };
  }

  #account(bytes: Buffer): void {
    this.#byte += bytes.length;
    this.#crc = crc32(bytes, this.#crc);
  }
}

/** The same bytes in chunks that no delimiter goes across: a chunk's end that may begin one is kept back. */
async function* keepWhole(
  chunks: AsyncIterable<Uint8Array>,
  delimiter: Buffer,
): AsyncGenerator<Uint8Array> {
  let kept: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const all = Buffer.concat([kept, chunk]);
    let begun = Math.min(delimiter.length - 1, all.length);
    while (begun > 0 && !all.subarray(all.length - begun).equals(delimiter.subarray(0, begun))) {
      begun--;
    }
    kept = Buffer.from(all.subarray(all.length - begun));
    if (all.length > begun) yield all.subarray(0, all.length - begun);
  }
  if (kept.length > 0) yield kept;
}
