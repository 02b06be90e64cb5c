/** The same bytes in one piece. One chunk, as most bodies of requests between servers are, is not copied. */
export function joinChunks(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
