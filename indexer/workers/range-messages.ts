// What the main thread and a worker say to each other while a build runs. A closed set.
//
// A range is a contiguous part of the corpus that one worker gets; it becomes one segment, or more
// where it has too many tokens for one. Ranks, and with a batch size steps, depend on how many
// records came before, which is known once the ranges before have been read ("filled"): so a
// worker reports what it has read, sorts, and only then needs its base to write the file.

import type { StepRule } from '../../corpus/step-rule.ts';
import type { ErrorCode, ErrorDetails } from '../../errors.ts';
import type { RowsSpec } from '../../formats/rows/rows-spec.ts';
import type { Truncate } from '../../formats/run-description.ts';
import type { TextField } from '../../input/lines/field-path.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import type { FileRow } from '../../store/catalogue/catalogue.ts';
import type { Consumed } from '../../store/segment/step-table.ts';
import type { IndexAnalyzer } from '../../text/analyzer.ts';

export interface WorkerOptions {
  /** Ordinal of the worker, 0-based. */
  readonly worker: number;
  readonly directory: string;
  readonly analyzer: IndexAnalyzer;
  readonly storesText: boolean;
  readonly textField: TextField;
  readonly idField: string;
  readonly stepRule: StepRule;
  readonly tokenizer: NamedPath | undefined;
  readonly truncate: Truncate | undefined;
  readonly endOfDocument: number | undefined;
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
  readonly rows: RowsPart;
  readonly source: number;
  readonly limit?: TakeLimit;
}

/**
 * How much of a batch is taken: the record with which the amount is reached is the last; of `step`,
 * the last one before a record of a later step.
 */
export interface TakeLimit {
  readonly unit: 'records' | 'words' | 'modelTokens' | 'step';
  readonly amount: number;
}

/** Records [start, end) of a source of rows; about how many bytes of text they have. */
export interface RowsPart {
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
}

/** What is known once everything before a segment has been read. */
export interface SegmentBase {
  readonly id: number;
  readonly consumed: Consumed;
}

/** What was taken of a batch. */
export interface Taken extends Consumed {
  /** The last record's own step; undefined: none was taken, or records do not say steps. */
  readonly lastStep: number | undefined;
  /** Where the limit ended it: the last line, or how many records of the source were read. */
  readonly stoppedAt: number | undefined;
}

/** Records of a source that a range took and could not take. */
export interface SourceTally {
  readonly source: number;
  records: number;
  skipped: number;
  repaired: number;
  /** Records of which a part was cut off (`truncate`). */
  cut: number;
  /** Lines of a table that are neither rows nor blank. */
  padding: number;
}

export interface SkippedRecord {
  readonly source: number;
  readonly line: number;
  readonly code: ErrorCode;
}

/** A segment's contents, read and analysed. */
export interface Filled {
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  readonly modelTokens: number;
  /** Of the first and last record, where the records say their steps. */
  readonly ownSteps: { readonly first: number; readonly last: number; where: string } | undefined;
}

/** A segment's files, finished under their names. */
export interface Sealed {
  readonly base: SegmentBase;
  readonly filled: Filled;
  readonly firstStep: number;
  readonly lastStep: number;
  readonly index: FileRow;
  readonly text: FileRow | null;
}

/** What became of the first batches of a range, since the part before. */
export interface RangePart {
  readonly batches: number;
  readonly tallies: SourceTally[];
  readonly skipped: SkippedRecord[];
}

export type FromWorker =
  | ({ kind: 'consumed'; range: number; bytes: number } & Taken)
  | { kind: 'filled'; range: number; filled: Filled }
  | { kind: 'range-read'; range: number; tallies: SourceTally[]; skipped: SkippedRecord[] }
  /** As range-read, of the range's first batches: those in the segments filled so far. */
  | { kind: 'part-read'; range: number; part: RangePart }
  | { kind: 'sealed'; range: number; sealed: Sealed }
  | { kind: 'range-sealed'; range: number }
  | { kind: 'failed'; code: ErrorCode | undefined; message: string; details: ErrorDetails };
