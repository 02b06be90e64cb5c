// A text as it lies among other bytes, before anybody needs a string of it.

import type { TextPlaces } from '../native/token-scanner.ts';

/** Well-formed UTF-8, bytes[start, end), without escapes. The bytes may be overwritten: see who gives it. */
export interface Utf8Text {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Several such texts among the same bytes, each behind the one before. */
export interface Utf8Texts extends TextPlaces {
  readonly bytes: Buffer;
}

export function textAt({ bytes, places, stride }: Utf8Texts, index: number): Utf8Text {
  const at = stride * index;
  return { bytes, start: places[at] as number, end: places[at + 1] as number };
}

/** From the start of the first one to the end of the last one; there is one at least. */
export function bytesOf(texts: Utf8Texts): number {
  return textAt(texts, texts.end - 1).end - textAt(texts, texts.first).start;
}

export function decodeUtf8({ bytes, start, end }: Utf8Text): string {
  return bytes.toString('utf8', start, end);
}
