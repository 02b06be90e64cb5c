// The rarest spans of a text, by the counts of their tokens in the whole.

import type { TracedSpan } from '../schemas/trace.ts';
import { chooseRarest, type SpanLimit, sumLogs } from '../trace/rarity.ts';

/** A span with its tokens in their analysed form. */
export interface SpanTokens {
  readonly span: TracedSpan;
  readonly tokens: readonly string[];
}

interface Rarity {
  /** Exposures of each token of the spans, and of all tokens. */
  readonly counts: ReadonlyMap<string, number>;
  readonly allTokens: number;
  readonly limit: SpanLimit;
  /** Tokens of the text. */
  readonly textTokens: number;
}

/** In their order, with their probabilities. */
export function rarestSpans(
  spans: readonly SpanTokens[],
  { counts, allTokens, limit, textTokens }: Rarity,
): TracedSpan[] {
  const logs = new Map(counts.entries().map(([token, n]) => [token, Math.log(n / allTokens)]));
  const rare = spans.map(({ span, tokens }) => {
    return { ...span, logProbability: sumLogs(tokens, logs) };
  });
  const chosen = new Map(spans.map(({ span }) => [span.start, span]));
  return chooseRarest(rare, limit, textTokens).flatMap(({ start, logProbability }) => {
    const span = chosen.get(start);
    return span === undefined ? [] : [{ ...span, unigram_log_probability: logProbability }];
  });
}
