// JSON -> its value, as JSON.parse makes it, a piece at a time: 32 MB at once would take 0.3 s, in
// which a server answers nobody. What a piece is, json-pieces.ts says.

import type { Pause } from '../pause.ts';
import { type JsonSource, PieceParser } from './json-pieces.ts';

interface ParseOptions {
  readonly pieceLength?: number;
  /** Elements, members and containers that a text may have. */
  readonly maxValues?: number;
}

/** Thrown where a text has more than `maxValues`. */
export class TooManyValues extends Error {
  constructor(max: number) {
    super(`more than ${max} values`);
  }
}

/** Some tenths of a millisecond. */
const usualPiece = 32 << 10;

/** Rejects with a SyntaxError, TooManyValues, and what `pause` rejects with. */
export async function parseJson(
  source: JsonSource,
  pause: Pause,
  { pieceLength = usualPiece, maxValues = Number.POSITIVE_INFINITY }: ParseOptions = {},
): Promise<unknown> {
  if (source.length <= pieceLength) return JSON.parse(source.slice(0, source.length));
  const parser = new PieceParser(source, pieceLength);
  for (;;) {
    const isDone = parser.next();
    if (parser.values > maxValues) throw new TooManyValues(maxValues);
    if (isDone) return parser.end();
    await pause();
  }
}

export function stringSource(text: string): JsonSource {
  return {
    length: text.length,
    at: (place) => text.charCodeAt(place),
    slice: (start, end) => text.slice(start, end),
    canCut: () => true,
  };
}

/** Of bytes that are UTF-8. */
export function byteSource(bytes: Buffer): JsonSource {
  return {
    length: bytes.length,
    at: (place) => bytes[place] ?? 0,
    slice: (start, end) => bytes.toString('utf8', start, end),
    canCut: (place) => ((bytes[place] ?? 0) & 0xc0) !== 0x80,
  };
}
