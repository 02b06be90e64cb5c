// Analysis for indexing: token ids of one record after the other into a sink.

import { type AnalyzerName, analyze } from './analyzer.ts';
import type { TermInterner } from './term-interner.ts';
import type { TokenSink } from './token-sink.ts';

/**
 * Appends the ids of the record's tokens to the sink and adds to `sink.words` the runs without
 * white space (White_Space) of the text as given. Gives the number of tokens appended.
 */
export function analyzeInto(
  text: string,
  analyzer: AnalyzerName,
  interner: TermInterner,
  sink: TokenSink,
): number {
  const tokens = analyze(text, analyzer);
  sink.reserve(tokens.length);
  for (const token of tokens) sink.ids[sink.length++] = interner.internString(token);
  sink.words += text.match(/\P{White_Space}+/gu)?.length ?? 0;
  return tokens.length;
}
