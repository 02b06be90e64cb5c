// An order over the records of a source: which one comes when.

import type { RowFile } from '../rows/row-reader.ts';

export interface RecordOrder {
  /** How many entries are consumed. */
  readonly entries: number;
  /** What the order has beyond, in words for people; undefined: nothing. */
  readonly left: string | undefined;
  /** The files that say it. */
  readonly files: readonly RowFile[];
  /** The record that entry `entry` names, from 0 on; reading on from entry to entry is cheap. */
  at(entry: number): number;
  /** The step that was given entry `entry`; absent: the order does not say steps. */
  stepAt?(entry: number): number;
  /** Reads all of it, and throws `order_invalid` where it cannot be what was fed. */
  check(signal: AbortSignal): void;
  /** May be called twice. */
  close(): void;
}
