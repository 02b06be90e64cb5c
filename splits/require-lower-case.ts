// Phrases that were found in sentences are lower-cased, which an index may not be.

import { IndexError } from '../errors.ts';
import type { PairSet } from './pairs/pair-set.ts';

/** Throws `analyzer_mismatch`. */
export function requireLowerCase(
  { analyzer }: { readonly analyzer: string },
  sets: readonly PairSet[],
): void {
  const set = sets.find(({ phrasesFrom }) => phrasesFrom === 'sentences');
  // Of an index of ids, which no phrase of words can be asked of, the phrase book says so.
  if (analyzer !== 'cased' || set === undefined) return;
  throw new IndexError(
    'analyzer_mismatch',
    `the index was built with the analyzer ${analyzer}, and critical phrases found in sentences are lower-cased: most of them would seem unseen. Build an index with the analyzer words, or give the phrases in columns of their own.`,
    { found: analyzer, expected: 'words' },
  );
}
