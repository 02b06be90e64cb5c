// A stream of UTF-8 as batches of its lines, for lists of phrases.

import { isUtf8 } from 'node:buffer';
import { IndexError } from '../../errors.ts';

const lineFeed = 10;

/** Lines without their ends; throws `not_utf8` with the line. */
export async function* cutLines(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let rest = '';
  let cut = 0;
  for await (const chunk of chunks) {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw notUtf8(name, cut + 1 + linesBefore(Buffer.from(chunk)), cause);
    }
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    cut += lines.length;
    if (lines.length > 0) yield lines.map(withoutReturn);
  }
  try {
    rest += decoder.decode();
  } catch (cause) {
    throw notUtf8(name, cut + 1, cause);
  }
  if (rest !== '') yield [withoutReturn(rest)];
}

/** Lines before the first that is not UTF-8; the first may begin in the chunk before. */
function linesBefore(chunk: Buffer): number {
  let start = chunk.findIndex((byte) => byte < 0x80 || byte >= 0xc0);
  for (let lines = 0; start >= 0; lines++) {
    const feed = chunk.indexOf(lineFeed, start);
    if (!isUtf8(chunk.subarray(start, feed < 0 ? chunk.length : feed)) || feed < 0) return lines;
    start = feed + 1;
  }
  return 0;
}

function notUtf8(name: string, line: number, cause: unknown): IndexError {
  return new IndexError(
    'not_utf8',
    `${name}:${line}: the line is not UTF-8, as phrase lists have to be: convert the file, for example with iconv -f WINDOWS-1252 -t UTF-8`,
    { file: name, line },
    cause,
  );
}

/** The last batch with the one before it: the last line of a file need not end, and is not a batch of its own. */
export async function* withEnd(batches: AsyncIterable<string[]>): AsyncGenerator<string[]> {
  let before: string[] = [];
  let last: string[] = [];
  for await (const batch of batches) {
    if (before.length > 0) yield before;
    before = last;
    last = batch;
  }
  if (last.length === 1) before.push(...last);
  if (before.length > 0) yield before;
  if (last.length > 1) yield last;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
