// Answers of a shard as bytes: rows of numbers and texts, made and read without an object for each answer.
//
//   head     8 u32: "fsc1", bytes of the frame, answers, numbers of a row, bytes of the texts, bytes of the
//            ids, 0, CRC-32 of all the others
//   numbers  f64, a row for each answer (exposure/count-row.ts)
//   lengths  4 u32 for each answer: its kind, UTF-16 units of its text, 1 + units of the id of its first and
//            of its last record; 0: no id
//   texts    UTF-8, of all answers: the tokens as JSON, or the whole answer as JSON
//   ids      UTF-8, of all answers
//
// Zeros make the bytes of a frame a multiple of eight. An answer that does not fit a row (an error, a group,
// several ways to ask a phrase) is JSON. Frames stand one behind the other. Each but the last has
// `rowsOfFrame` answers, so that frames of all shards have the same phrases. Numbers are little-endian.

import { crc32 } from 'node:zlib';

/** What an answer is: a row of numbers, or JSON. */
export const answerKinds = { row: 0, json: 1 } as const;

/** "fsc1". */
export const frameMagic = 0x31637366;
/** Places of the words of the head. */
export const head = {
  ...{ magic: 0, bytes: 1, answers: 2, width: 3, texts: 4, ids: 5, crc: 7 },
  words: 8,
} as const;
/** Places of the lengths of an answer. */
export const lengthsOf = { kind: 0, text: 1, first: 2, last: 3, words: 4 } as const;
/** In place of the length of the last id: it is the first one. */
export const sameId = 0xffffffff;

const maxRows = 256;
const maxNumbers = 1 << 16;

/** Answers of every frame but the last. */
export function rowsOfFrame(width: number): number {
  return Math.max(1, Math.min(maxRows, Math.floor(maxNumbers / Math.max(1, width))));
}

interface FrameSizes {
  readonly answers: number;
  /** Numbers of a row. */
  readonly width: number;
  /** Bytes. */
  readonly texts: number;
  readonly ids: number;
}

/** Where the parts of a frame begin. In bytes, from its start on. */
export interface FrameLayout {
  readonly numbers: number;
  readonly lengths: number;
  readonly texts: number;
  readonly ids: number;
  /** Where the ids end. */
  readonly end: number;
  /** Of the frame. */
  readonly bytes: number;
}

export function layOut(sizes: FrameSizes): FrameLayout {
  const numbers = 4 * head.words;
  const lengths = numbers + 8 * sizes.answers * sizes.width;
  const texts = lengths + 4 * lengthsOf.words * sizes.answers;
  const ids = texts + sizes.texts;
  const end = ids + sizes.ids;
  return { numbers, lengths, texts, ids, end, bytes: 8 * Math.ceil(end / 8) };
}

/** Of all bytes of a frame but those of the checksum itself, which end the head. */
export function checksum(frame: Uint8Array): number {
  return crc32(frame.subarray(4 * head.words), crc32(frame.subarray(0, 4 * head.crc)));
}
