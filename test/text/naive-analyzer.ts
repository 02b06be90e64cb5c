// The definition of the analyzer (docs/exposures.md, "What matches?"), written as plainly as possible:
// the oracle for analyze() and analyzeInto(). It shares only the word boundaries with them.

import type { AnalyzerName } from '../../text/analyzer.ts';
import { wordBoundaries } from '../../text/word-break.ts';

export function naiveTokens(text: string, analyzer: AnalyzerName): string[] {
  const normal = text
    .toWellFormed()
    .replace(
      /[\u{ad}\u{61c}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}\u{2066}-\u{2069}\u{feff}]/gu,
      '',
    )
    .normalize('NFC')
    .replace(/[\u{2018}\u{2019}\u{201b}\u{2bc}\u{ff07}]/gu, "'")
    .replace(/[\u{201c}\u{201d}\u{201e}\u{201f}\u{ff02}]/gu, '"');
  const boundaries = wordBoundaries(normal);
  return boundaries
    .slice(1)
    .map((end, i) => normal.slice(boundaries[i], end))
    .filter((segment) => !/^[\p{White_Space}\p{Cc}]*$/u.test(segment))
    .map((token) => (analyzer === 'words' ? token.toLowerCase() : token));
}

export function naiveWords(text: string): number {
  return text.split(/\p{White_Space}+/u).filter((run) => run !== '').length;
}
