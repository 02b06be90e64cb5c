// Where a split finds the exposures of phrases: an index, or several that hold parts of a corpus.

import type { PhraseExposure } from '../exposure/expose-phrases.ts';

/** A phrase with its tokens, of which it has at least one. */
export interface AskedPhrase {
  readonly phrase: string;
  readonly tokens: readonly string[];
}

/** What is asked of each phrase. */
export interface ExposureQuestion {
  /** Steps S for the exposures with step <= S. */
  readonly at: readonly number[];
  /** The k of the k-th exposure, from 1. */
  readonly minCount: number;
}

/** Exposures in the order of the phrases. */
export type AskExposures = (
  phrases: readonly AskedPhrase[],
) => PhraseExposure[] | Promise<PhraseExposure[]>;

/** The exposures of words; their analyzer is `words`, `cased` or `ids`. */
export interface ExposureSource {
  readonly analyzer: string;
  /** Throws `bad_argument` for a question that cannot be asked. */
  ask(question: ExposureQuestion): AskExposures;
}
