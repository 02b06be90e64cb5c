// Answers -> frames (frame-layout.ts).

import {
  answerKinds,
  checksum,
  frameMagic,
  head,
  layOut,
  lengthsOf,
  rowsOfFrame,
  sameId,
} from './frame-layout.ts';

/** Ids of the first and of the last record of an answer; null: it has none. */
interface EndIds {
  readonly first: string | null;
  readonly last: string | null;
}

/** Takes answers until it is full; then its owner takes the frame. */
export class FrameWriter {
  readonly width: number;
  /** Of the answers since the last frame; the caller writes a row and adds its answer. */
  readonly numbers: Float64Array;
  #maxRows: number;
  #lengths: Uint32Array;
  #rows = 0;
  #texts = '';
  #ids = '';

  /** For so many answers, or more. */
  constructor(width: number, answers: number) {
    this.width = width;
    this.#maxRows = Math.min(rowsOfFrame(width), Math.max(1, answers));
    this.numbers = new Float64Array(this.#maxRows * width);
    this.#lengths = new Uint32Array(this.#maxRows * lengthsOf.words);
  }

  get isFull(): boolean {
    return this.#rows === this.#maxRows;
  }

  get isEmpty(): boolean {
    return this.#rows === 0;
  }

  /** Where the next row is to be written. */
  get start(): number {
    return this.#rows * this.width;
  }

  /** Adds the answer whose row was written. */
  addRow(tokens: readonly string[], { first, last }: EndIds): void {
    const text = JSON.stringify(tokens);
    const lengths = this.#begin(answerKinds.row, text);
    if (first !== null) {
      this.#lengths[lengths + lengthsOf.first] = 1 + first.length;
      this.#ids += first;
    }
    if (last === null) return;
    if (last === first) this.#lengths[lengths + lengthsOf.last] = sameId;
    else {
      this.#lengths[lengths + lengthsOf.last] = 1 + last.length;
      this.#ids += last;
    }
  }

  /** Adds an answer as JSON; its row has no meaning. */
  addJson(json: string): void {
    this.numbers.fill(0, this.start, this.start + this.width);
    this.#begin(answerKinds.json, json);
  }

  /** Where the lengths of the new answer are. */
  #begin(kind: number, text: string): number {
    const at = this.#rows++ * lengthsOf.words;
    const lengths = this.#lengths;
    lengths[at + lengthsOf.kind] = kind;
    lengths[at + lengthsOf.text] = text.length;
    lengths[at + lengthsOf.first] = 0;
    lengths[at + lengthsOf.last] = 0;
    this.#texts += text;
    return at;
  }

  /** The frame of the answers so far; there are none behind it. */
  take(): Buffer {
    const [rows, width] = [this.#rows, this.width];
    const texts = Buffer.byteLength(this.#texts);
    const ids = Buffer.byteLength(this.#ids);
    const layout = layOut({ answers: rows, width, texts, ids });
    const frame = Buffer.allocUnsafeSlow(layout.bytes);
    const { buffer } = frame;
    const words = new Uint32Array(buffer, 0, head.words);
    words.set([frameMagic, layout.bytes, rows, width, texts, ids, 0, 0]);
    const numbers = this.numbers.subarray(0, rows * width);
    new Float64Array(buffer, layout.numbers, numbers.length).set(numbers);
    const lengths = this.#lengths.subarray(0, rows * lengthsOf.words);
    new Uint32Array(buffer, layout.lengths, lengths.length).set(lengths);
    frame.write(this.#texts, layout.texts);
    frame.write(this.#ids, layout.ids);
    frame.fill(0, layout.end);
    words[head.crc] = checksum(frame);
    this.#rows = 0;
    this.#texts = '';
    this.#ids = '';
    return frame;
  }
}
