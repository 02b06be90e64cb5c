// A text as it lies among other bytes, before anybody needs a string of it.

/** Well-formed UTF-8, bytes[start, end), without escapes. The bytes may be overwritten: see who gives it. */
export interface Utf8Text {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

export function decodeUtf8({ bytes, start, end }: Utf8Text): string {
  return bytes.toString('utf8', start, end);
}
