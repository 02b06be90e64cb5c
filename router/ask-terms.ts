// Terms as they are, without the analyzer -> their numbers in the whole: every shard is asked all of them.

import type { TermAnswers, Word } from '../schemas/words.ts';
import { mergeWord } from '../shards/merge-words.ts';
import type { LiveShards, Whole } from './live-shards.ts';
import { unavailable } from './replica.ts';

interface AskedTerms {
  readonly terms: readonly string[];
  readonly at?: readonly number[] | undefined;
  readonly whole: Whole;
}

/** A term, and the place of the first shard that has it. */
export interface FoundTerm {
  readonly word: Word;
  readonly shard: number;
}

const headers = { 'content-type': 'application/json' };
/** Of one request. */
const termsAtOnce = 1000;

/** In the order of the terms; undefined: no shard has one. Rejects with what LiveShards.askAll rejects with. */
export async function askTerms(
  shards: LiveShards,
  { terms, at, whole }: AskedTerms,
  signal: AbortSignal,
): Promise<(FoundTerm | undefined)[]> {
  const found: (FoundTerm | undefined)[] = [];
  for (let start = 0; start < terms.length; start += termsAtOnce) {
    const some = terms.slice(start, start + termsAtOnce);
    const request = { path: '/v1/words', body: JSON.stringify({ terms: some, at }), headers };
    const texts = await shards.askAll(whole, request, signal);
    const each = texts.map((text, i) => {
      const { words }: TermAnswers = JSON.parse(text);
      if (words.length === some.length) return words;
      const name = shards.servers[i]?.name ?? '';
      throw unavailable(name, `it has ${words.length} answers to ${some.length} terms`);
    });
    for (const t of some.keys()) {
      const words = each.map((one) => one[t] ?? null);
      const word = mergeWord(words, whole.joined);
      found.push(word === null ? undefined : { word, shard: words.findIndex(Boolean) });
    }
  }
  return found;
}
