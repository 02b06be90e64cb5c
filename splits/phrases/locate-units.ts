// Units of a sentence for pairs without a rule of BLiMP: words, and where the script has no spaces
// the analyzer's tokens.
//
// White space alone would take a sentence of Chinese, Japanese or Thai for one word. A unit begins
// and ends where tokens of the analyzer do, so a stretch of units has the same tokens alone as it
// has inside the sentence, and matches in running text.

import { analyzeWithRanges } from '../../text/analyzer.ts';
import { findPunctuation } from './edge-punctuation.ts';
import type { LocatedWord, WordRange } from './words.ts';

/** Scripts that write words without spaces between them. */
const unspaced =
  /\p{sc=Han}|\p{sc=Hira}|\p{sc=Kana}|\p{sc=Bopo}|\p{sc=Thai}|\p{sc=Laoo}|\p{sc=Khmr}|\p{sc=Mymr}/u;
const wordLike = /[\p{L}\p{N}\p{M}\p{So}]/u;

interface Piece {
  readonly token: string;
  readonly start: number;
  end: number;
  readonly isWordLike: boolean;
  readonly isUnspaced: boolean;
}

/**
 * The units of a sentence in its order, each with its UTF-16 range. Tokens that touch are one unit
 * ("well-known", "$5", "boys'"), unless one of them is of a script without spaces ("用|iPhone|拍")
 * or both are words. Punctuation around words is in no unit, as in locateWords.
 */
export function locateUnits(sentence: string): LocatedWord[] {
  const isPunctuation = findPunctuation(sentence);
  const { tokens, starts, ends } = analyzeWithRanges(sentence, 'words');
  const units: LocatedWord[] = [];
  let open: { word: string[]; start: number; last: Piece } | undefined;
  const close = () => {
    if (open === undefined) return;
    units.push({ word: open.word.join(''), start: open.start, end: open.last.end });
    open = undefined;
  };
  for (const [i, token] of tokens.entries()) {
    const [start, end] = [starts[i] ?? 0, ends[i] ?? 0];
    if (isAllPunctuation(sentence, { start, end }, isPunctuation)) {
      close();
      continue;
    }
    const piece: Piece = {
      ...{ token, start, end },
      isWordLike: wordLike.test(token),
      isUnspaced: unspaced.test(token),
    };
    if (open !== undefined && !belongTogether(sentence, open.last, piece)) close();
    if (open === undefined) open = { word: [token], start, last: piece };
    else {
      open.word.push(token);
      open.last = piece;
    }
  }
  close();
  return units;
}

function isAllPunctuation(
  sentence: string,
  { start, end }: WordRange,
  isPunctuation: (offset: number) => boolean,
): boolean {
  for (let i = start; i < end; ) {
    if (!isPunctuation(i)) return false;
    i += (sentence.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
  }
  return true;
}

/** White space and control characters between two tokens part them; invisible characters do not. */
function belongTogether(sentence: string, before: Piece, after: Piece): boolean {
  if (before.isUnspaced || after.isUnspaced) return false;
  if (before.isWordLike && after.isWordLike) return false;
  return !/[\p{White_Space}\p{Cc}]/u.test(sentence.slice(before.end, after.start));
}
