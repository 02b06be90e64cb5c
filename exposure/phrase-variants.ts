// The ways to ask a phrase. In an index of words there is one; in one of token ids (phrase-ids.ts) a
// text may have two.
//
// A place in the corpus is counted once. Two ways match at the same place only where the ids of one
// end with those of the other (an id for a space alone); then the shorter one has all places.

import { IndexError } from '../errors.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { analyzePhrase } from '../text/analyze-phrase.ts';
import type { AnalyzerName } from '../text/analyzer.ts';
import { encodeVariants, type PhraseVariant } from './phrase-ids.ts';

/** The ways to ask a phrase, each with a token; throws `phrase_without_token`. */
export function seekVariants(snapshot: Snapshot, phrase: string): PhraseVariant[] {
  const { settings } = snapshot;
  const variants =
    settings.analyzer === 'ids'
      ? encodeVariants(snapshot, phrase.toWellFormed())
      : [{ phrase, tokens: analyzePhrase(phrase, wordAnalyzer(settings)) }];
  if (variants.every(({ tokens }) => tokens.length > 0)) return variants;
  throw phraseWithoutToken(phrase);
}

/** The analyzer of an index of words. */
export function wordAnalyzer({ analyzer }: Snapshot['settings']): AnalyzerName {
  return analyzer === 'cased' ? 'cased' : 'words';
}

export function phraseWithoutToken(phrase: string): IndexError {
  return new IndexError(
    'phrase_without_token',
    `the phrase ${JSON.stringify(phrase.slice(0, 40))} has no token, so it cannot be asked: expected at least one word, number or punctuation mark`,
  );
}

/** The one that is the phrase as it was given. */
export function chooseOwn<T extends { readonly phrase: string }>(
  phrase: string,
  variants: readonly T[],
): T {
  const own = variants.find((variant) => variant.phrase === phrase) ?? variants[0];
  if (own === undefined) throw new Error('there is a way to ask every phrase');
  return own;
}

/** The variants that have every place once: those whose tokens do not end with another one's. */
export function chooseCounted<T extends { readonly tokens: readonly string[] }>(
  variants: readonly T[],
): T[] {
  return variants.filter(({ tokens }) => !variants.some((other) => endsWith(tokens, other.tokens)));
}

function endsWith(tokens: readonly string[], end: readonly string[]): boolean {
  const start = tokens.length - end.length;
  return start > 0 && end.every((token, i) => tokens[start + i] === token);
}
