// The records' text, for contexts: zstd blocks of a segment's `.text` file.
//
//   text_blocks    zstd frames, one after the other; a block holds about blockBytes of UTF-8,
//                  records following each other without a separator
//   block_starts   u64 a block and one more: where its frame starts in text_blocks
//   block_texts    u64 a block and one more: where its text starts in the whole text
//   record_texts   u64 a record and one more: where the record's text starts in the whole text
//
// In a text a byte FF, which UTF-8 does not have, is a boundary that no phrase crosses.

import { constants as zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Utf8Text } from '../../text/utf8-text.ts';
import type { LocalRecord } from '../ids.ts';
import type { PageFile } from './page-file.ts';
import type { PageWriter } from './page-writer.ts';
import { type TextBlock, type TextBlocks, TextCursor, type TextRange } from './text-cursor.ts';
import { WordList } from './word-list.ts';

const blockBytes = 256 << 10;
/** A boundary between two parts of a text: no byte of UTF-8. */
export const boundaryByte = 0xff;
const boundaryBytes = Buffer.of(boundaryByte);
// Level 1 over 256 KiB: 0.415 of English text at 200 MB/s, where level 3 over 128 KiB has 0.401 at 140.
const level = 1;

/** Compresses texts into a page file while records come in; holds one block and the offsets. */
export class TextStoreWriter {
  #writer: PageWriter;
  #block = Buffer.allocUnsafe(blockBytes);
  #filled = 0;
  #textBytes = 0;
  #frameBytes = 0;
  #blockStarts = new WordList();
  #blockTexts = new WordList();
  #recordTexts = new WordList();

  constructor(writer: PageWriter) {
    this.#writer = writer;
    writer.section('text_blocks');
  }

  /** `boundaries`: UTF-16 offsets, ascending, that no phrase crosses; there are none in bytes. */
  add(text: string | Utf8Text, boundaries: readonly number[] = []): void {
    this.#recordTexts.pushU64(this.#textBytes);
    if (typeof text !== 'string') {
      this.#addBytes(text);
      return;
    }
    let start = 0;
    for (const end of boundaries) {
      this.#addText(text.slice(start, end));
      this.#addBytes({ bytes: boundaryBytes, start: 0, end: boundaryBytes.length });
      start = end;
    }
    this.#addText(start === 0 ? text : text.slice(start));
  }

  #addText(text: string): void {
    const most = text.length * 3;
    if (most <= blockBytes - this.#filled) {
      this.#take(this.#block.write(text, this.#filled));
      return;
    }
    const bytes = Buffer.from(text);
    this.#addBytes({ bytes, start: 0, end: bytes.length });
  }

  #addBytes({ bytes, start, end }: Utf8Text): void {
    for (let at = start; at < end; ) {
      const next = Math.min(end, at + blockBytes - this.#filled);
      bytes.copy(this.#block, this.#filled, at, next);
      this.#take(next - at);
      at = next;
    }
  }

  /** Writes the tables; the file itself is finished by its owner. Returns the text's bytes. */
  end(): number {
    if (this.#filled > 0) this.#flush();
    this.#blockStarts.pushU64(this.#frameBytes);
    this.#blockTexts.pushU64(this.#textBytes);
    this.#recordTexts.pushU64(this.#textBytes);
    const tables = {
      block_starts: this.#blockStarts,
      block_texts: this.#blockTexts,
      record_texts: this.#recordTexts,
    };
    for (const [name, list] of Object.entries(tables)) {
      this.#writer.section(name);
      this.#writer.appendWords(list.words);
    }
    return this.#textBytes;
  }

  #take(length: number): void {
    this.#filled += length;
    this.#textBytes += length;
    if (this.#filled === blockBytes) this.#flush();
  }

  #flush(): void {
    const frame = zstdCompressSync(this.#block.subarray(0, this.#filled), {
      // A frame in one piece or two: each costs a call.
      chunkSize: blockBytes >> 1,
      params: { [zlib.ZSTD_c_compressionLevel]: level },
    });
    this.#blockStarts.pushU64(this.#frameBytes);
    this.#blockTexts.pushU64(this.#textBytes - this.#filled);
    this.#writer.append(frame);
    this.#frameBytes += frame.length;
    this.#filled = 0;
  }
}

