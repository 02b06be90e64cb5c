// Messages about one segment: how much fills it, where it begins, its files.

import type { FileRow } from '../../store/catalogue/segment-row.ts';
import type { Consumed } from '../../store/segment/record-amounts.ts';

/** A segment's contents, read and analysed. */
export interface Filled extends Consumed {
  /** Of the first and last record, where the records say their steps. */
  readonly ownSteps: { readonly first: number; readonly last: number; where: string } | undefined;
}

/** The beginning of a segment in the index, known once everything before it has been read. */
export interface SegmentBase {
  readonly id: number;
  readonly consumed: Consumed;
}

/** A segment's files, finished under their names. */
export interface Sealed {
  readonly base: SegmentBase;
  readonly filled: Filled;
  readonly firstStep: number;
  readonly lastStep: number;
  /** Ids of its sources, which its records name by their places in this list. */
  readonly sources: readonly number[];
  /** Values of its facets, likewise; absent: the index has no field of facets. */
  readonly facets?: readonly string[];
  readonly index: FileRow;
  readonly text: FileRow | null;
}
