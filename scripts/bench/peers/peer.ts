// A peer: another engine that builds an index of the same corpus and is asked the same.
//
// An engine reads the corpus itself. It asks the phrases or searches of a list one by one in one process,
// and takes times when it is warm (measure.ts).

/** Microseconds a phrase or search. */
export interface Times {
  readonly mean: number;
  readonly median: number;
  readonly p99: number;
}

/** The answers of an engine to a list. */
export interface Answers {
  /** By the key of the question. */
  readonly times: Readonly<Record<string, Times>>;
  /** By the name of a number, as `counts`: one a line, null where there is none. */
  readonly told: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface BuildForm {
  readonly name: string;
  readonly threads: number;
  readonly storesText: boolean;
}

export interface BuildOptions extends BuildForm {
  readonly corpus: string;
  readonly index: string;
}

/** A phrase is text or ids; a search is what query-lists.ts writes. */
export type ListKind = 'phrases' | 'searches';

export interface AskOptions {
  readonly index: string;
  /** A file with a phrase or search a line. */
  readonly list: string;
  readonly kind: ListKind;
  readonly bins: number;
}

export interface Peer {
  readonly name: string;
  /**
   * Makes the engine ready, in a folder where it needs one, and returns its version; not timed. Throws
   * where it cannot be had here.
   */
  prepare(folder: string): string;
  /** Builds an index in a folder that is not there yet, and returns the seconds it took. */
  build(options: BuildOptions): number;
  ask(options: AskOptions): Answers;
}