export class TextStore implements TextBlocks {
  #file: PageFile;
  #blocks: number;

  constructor(file: PageFile) {
    this.#file = file;
    this.#blocks = file.section('block_texts').length / 8 - 1;
  }

  /** UTF-8 bytes of a local record's text. */
  byteLength(record: LocalRecord): number {
    const { start, end } = this.range(record);
    return end - start;
  }

  /** A local record's bytes in the whole text of the segment. */
  range(record: LocalRecord): TextRange {
    return { start: this.#u64('record_texts', record), end: this.#u64('record_texts', record + 1) };
  }

  /** The block that has the byte `byte` of the whole text. */
  blockAt(byte: number): TextBlock {
    const block = this.#findBlock(byte);
    return { start: this.#u64('block_texts', block), bytes: this.#block(block) };
  }

  /** The text of a local record, as it was read. */
  text(record: LocalRecord): string {
    return this.parts(record).join('');
  }

  /** The same, cut at its boundaries: one part where it has none. */
  parts(record: LocalRecord): string[] {
    return splitParts(this.#bytes(record)).filter((part) => part !== undefined);
  }

  /**
   * The text of a local record a block at a time, which may be all that is in memory of it; from
   * its end back with `backward`. `undefined` is a boundary.
   */
  *walk(record: LocalRecord, backward = false): Generator<string | undefined, void, undefined> {
    const { start, end } = this.range(record);
    if (start === end) return;
    const first = this.#findBlock(start);
    const last = this.#findBlock(end - 1);
    // Of a character that two blocks share, as read so far.
    let rest: Buffer = Buffer.alloc(0);
    for (let i = first; i <= last; i++) {
      const block = backward ? first + last - i : i;
      const base = this.#u64('block_texts', block);
      const found = this.#block(block).subarray(Math.max(0, start - base), end - base);
      const bytes = Buffer.concat(backward ? [found, rest] : [rest, found]);
      const cut = i === last ? (backward ? 0 : bytes.length) : characterStart(bytes, backward);
      rest = backward ? bytes.subarray(0, cut) : bytes.subarray(cut);
      const parts = splitParts(backward ? bytes.subarray(cut) : bytes.subarray(0, cut));
      yield* backward ? parts.reverse() : parts;
    }
  }

  #bytes(record: LocalRecord): Buffer {
    return Buffer.concat([...new TextCursor(this).walk(record)]);
  }

  #u64(section: string, index: number): number {
    return this.#file.u64(this.#file.section(section).start / 4 + index * 2);
  }

  #block(block: number): Buffer {
    const start = this.#u64('block_starts', block);
    const length = this.#u64('block_starts', block + 1) - start;
    return zstdDecompressSync(
      this.#file.bytes(this.#file.section('text_blocks').start + start, length),
    );
  }

  #findBlock(byte: number): number {
    let low = 0;
    let high = this.#blocks;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#u64('block_texts', middle) <= byte) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** The text between boundaries, each boundary as `undefined`. */
function splitParts(bytes: Buffer): (string | undefined)[] {
  const parts: (string | undefined)[] = [];
  for (let start = 0; ; ) {
    const end = bytes.indexOf(boundaryBytes, start);
    parts.push(bytes.toString('utf8', start, end < 0 ? bytes.length : end));
    if (end < 0) return parts;
    parts.push(undefined);
    start = end + 1;
  }
}

/** Where the first character starts in bytes that may begin inside one, or the last one. */
function characterStart(bytes: Buffer, first: boolean): number {
  let at = first ? 0 : bytes.length - 1;
  while (((bytes[at] ?? 0) & 0xc0) === 0x80) at += first ? 1 : -1;
  return Math.max(0, at);
}
