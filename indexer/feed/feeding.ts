// What the feeding of each source has in common.

import type { RunEnd } from '../../corpus/run-end.ts';
import type { IndexError } from '../../errors.ts';
import type { DecodeOptions } from '../../input/lines/decoded-record.ts';
import type { BuildOptions } from '../build-options.ts';
import type { RangeDealer } from '../workers/range-dealer.ts';
import type { RangePool } from '../workers/range-pool.ts';
import type { SourceReach } from '../workers/range-reaches.ts';
import type { FeedEnd } from './feed-end.ts';

export interface FeedOptions {
  readonly rangeBytes: number;
  readonly maxLineBytes: number;
  /** Whether the index holds records of a source that was named. */
  readonly holdsRecords: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: BuildOptions['onEvent'];
  /** Undefined: all is fed. */
  readonly end: RunEnd | undefined;
  readonly decode: DecodeOptions;
  /** Records are encoded: what they hold is not bounded by their bytes alone. */
  readonly hasTokenizer: boolean;
}

export interface Feeding extends FeedOptions {
  readonly pool: RangePool;
  readonly dealer: RangeDealer;
  readonly feedEnd: FeedEnd;
}

/** How far a source was fed (undefined: nothing of it was), or `source_empty` where it holds no record. */
export type Fed = { readonly reach: SourceReach | undefined } | { readonly empty: IndexError };
