// A list of phrases and groups, cut into slices that are asked together.

import { type Askable, phrasesOf } from '../../schemas/askable.ts';

interface SliceLimits {
  /** Phrases of a slice, those of its groups included. */
  readonly maxPhrases: number;
  /** Their length together, in UTF-16 units. */
  readonly maxLength: number;
}

/** Slices within the limits; a group is not cut, so that one that exceeds them is a slice of its own. */
export function* slicePhrases(
  phrases: readonly Askable[],
  { maxPhrases, maxLength }: SliceLimits,
): Generator<Askable[], void, undefined> {
  let slice: Askable[] = [];
  let count = 0;
  let length = 0;
  for (const phrase of phrases) {
    const own = phrasesOf(phrase);
    const more = own.reduce((sum, one) => sum + one.length, 0);
    if (slice.length > 0 && (count + own.length > maxPhrases || length + more > maxLength)) {
      yield slice;
      slice = [];
      count = 0;
      length = 0;
    }
    slice.push(phrase);
    count += own.length;
    length += more;
  }
  if (slice.length > 0) yield slice;
}
