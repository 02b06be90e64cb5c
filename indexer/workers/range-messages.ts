// What the main thread and a worker say to each other while a build runs. A closed set.
//
// A range is a contiguous part of the corpus that one worker gets; it becomes one segment, or more
// where it has too many tokens for one. Ranks, and with a batch size steps, depend on how many
// records came before, which is known once the ranges before have been read ("filled"): so a
// worker reports what it has read, sorts, and only then needs its base to write the file.

import type { Reading } from '../../corpus/corpus.ts';
import type { RecordTally } from '../../corpus/read-records.ts';
import type { TakeLimit } from '../../corpus/run-end.ts';
import type { StepRule } from '../../corpus/step-rule.ts';
import type { ErrorCode, ErrorDetails } from '../../errors.ts';
import type { RowsSpec } from '../../formats/rows/row-reader.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { SkippedRow } from '../../store/catalogue/catalogue.ts';
import type { Consumed } from '../../store/segment/step-table.ts';
import type { IndexAnalyzer } from '../../text/analyzer.ts';
import type { Filled, Sealed, SegmentBase } from './segment-messages.ts';

export interface WorkerOptions {
  /** Ordinal of the worker, 0-based. */
  readonly worker: number;
  readonly directory: string;
  readonly analyzer: IndexAnalyzer;
  readonly storesText: boolean;
  readonly steps: StepRule;
  readonly reading: Reading;
  readonly onBadRecord: 'fail' | 'skip';
  readonly segmentSymbols: number;
  readonly segmentBytes: number;
}

export type ToWorker =
  | ({ kind: 'batch' } & BatchOfRange)
  | { kind: 'open-rows'; source: number; spec: RowsSpec }
  | ({ kind: 'rows' } & RowsOfRange)
  | { kind: 'end-range'; range: number }
  /** End the segment under construction here, before what is in the queue. */
  | { kind: 'end-segment'; range: number }
  | { kind: 'base'; base: SegmentBase }
  | { kind: 'close' };

/** Lines of a range; with a limit the run may end in them. */
export interface BatchOfRange {
  readonly range: number;
  readonly batch: SourceBatch;
  readonly source: number;
  readonly name: string;
  readonly limit?: TakeLimit;
}

export interface RowsOfRange {
  readonly range: number;
  /** Records [start, end) of a source of rows; about how many bytes of text they have. */
  readonly rows: { readonly start: number; readonly end: number; readonly bytes: number };
  readonly source: number;
  readonly limit?: TakeLimit;
}

/** What was taken of a batch. */
export interface Taken extends Consumed {
  /** The last record's own step; 0: none was taken, or records do not say steps. */
  readonly lastStep: number;
  /** Where the limit ended it: the last line, or how many records of the source were read. */
  readonly stoppedAt: number | undefined;
}

/** Records of a source that a range took and could not take. */
export interface SourceTally extends RecordTally {
  readonly source: number;
}

/** What became of the first batches of a range, since the part before. */
export interface RangePart {
  readonly batches: number;
  readonly tallies: SourceTally[];
  readonly skipped: SkippedRow[];
}

export type FromWorker =
  | ({ kind: 'consumed'; range: number; bytes: number } & Taken)
  | { kind: 'filled'; range: number; filled: Filled }
  | { kind: 'range-read'; range: number; tallies: SourceTally[]; skipped: SkippedRow[] }
  /** As range-read, of the range's first batches: those in the segments filled so far. */
  | { kind: 'part-read'; range: number; part: RangePart }
  | { kind: 'sealed'; range: number; sealed: Sealed }
  | { kind: 'range-sealed'; range: number }
  | { kind: 'failed'; code: ErrorCode | undefined; message: string; details: ErrorDetails };
