// The ways to ask a group of phrases. Phrases with the same tokens count once. Others add, also where one is
// inside another.

import type { PhraseGroup } from '../schemas/askable.ts';
import type { PhraseVariant } from './phrase-ids.ts';

/** The ways to ask the phrases of a group, those with the same tokens once. */
export function seekGroup(
  { phrases }: PhraseGroup,
  seek: (phrase: string) => readonly PhraseVariant[],
): PhraseVariant[] {
  const variants = new Map<string, PhraseVariant>();
  for (const variant of phrases.flatMap(seek)) {
    const key = JSON.stringify(variant.tokens);
    if (!variants.has(key)) variants.set(key, variant);
  }
  return [...variants.values()];
}
