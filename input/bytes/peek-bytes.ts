// A look at the head of a stream of bytes without losing it.

export interface Peeked {
  /** The first bytes, copied; all there are if the stream ended before it was enough. */
  head: Buffer;
  /** The whole stream again, without its first `from` bytes (which must lie within `head`). */
  chunks(from?: number): AsyncGenerator<Uint8Array>;
}

/**
 * Reads chunk by chunk until `isEnough(head)` or the stream ends; an empty stream has an empty head.
 * Whoever iterates `chunks` ends the stream, also by leaving early. Throws what the stream throws.
 */
export async function peekBytes(
  stream: AsyncIterable<Uint8Array>,
  isEnough: (head: Buffer) => boolean,
): Promise<Peeked> {
  const iterator = stream[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (!isEnough(head)) {
    const { done, value } = await iterator.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  async function* chunks(from = 0): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > from) yield head.subarray(from);
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head, chunks };
}
