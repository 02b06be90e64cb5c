// Answers to phrases, as objects with the keys of the JSON lines of `query` (docs/exposures.md).
//
// The types of the library name no other package, so that a program needs no types but these.

/** Where one exposure is. */
export interface Seen {
  /** Optimizer step, 1-based. */
  readonly step: number;
  /** Ordinal of the record in training order, from 0; null: the index has the resolution `step`. */
  readonly rank: number | null;
  /** The record's own id; null: it has none, or the rank is null. */
  readonly id: string | null;
}

/** Exposures by ranges of steps. */
export interface Timeline {
  /** Bin i holds the steps in (edges[i], edges[i + 1]]. */
  readonly edges: readonly number[];
  /** Exposures in each bin; one fewer than edges. */
  readonly count: readonly number[];
}

/** The text around one exposure. */
export interface Context {
  readonly before: string;
  /** As it is written in the record. */
  readonly match: string;
  readonly after: string;
  /** Whether the record has more text on that side. */
  readonly truncated: { readonly before: boolean; readonly after: boolean };
  readonly step: number;
  readonly rank: number;
  readonly id: string | null;
  /** The file, as it was named to the indexer. */
  readonly source: string;
  /** Line, element or row of the source, 1-based. */
  readonly line: number;
}

/** What is counted of a phrase, or of a group. Keys with `?` are there where they are asked for. */
export interface Counts {
  /** Exposures. */
  readonly count: number;
  /** Null: never seen. */
  readonly first: Seen | null;
  readonly last: Seen | null;
  /** Exposures with step <= the key. */
  readonly at?: Readonly<Record<string, number>>;
  /** By name of the checkpoint: its step, and the exposures with step <= it. */
  readonly checkpoints?: Readonly<
    Record<string, { readonly step: number; readonly count: number }>
  >;
  /** The last exposure with step <= the key; null: there is none. */
  readonly last_at?: Readonly<Record<string, Seen | null>>;
  /** Distinct records. */
  readonly records?: number;
  /** Distinct records with step <= the key. */
  readonly records_at?: Readonly<Record<string, number>>;
  readonly timeline?: Timeline;
  /** By value of the facet field, or by source file; values without an exposure are absent. */
  readonly by_facet?: Readonly<
    Record<
      string,
      {
        readonly count: number;
        readonly first: Seen;
        readonly last: Seen;
        readonly at?: Readonly<Record<string, number>>;
        readonly timeline?: Timeline;
      }
    >
  >;
  readonly contexts?: readonly Context[];
}

/** The answer to one phrase. */
export interface Answer extends Counts {
  readonly phrase: string;
  /** The tokens that were looked for. */
  readonly tokens: readonly string[];
  /** Analyzer `ids`: the text phrase as it is and after a space, each with its own numbers. */
  readonly variants?: readonly Omit<Answer, 'variants'>[];
}
