// Answers to queries (docs/search.md). Their numbers are records.

import type { Context } from './exposure.ts';

export interface FoundRecord {
  /** Optimizer step, 1-based. */
  readonly step: number;
  /** Ordinal in training order, from 0. */
  readonly rank: number;
  readonly id: string | null;
}

/** Bin i holds the steps in (edges[i], edges[i + 1]]. */
export interface SearchTimeline {
  readonly edges: readonly number[];
  readonly records: readonly number[];
}

/** The answer to one query. */
export interface SearchAnswer {
  readonly query: string;
  /** Records that satisfy it. */
  readonly records: number;
  readonly first: FoundRecord | null;
  readonly last: FoundRecord | null;
  /** Records with step <= the key. */
  readonly at?: Readonly<Record<string, number>>;
  readonly timeline?: SearchTimeline;
  /** By value of the index's facet field, or by source file; those without a record are absent. */
  readonly by_facet?: Readonly<
    Record<
      string,
      {
        readonly records: number;
        readonly first: FoundRecord;
        readonly last: FoundRecord;
        readonly at?: Readonly<Record<string, number>>;
        readonly timeline?: SearchTimeline;
      }
    >
  >;
  readonly contexts?: readonly (FoundRecord &
    Pick<Context, 'source' | 'line'> & {
      readonly passages: readonly Pick<Context, 'before' | 'match' | 'after' | 'truncated'>[];
    })[];
}

/** In the place of an answer: a query that cannot be asked. */
export interface UnaskableQuery {
  readonly query: string;
  readonly error: {
    readonly code: string;
    readonly message: string;
    /** The place in the query, in UTF-16 units from 0; null: it is the query as a whole. */
    readonly offset: number | null;
  };
}
