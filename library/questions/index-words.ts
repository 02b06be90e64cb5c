// The vocabulary of an index.

import { walkTerms, walkWords } from '../../exposure/vocabulary/walk-words.ts';
import type { Word } from '../../schemas/words.ts';
import type { WordOptions } from '../index-questions.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';

/** By first step, then by the bytes of the term; `undefined` where a caller with other work can pause. */
export function walkIndexWords(
  snapshot: OpenSnapshot,
  question: WordOptions,
): Generator<Word | undefined, void, undefined> {
  return walkWords(snapshotOf(snapshot), question);
}

/** The numbers of given terms, in their order; null: the index does not have one. Pauses likewise. */
export function walkTermNumbers(
  snapshot: OpenSnapshot,
  terms: readonly string[],
  question: Pick<WordOptions, 'at'>,
): Generator<Word | null | undefined, void, undefined> {
  return walkTerms(snapshotOf(snapshot), terms, question);
}
