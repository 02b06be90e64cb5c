// Bytes as they come -> lines of text, so many at once.

const lineFeed = 0x0a;

/** Lines without their ends, at most `max` together; the last one may lack its end. */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  max: number,
): AsyncGenerator<string[], void, undefined> {
  let lines: string[] = [];
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      lines.push(Buffer.concat([...rest, chunk.subarray(start, end)]).toString('utf8'));
      rest = [];
      start = end + 1;
      if (lines.length < max) continue;
      yield lines;
      lines = [];
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) lines.push(Buffer.concat(rest).toString('utf8'));
  if (lines.length > 0) yield lines;
}
