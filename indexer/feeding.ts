// What the feeding of each source has in common.

import type { FeedEnd } from './feed-end.ts';
import type { RangeDealer } from './range-dealer.ts';
import type { RangePool } from './range-pool.ts';
import type { RunEnd } from './run-end.ts';
import type { DecodeOptions } from './sources/decode-batch.ts';

export interface FeedOptions {
  readonly rangeBytes: number;
  readonly maxLineBytes: number;
  readonly signal: AbortSignal;
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
