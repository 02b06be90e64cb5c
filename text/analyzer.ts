// What a token is: analyzers `words` and `cased`, version 1, as defined in docs/exposures.md ("What
// matches?"). Used for queries and for marking hits in contexts.
//
// Corpora go through analyze-into.ts, which gives the same tokens faster; the tests hold it
// against this file. A change of any answer here is a new version (index-analyzer.ts).

import { codePointProperties, whiteSpaceBit, wordBreakClasses } from './code-point-properties.ts';
import { normalizeText, normalizeTraced } from './normalize.ts';
import { wordBoundaries } from './word-break.ts';

export type AnalyzerName = 'words' | 'cased';

const control = wordBreakClasses.indexOf('Control');

/** Is text[start, end) made of white space (White_Space) and control characters (Cc) only? */
export function isBlank(text: string, start: number, end: number): boolean {
  const properties = codePointProperties();
  for (let i = start; i < end; i += 1) {
    const property = properties[text.charCodeAt(i)]!;
    if ((property & whiteSpaceBit) === 0 && property !== control) return false;
  }
  return true;
}

/** Calls back for each segment of a normalised text that is a token, before lower-casing. */
function eachToken(text: string, visit: (start: number, end: number) => void): void {
  let start = 0;
  for (const end of wordBoundaries(text)) {
    if (!isBlank(text, start, end)) visit(start, end);
    start = end;
  }
}

/** The tokens of a text; empty where it holds none. */
export function analyze(text: string, analyzer: AnalyzerName): string[] {
  const normal = normalizeText(text);
  const tokens: string[] = [];
  eachToken(normal, (start, end) => {
    const token = normal.slice(start, end);
    tokens.push(analyzer === 'words' ? token.toLowerCase() : token);
  });
  return tokens;
}

/** Tokens, and their ranges in the text as it was given. */
export interface RangedTokens {
  readonly tokens: string[];
  readonly starts: number[];
  readonly ends: number[];
}

/**
 * The tokens of a text, each with its half-open range of UTF-16 offsets in `text` as given.
 * Ranges ascend; two overlap only where NFC turned one character into several tokens. Invisible
 * characters at the edge of a token are outside its range.
 */
export function analyzeWithRanges(text: string, analyzer: AnalyzerName): RangedTokens {
  const normal = normalizeTraced(text);
  const tokens: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  eachToken(normal.text, (start, end) => {
    const token = normal.text.slice(start, end);
    tokens.push(analyzer === 'words' ? token.toLowerCase() : token);
    starts.push(normal.starts[start]!);
    ends.push(normal.ends[end - 1]!);
  });
  return { tokens, starts, ends };
}
