// A contest: engines that can be given the same tokens and be asked the same, and with what.

import type { BuildForm, ListKind, Peer } from './peer.ts';

/** A file of phrases or searches. */
export interface QuestionList {
  readonly name: string;
  readonly kind: ListKind;
  readonly path: string;
}

/** A corpus as the engines of a contest read it, and what they are asked. */
export interface Material {
  readonly corpus: string;
  readonly lists: readonly QuestionList[];
}

export interface Contest {
  /** The tokens, as a heading has them. */
  readonly name: string;
  readonly peers: readonly Peer[];
  readonly builds: readonly BuildForm[];
  /** Words for each question of a kind of list, by its key in `Answers.times`. */
  readonly questions: Readonly<Partial<Record<ListKind, Readonly<Record<string, string>>>>>;
  /** The keys of `Answers.told` in which all engines have to agree. */
  readonly compared: readonly string[];
  /**
   * Writes what is measured. Engines that cut texts into tokens of their own agree on `plain` only;
   * without it they have to agree on all that is measured.
   */
  write(corpus: string, folder: string): { readonly measured: Material; readonly plain?: Material };
}
