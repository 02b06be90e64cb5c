// What the main thread and a worker say to each other while a build runs. A closed set.
//
// A range is a contiguous part of the corpus that one worker gets; it becomes one segment, or more
// where it has too much for one. Ranks, and with a pace steps, depend on how much came before,
// which is known once the ranges before have been read ("filled"): so a worker reports what it has
// read, sorts, and only then needs its base to write the file.

import type { MessagePort } from 'node:worker_threads';
import type { Reading } from '../../corpus/corpus.ts';
import type { TakeLimit } from '../../corpus/run-end.ts';
import type { StepRule } from '../../corpus/step-rule.ts';
import type { ErrorCode, ErrorDetails } from '../../errors.ts';
import type { RowsSpec } from '../../formats/rows/rows-spec.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { Resolution } from '../../store/catalogue/settings.ts';
import type { Consumed } from '../../store/segment/record-amounts.ts';
import type { IndexAnalyzer } from '../../text/index-analyzer.ts';
import type { RangePart } from './range-tally.ts';
import type { Filled, Sealed, SegmentBase } from './segment-messages.ts';

export interface WorkerOptions {
  /** Ordinal of the worker, 0-based. */
  readonly worker: number;
  readonly directory: string;
  readonly analyzer: IndexAnalyzer;
  readonly storesText: boolean;
  readonly resolution: Resolution;
  readonly steps: StepRule;
  readonly reading: Reading;
  readonly onBadRecord: 'fail' | 'skip';
  readonly segmentSymbols: number;
  readonly segmentBytes: number;
}

/** What a thread is sent for each build: its port is that of this build alone. */
export interface ThreadTask {
  readonly options: WorkerOptions;
  readonly port: MessagePort;
}

/** A part of a range: lines, or rows that the worker reads itself. With a limit the run may end in it. */
export type FeedMessage = {
  readonly range: number;
  readonly source: number;
  readonly limit?: TakeLimit | undefined;
} & (
  | { readonly kind: 'batch'; readonly name: string; readonly batch: SourceBatch }
  | { readonly kind: 'rows'; readonly rows: RowsPart }
);

/** Records [start, end) of a source; about how many bytes of text they have. */
interface RowsPart {
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
}

export type ToWorker =
  | FeedMessage
  | { kind: 'open-rows'; source: number; spec: RowsSpec }
  | { kind: 'end-range'; range: number }
  /** End the segment under construction here, before what is in the queue. */
  | { kind: 'end-segment'; range: number }
  | { kind: 'base'; base: SegmentBase }
  | { kind: 'close' };

/** Amounts that were taken of a batch. */
export interface Taken extends Consumed {
  /** The last record's own step; 0: none was taken, or records do not say steps. */
  readonly lastStep: number;
  /** Where the limit ended it: the last line, or how many records of the source were read. */
  readonly stoppedAt: number | undefined;
}

export type FromWorker =
  | ({ kind: 'consumed'; range: number; bytes: number } & Taken)
  | { kind: 'filled'; range: number; filled: Filled }
  | ({ kind: 'range-read'; range: number } & Omit<RangePart, 'batches'>)
  /** As range-read, of the range's first batches: those in the segments filled so far. */
  | { kind: 'part-read'; range: number; part: RangePart }
  | { kind: 'sealed'; range: number; sealed: Sealed }
  | { kind: 'range-sealed'; range: number }
  | { kind: 'failed'; code: ErrorCode | undefined; message: string; details: ErrorDetails };
