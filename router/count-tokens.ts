// Single tokens -> how often they stand in the whole.
//
// A token is asked as a phrase, which is quick. Few have other tokens when they are analysed again, as
// lower-casing may leave letters that NFC joins: these are looked up as terms.

import { askPhrases, sliceForShards } from './ask-phrases.ts';
import { askTerms } from './ask-terms.ts';
import type { LiveShards, Whole } from './live-shards.ts';

interface AskedTokens {
  readonly tokens: readonly string[];
  readonly at: readonly number[];
  readonly whole: Whole;
}

export interface TokenCount {
  readonly firstStep: number | null;
  readonly count: number;
  /** Exposures with step <= S, for each S of `at`. */
  readonly counts: readonly number[];
}

/** In the order of the tokens. Rejects with what LiveShards.askAll rejects with. */
export async function countTokens(
  shards: LiveShards,
  { tokens, at, whole }: AskedTokens,
  signal: AbortSignal,
): Promise<TokenCount[]> {
  const isIds = whole.joined.analyzer === 'ids';
  const asked = tokens.map((token) => (isIds ? `[${token}]` : token));
  const question = { at };
  const counts = new Map<string, TokenCount>();
  const others: string[] = [];
  let i = 0;
  for (const phrases of sliceForShards(asked, question)) {
    for (const answer of await askPhrases(shards, { phrases, question, whole }, signal)) {
      const token = tokens[i++] as string;
      const isSame = 'tokens' in answer && answer.tokens.length === 1 && answer.tokens[0] === token;
      if (isSame) counts.set(token, readCount(answer, at));
      else others.push(token);
    }
  }
  const terms = await askTerms(shards, { terms: others, at, whole }, signal);
  for (const [i, token] of others.entries()) counts.set(token, readCount(terms[i]?.word, at));
  return tokens.map((token) => counts.get(token) as TokenCount);
}

interface Counted {
  readonly count: number;
  readonly first: { readonly step: number } | null;
  readonly at?: Readonly<Record<string, number>>;
}

function readCount(found: Counted | undefined, at: readonly number[]): TokenCount {
  return {
    firstStep: found?.first?.step ?? null,
    count: found?.count ?? 0,
    counts: at.map((step) => found?.at?.[String(step)] ?? 0),
  };
}
