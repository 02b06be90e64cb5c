// An expression over a snapshot -> the records that satisfy it, in training order or back.

import type { Step } from '../../store/ids.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Expression } from '../language/expression.ts';

/** Records of one segment that satisfy an expression: local, in order, one at least. */
export interface FoundRecords {
  readonly segment: Segment;
  readonly records: Uint32Array;
}

export interface SearchRange {
  /** Records with fromStep <= step <= toStep; all by default. */
  readonly fromStep?: Step | undefined;
  readonly toStep?: Step | undefined;
  /** From the last one back. */
  readonly descending?: boolean | undefined;
}

export class RecordSearch {
  readonly snapshot: Snapshot;
  readonly expression: Expression;

  constructor(snapshot: Snapshot, expression: Expression) {
    this.snapshot = snapshot;
    this.expression = expression;
  }

  /**
   * The records in order, some at a time, the first ones soon. Yields `undefined` wherever some
   * milliseconds may have passed, so that a caller with other work can pause there. Throws
   * `records_not_indexed` where the index has the resolution step, and `too_many_terms` where a slot
   * stands for too many terms.
   */
  *walk(_range: SearchRange = {}): Generator<FoundRecords | undefined, void, undefined> {
    yield undefined;
    throw new Error('to come');
  }
}
