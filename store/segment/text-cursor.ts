// The texts of a segment as bytes, for a reader that goes through them in order.
//
// The cursor keeps the block that it read last. So a block is decompressed once, however many records
// lie in it, and a block and what its reader holds are all that is in memory.

import type { LocalRecord } from '../ids.ts';

/** Bytes [start, end) of the whole text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Bytes of the whole text from `start` on. */
export interface TextBlock {
  readonly start: number;
  readonly bytes: Buffer;
}

/** Texts in blocks. */
export interface TextBlocks {
  /** A local record's bytes in the whole text. */
  range(record: LocalRecord): TextRange;
  /** The block that has a byte of the whole text. */
  blockAt(byte: number): TextBlock;
}

export class TextCursor {
  #texts: TextBlocks;
  #block: TextBlock = { start: 0, bytes: Buffer.alloc(0) };

  constructor(texts: TextBlocks) {
    this.#texts = texts;
  }

  /** UTF-8 bytes of a local record's text, boundaries counted. */
  byteLength(record: LocalRecord): number {
    const { start, end } = this.#texts.range(record);
    return end - start;
  }

  /**
   * The bytes of a local record's text, with a byte FF for each boundary: a piece for each block that
   * has some of them, not copied. A piece may end inside a character.
   */
  *walk(record: LocalRecord): Generator<Buffer, void, undefined> {
    const { start, end } = this.#texts.range(record);
    for (let at = start; at < end; ) {
      const block = this.#blockAt(at);
      const piece = block.bytes.subarray(at - block.start, end - block.start);
      yield piece;
      at += piece.length;
    }
  }

  #blockAt(byte: number): TextBlock {
    const { start, bytes } = this.#block;
    if (byte < start || byte >= start + bytes.length) {
      this.#block = this.#texts.blockAt(byte);
      const { start: from, bytes: found } = this.#block;
      if (byte >= from + found.length) throw new Error(`no block of the texts has byte ${byte}`);
    }
    return this.#block;
  }
}
