// What the feeding of each source has in common.

import type { RunEnd } from '../../corpus/run-end.ts';
import type { IndexError } from '../../errors.ts';
import type { DecodeOptions } from '../../input/lines/decoded-record.ts';
import type { BuildOptions } from '../build-options.ts';
import type { RangeDealer } from '../workers/range-dealer.ts';
import type { RangePool } from '../workers/range-pool.ts';
import type { RangeReaches, SourceReach } from '../workers/range-reaches.ts';
import type { FeedEnd } from './feed-end.ts';

export interface FeedOptions {
  readonly pool: RangePool;
  /** Filled for a range before its end is posted. */
  readonly reaches: RangeReaches;
  readonly rangeBytes: number;
  readonly maxLineBytes: number;
  /** Whether the index holds records of a source that was named. */
  readonly holdsRecords: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: BuildOptions['onEvent'];
  /** Undefined: all is fed. */
  readonly end: RunEnd | undefined;
  readonly decode: DecodeOptions;
  /** Records are encoded: their bytes do not bound their amounts. */
  readonly hasTokenizer: boolean;
}

export interface Feeding extends FeedOptions {
  readonly dealer: RangeDealer;
  readonly feedEnd: FeedEnd;
}

/** How far a source was fed (undefined: nothing of it was), or `source_empty` where it holds no record. */
export type Fed = { readonly reach: SourceReach | undefined } | { readonly empty: IndexError };
