// Critical phrases of a pair without a rule of BLiMP, in units (locate-units.ts): what differs and its
// neighbours.

import type { CriticalPhrasesOrReason, Pair } from './critical-phrases.ts';
import { findDifference, isEmpty, isOneForOne } from './difference.ts';
import { locateUnits } from './locate-units.ts';
import { phraseAt, type WordRange } from './words.ts';

/**
 * The stretch that differs and `context` units on either side, in each sentence. It is one
 * word for one by white space or one unit for one, so a word of several tokens may differ in
 * several, and the shorter one in none ("朋友们" // "朋友").
 */
export function findUnitPhrases(
  pair: Pair,
  { context, isOneWord }: { readonly context: number; readonly isOneWord: boolean },
): CriticalPhrasesOrReason {
  const goodUnits = locateUnits(pair.good);
  const badUnits = locateUnits(pair.bad);
  if (goodUnits.length === 0 || badUnits.length === 0) return { dropped: 'phrase_without_token' };
  const difference = findDifference(
    goodUnits.map(({ word }) => word),
    badUnits.map(({ word }) => word),
  );
  if (isEmpty(difference.good) && isEmpty(difference.bad)) return { dropped: 'phrases_equal' };
  if (!isOneWord && !isOneForOne(difference)) return { dropped: 'not_one_for_one' };
  const stretch = (change: WordRange, length: number) => ({
    start: Math.max(0, change.start - context),
    end: Math.min(length, change.end + context),
  });
  const good = phraseAt(pair.good, goodUnits, stretch(difference.good, goodUnits.length));
  const bad = phraseAt(pair.bad, badUnits, stretch(difference.bad, badUnits.length));
  if (good === undefined || bad === undefined) return { dropped: 'empty_phrase' };
  return good === bad ? { dropped: 'phrases_equal' } : { good, bad };
}
