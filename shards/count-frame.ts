// Frames (frame-layout.ts) -> answers, which are looked at one by one and never made.

import {
  answerKinds,
  checksum,
  type FrameLayout,
  frameMagic,
  head,
  layOut,
  lengthsOf,
  rowsOfFrame,
  sameId,
} from './frame-layout.ts';

/** Bytes that are not the frames that were expected; the message is a part of a sentence. */
export class FrameError extends Error {}

interface ExpectedFrames {
  /** In all frames. */
  readonly answers: number;
  /** Numbers of a row. */
  readonly width: number;
}

/** All frames of an answer. Throws a FrameError where they are damaged, cut, or not those expected. */
export function decodeFrames(bytes: Buffer, { answers, width }: ExpectedFrames): CountFrame[] {
  // Numbers are read where they are.
  const all = bytes.byteOffset % 8 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
  const frames: CountFrame[] = [];
  let start = 0;
  for (let left = answers; left > 0; ) {
    const expected = { answers: Math.min(left, rowsOfFrame(width)), width };
    const layout = readLayout(all.subarray(start), expected);
    const frame = all.subarray(start, start + layout.bytes);
    frames.push(new CountFrame(frame, layout, expected));
    left -= expected.answers;
    start += layout.bytes;
  }
  if (start !== all.length) throw new FrameError('its counts do not end where they are to end');
  return frames;
}

/** Of the first frame. */
function readLayout(bytes: Buffer, { answers, width }: ExpectedFrames): FrameLayout {
  if (bytes.length < 4 * head.words) throw new FrameError('its counts are cut');
  const word = (place: number) => bytes.readUInt32LE(4 * place);
  if (word(head.magic) !== frameMagic) throw new FrameError('its counts are of an unknown format');
  const layout = layOut({ answers, width, texts: word(head.texts), ids: word(head.ids) });
  if (word(head.answers) !== answers || word(head.width) !== width) {
    throw new FrameError(
      `it has ${word(head.answers)} answers of ${word(head.width)} numbers: expected ${answers} of ${width}`,
    );
  }
  if (word(head.bytes) !== layout.bytes) throw new FrameError('its counts are damaged');
  if (layout.bytes > bytes.length) throw new FrameError('its counts are cut');
  if (word(head.crc) !== checksum(bytes.subarray(0, layout.bytes))) {
    throw new FrameError('its counts are damaged');
  }
  return layout;
}

/** The answers of a frame, by their numbers from 0 on. */
export class CountFrame {
  readonly answers: number;
  readonly width: number;
  /** A row behind the other. */
  readonly numbers: Float64Array;
  /** The texts of all answers. */
  readonly textBytes: Buffer;
  #lengths: Uint32Array;
  #texts: string;
  #ids: string;
  /** Where the text and the ids of each answer start, and where they would of one more. */
  #textStarts: Uint32Array;
  #idStarts: Uint32Array;

  /** Throws a FrameError where texts are not as long as they should be. */
  constructor(frame: Buffer, layout: FrameLayout, { answers, width }: ExpectedFrames) {
    this.answers = answers;
    this.width = width;
    const { buffer, byteOffset } = frame;
    this.numbers = new Float64Array(buffer, byteOffset + layout.numbers, answers * width);
    const words = answers * lengthsOf.words;
    this.#lengths = new Uint32Array(buffer, byteOffset + layout.lengths, words);
    this.textBytes = frame.subarray(layout.texts, layout.ids);
    this.#texts = frame.toString('utf8', layout.texts, layout.ids);
    this.#ids = frame.toString('utf8', layout.ids, layout.end);
    this.#textStarts = new Uint32Array(answers + 1);
    this.#idStarts = new Uint32Array(answers + 1);
    let [text, id] = [0, 0];
    for (let i = 0; i < answers; i++) {
      text += this.#length(i, lengthsOf.text);
      id += idUnits(this.#length(i, lengthsOf.first)) + idUnits(this.#length(i, lengthsOf.last));
      this.#textStarts[i + 1] = text;
      this.#idStarts[i + 1] = id;
    }
    if (text !== this.#texts.length || id !== this.#ids.length) {
      throw new FrameError('its texts are not as long as it says');
    }
  }

  #length(answer: number, of: number): number {
    return this.#lengths[answer * lengthsOf.words + of] as number;
  }

  /** Whether an answer is a row of numbers, and not JSON. */
  isRow(answer: number): boolean {
    return this.#length(answer, lengthsOf.kind) === answerKinds.row;
  }

  /** The tokens of a row as JSON; of another answer all of it. */
  text(answer: number): string {
    return this.#texts.slice(this.#textStarts[answer], this.#textStarts[answer + 1]);
  }

  /** The id of the first record; null: it has none. */
  firstId(answer: number): string | null {
    const length = this.#length(answer, lengthsOf.first);
    return this.#id(this.#idStarts[answer] as number, length);
  }

  lastId(answer: number): string | null {
    const length = this.#length(answer, lengthsOf.last);
    if (length === sameId) return this.firstId(answer);
    const first = idUnits(this.#length(answer, lengthsOf.first));
    return this.#id((this.#idStarts[answer] as number) + first, length);
  }

  #id(start: number, length: number): string | null {
    return length === 0 ? null : this.#ids.slice(start, start + length - 1);
  }
}

/** Units that an id takes among the ids. */
function idUnits(length: number): number {
  return length === 0 || length === sameId ? 0 : length - 1;
}
