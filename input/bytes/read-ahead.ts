// The next chunk is made while the one before is used.
//
// Only for streams whose chunks stay as they are: decompressed ones do, chunks of files do not.

/**
 * The same chunks. Ends with the stream, and throws what it throws once the chunks before are used;
 * left early, it ends the stream after the chunk that is being made.
 */
export async function* readAhead(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = stream[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = iterator.next();
      // Its failure is told when it is awaited, which may be after somebody else's.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await next.catch(() => {});
    await iterator.return?.();
  }
}
