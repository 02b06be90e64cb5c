// Answers to lists of phrases, and the contexts of one phrase.

import type { Answer, Context, Counts } from './exposure.ts';

/** The answer to several phrases asked as one: counts add, and a record is counted once. */
export interface GroupAnswer extends Counts {
  readonly name: string;
  readonly phrases: readonly string[];
}

/** In the place of an answer: what cannot be asked. */
export type Unanswerable = (
  | { readonly phrase: string }
  | { readonly name: string; readonly phrases: readonly string[] }
) & { readonly error: { readonly code: string; readonly message: string } };

/** What stands in the place of a phrase or of a group. */
export type Answered = Answer | GroupAnswer | Unanswerable;

/** The exposures of one phrase with the text around them. */
export interface Contexts {
  readonly phrase: string;
  readonly tokens: readonly string[];
  /** Exposures in the range of steps, which may be more than there are contexts. */
  readonly count: number;
  /** Whether there are more than the limit. */
  readonly truncated: boolean;
  readonly limit: number;
  readonly contexts: readonly Context[];
}
