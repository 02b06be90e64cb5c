// Answers of trace, overlap, words and records (docs/trace.md, docs/words.md, docs/records.md).

import type { Seen } from './exposure.ts';

/** The maximal spans of a text that stand in the corpus. */
export interface Trace {
  /** Tokens of the text. */
  readonly tokens: number;
  /** In order of start; token offsets are half-open, [start, end). */
  readonly spans: readonly {
    readonly start: number;
    readonly end: number;
    readonly text: string;
    readonly count: number;
    readonly first: Seen;
    readonly last: Seen;
    readonly at?: Readonly<Record<string, number>>;
    /** With `rarest`: a natural logarithm. */
    readonly unigram_log_probability?: number;
  }[];
  /** With `rarest`: whether spans were left out. */
  readonly truncated?: boolean;
}

/** How far an item stands in the corpus, and since when. */
export interface ItemOverlap {
  readonly id: string | null;
  readonly tokens: number;
  /** The longest span that was seen, the first of equal ones; null: no token was. */
  readonly longest: { readonly tokens: number; readonly text: string; readonly first: Seen } | null;
  /** By n: the share of the n-grams that were seen, 0 to 1; null: the item has none. */
  readonly coverage: Readonly<Record<string, number | null>>;
  /** The share by the end of each step of `at`. */
  readonly coverage_at?: Readonly<Record<string, number | null>>;
  /** By share: the first step by whose end it is reached; null: it never is. */
  readonly seen_at: Readonly<Record<string, number | null>>;
}

/** In the place of an answer: an item that cannot be asked. */
export interface FailedItem {
  readonly id: string | null;
  readonly error: { readonly code: string; readonly message: string };
}

/** A distinct token of the corpus. */
export interface Word {
  readonly term: string;
  readonly count: number;
  /** Distinct records; absent: the index has the resolution `step`. */
  readonly records?: number;
  readonly first: Seen;
  readonly last: Seen;
  readonly at?: Readonly<Record<string, number>>;
}

/** A record as it was consumed. */
export interface CorpusRecord {
  readonly step: number;
  readonly rank?: number;
  readonly id?: string | null;
  readonly source?: string;
  /** Line of the source, 1-based; of a source of rows there is `row`. */
  readonly line?: number;
  readonly row?: number;
  /** Absent where no text is stored; `parts` where boundaries divide it. */
  readonly text?: string;
  readonly parts?: readonly string[];
}
