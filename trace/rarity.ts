// How rare spans are, by the counts of their tokens in the index: the unigram probability by which
// OLMoTrace (arXiv 2504.07096) chooses the spans that it shows.

import { locatePhrases } from '../exposure/find-phrases.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { Span } from './locate-spans.ts';

/** How many spans to keep: so many, or a share of the text's tokens, rounded up. */
export type SpanLimit = number | { readonly share: number };

export interface RareSpan extends Span {
  /** Natural logarithm of the product of the shares that its tokens have of all tokens. */
  readonly logProbability: number;
}

/** Tokens that are searched, and spans that are looked at, without a pause. */
const tokensAtOnce = 256;
const spansAtOnce = 64;

/** The spans with their probabilities; each of their tokens stands in the index. Pauses. */
export function* measureRarity(
  snapshot: Snapshot,
  tokens: readonly string[],
  spans: readonly Span[],
): Generator<undefined, RareSpan[]> {
  const found = new Set<string>();
  for (const [i, { start, end }] of spans.entries()) {
    for (let at = start; at < end; at++) found.add(tokens[at] as string);
    if (i % spansAtOnce === spansAtOnce - 1) yield undefined;
  }
  const distinct = [...found];
  const logs = new Map<string, number>();
  for (let i = 0; i < distinct.length; i += tokensAtOnce) {
    const some = distinct.slice(i, i + tokensAtOnce);
    const phrases = some.map((token) => [token]);
    for (const [j, places] of locatePhrases(snapshot, phrases).entries()) {
      const count = places.reduce((sum, { interval }) => sum + interval.end - interval.start, 0);
      logs.set(some[j] as string, Math.log(count / snapshot.tokens));
    }
    yield undefined;
  }
  const rare: RareSpan[] = [];
  for (const [i, span] of spans.entries()) {
    rare.push({ ...span, logProbability: sumLogs(tokens.slice(span.start, span.end), logs) });
    if (i % spansAtOnce === spansAtOnce - 1) yield undefined;
  }
  return rare;
}

/** `logs`: by token, the logarithm of its share of all tokens. */
export function sumLogs(
  tokens: readonly string[],
  logs: { get(token: string): number | undefined },
): number {
  let sum = 0;
  for (const token of tokens) sum += logs.get(token) ?? 0;
  return sum;
}

/** The rarest spans, as many as the limit says, in their order; of equal ones the first. */
export function chooseRarest(
  spans: readonly RareSpan[],
  limit: SpanLimit,
  tokens: number,
): RareSpan[] {
  const max = typeof limit === 'number' ? limit : Math.ceil(limit.share * tokens);
  const byRarity = spans.toSorted((one, other) => one.logProbability - other.logProbability);
  return byRarity.slice(0, max).sort((one, other) => one.start - other.start);
}
