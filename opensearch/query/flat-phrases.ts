// A phrase as sequences of places, one for each way through its alternatives.

import type { Slot } from '../../search/language/expression.ts';
import type { OneSlot } from '../../search/records/phrase-occurrences.ts';

/** A place of a sequence: terms, one of which stands there; undefined: any token. */
export type Place = readonly string[] | undefined;

/** Terms of the cluster that a slot stands for; undefined: any token. */
export type TermsOf = (slot: OneSlot) => Place;

/** Ways through the alternatives of a phrase, at most. */
const maxWays = 128;

/** The sequences that can stand somewhere; undefined: too many ways. */
export function flattenPhrase(
  slots: readonly Slot[],
  termsOf: TermsOf,
): (readonly Place[])[] | undefined {
  let ways: (readonly Place[])[] = [[]];
  for (const slot of slots) {
    const next = slot.kind === 'alternatives' ? flattenAny(slot.of, termsOf) : [[termsOf(slot)]];
    if (next === undefined || ways.length * next.length > maxWays) return undefined;
    ways = ways.flatMap((way) => next.map((more) => [...way, ...more]));
  }
  return ways.filter((way) => way.every((place) => place === undefined || place.length > 0));
}

function flattenAny(
  sequences: readonly (readonly Slot[])[],
  termsOf: TermsOf,
): (readonly Place[])[] | undefined {
  const all: (readonly Place[])[] = [];
  for (const sequence of sequences) {
    const ways = flattenPhrase(sequence, termsOf);
    if (ways === undefined || all.length + ways.length > maxWays) return undefined;
    all.push(...ways);
  }
  return all;
}
