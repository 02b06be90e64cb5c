// The tokens of a text that has no place to cut, with their ranges, in steps of bounded time.
//
// The same as analyzer.ts's analyzeWithRanges, which the tests hold it against: a record may be one
// word of millions of letters, and who shows it has other work too. Not in steps: lower-casing one
// token, and a run of marks, which is normalised as a whole; both take some 10 ns a character.

import { type AnalyzerName, isBlank, type RangedTokens } from './analyzer.ts';
import {
  codePointProperties,
  composesBit,
  wordBreakClasses,
  wordBreakMask,
} from './code-point-properties.ts';
import { invisibleCharacters, normalizeTraced, type TracedText } from './normalize.ts';
import { scanTo, startScan } from './word-break.ts';

/** Some milliseconds. */
const usualPiece = 64 << 10;

/** A place to pause after each piece. */
export function* analyzeInPieces(
  text: string,
  analyzer: AnalyzerName,
  pieceLength = usualPiece,
): Generator<undefined, RangedTokens> {
  const normal = yield* normalizePieces(text.toWellFormed(), pieceLength);
  const scan = startScan(normal.text);
  for (let end = 0; end < normal.text.length; ) {
    end = Math.min(normal.text.length, scan.offset + pieceLength);
    scanTo(scan, end);
    yield undefined;
  }
  const found: RangedTokens = { tokens: [], starts: [], ends: [] };
  let looked = 0;
  let start = 0;
  for (const end of scan.boundaries) {
    looked += end - start;
    if (!isBlank(normal.text, start, end)) {
      const token = normal.text.slice(start, end);
      found.tokens.push(analyzer === 'words' ? token.toLowerCase() : token);
      found.starts.push(normal.starts[start] as number);
      found.ends.push(normal.ends[end - 1] as number);
    }
    start = end;
    if (looked < pieceLength) continue;
    looked = 0;
    yield undefined;
  }
  return found;
}

function* normalizePieces(text: string, pieceLength: number): Generator<undefined, TracedText> {
  const pieces: { readonly base: number; readonly traced: TracedText }[] = [];
  let length = 0;
  for (let base = 0; base < text.length; ) {
    const end = findInert(text, base + pieceLength);
    const traced = normalizeTraced(text.slice(base, end));
    pieces.push({ base, traced });
    length += traced.text.length;
    base = end;
    yield undefined;
  }
  const starts = new Uint32Array(length);
  const ends = new Uint32Array(length);
  let at = 0;
  for (const { base, traced } of pieces) {
    for (let i = 0; i < traced.text.length; i += 1, at += 1) {
      starts[at] = base + (traced.starts[i] as number);
      ends[at] = base + (traced.ends[i] as number);
    }
    yield undefined;
  }
  return { text: pieces.map(({ traced }) => traced.text).join(''), starts, ends };
}

const extend = wordBreakClasses.indexOf('Extend');

/** The first code point from `from` on that normalisation leaves, and joins to nothing before it. */
function findInert(text: string, from: number): number {
  const properties = codePointProperties();
  for (let i = from; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xdc00 && unit < 0xe000) continue;
    const property = properties[text.codePointAt(i) as number] as number;
    const isInert = (property & composesBit) === 0 && (property & wordBreakMask) !== extend;
    if (isInert && !invisibleCharacters.includes(text.charAt(i))) return i;
  }
  return text.length;
}
