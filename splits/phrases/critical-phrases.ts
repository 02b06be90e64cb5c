// A minimal pair and what is looked for in it: two critical phrases, or a reason. Plain data.

/** A minimal pair. */
export interface Pair {
  readonly good: string;
  readonly bad: string;
  /** The row's own fields, as read. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Why a pair is dropped; a code is stable, as it appears in split.json. */
export type DropReason =
  /** The sentences have the same words. */
  | 'good_equals_bad'
  /** They differ in other than one word for one, and the rule asks for that. */
  | 'not_one_for_one'
  /** A sentence has no word. */
  | 'no_words'
  /** A sentence has no word of the list that the rule looks for. */
  | 'word_not_found'
  /** No noun follows where the rule expects a noun phrase. */
  | 'noun_not_found'
  /** The pair's own field is missing or not what stands in the sentence. */
  | 'field_not_in_sentence'
  /** The phrase would end before it starts. */
  | 'empty_phrase'
  /** The rule gives the same phrase for two different sentences. */
  | 'phrases_equal'
  /** A phrase has no token, so that it cannot be asked. */
  | 'phrase_without_token'
  /** `--balance` or `--match-frequency` left the pair out, so that both sides are of one size. */
  | 'left_out_by_sampling';

/**
 * The phrases: what stands in the sentence from the first word to the last, lower-cased, white space
 * as one space, without final punctuation. A comma between two words stays, since it decides what
 * a phrase matches in a corpus; BLiMP's own spans hold none.
 */
interface CriticalPhrases {
  readonly good: string;
  readonly bad: string;
}

export type CriticalPhrasesOrReason = CriticalPhrases | { readonly dropped: DropReason };
