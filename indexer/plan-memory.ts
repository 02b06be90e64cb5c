// From a memory budget to the sizes that keep a build within it. Pure.

import { IndexError } from '../errors.ts';

export interface MemoryPlan {
  readonly workers: number;
  /** Symbols (tokens and record ends) of a segment at most. */
  readonly segmentSymbols: number;
  /** Memory of one segment under construction: symbols, vocabulary and record tables together. */
  readonly segmentBytes: number;
  /** Text bytes of a range at most: what one worker gets before the next one's turn. */
  readonly rangeBytes: number;
  /** Batches on their way to workers, in bytes. */
  readonly queueBytes: number;
  /** The longest line, in bytes. */
  readonly maxLineBytes: number;
}

const mebibyte = 1 << 20;
/** The process itself, its main thread's buffers and SQLite. */
const processBytes = 192 * mebibyte;
/** A worker thread: its heap, and strings between two collections. */
const workerBytes = 80 * mebibyte;
/** At the peak of a segment's build: text, suffix array, records of the rows (4 each), slack. */
const bytesPerSymbol = 18;
/** A distinct term: in the vocabulary, in its orders and counts, codes, slots, the sort's buckets. */
const bytesPerTerm = 200;
/** A byte of the terms: as UTF-16 in a pool that doubles, as UTF-8 twice. */
const bytesPerTermByte = 8;
/** A record: ends, words, id offsets, its position, a step of its own, text offsets. */
const bytesPerRecord = 90;
/** What a batch's byte can become at worst: short tokens, each new. */
const bytesPerBatchByte = 40;
/** English JSON lines have some 4.5 bytes a token; a queue holds about one range of them. */
const textBytesPerSymbol = 4;
/** Segments of fewer symbols would only make queries slow. */
const leastSymbols = mebibyte;
/** A segment's rows are counted in 31 bits. */
const mostSymbols = 2 ** 31 - 1;

export function planMemory(memoryBytes: number, wantedWorkers: number): MemoryPlan {
  for (let workers = wantedWorkers; workers > 0; workers--) {
    const left = memoryBytes - processBytes - workers * workerBytes;
    const symbols = Math.floor(left / (workers * bytesPerSymbol + textBytesPerSymbol));
    if (symbols < leastSymbols && workers > 1) continue;
    if (symbols < leastSymbols) break;
    const segmentSymbols = Math.min(symbols, mostSymbols);
    return {
      workers,
      segmentSymbols,
      segmentBytes: segmentSymbols * bytesPerSymbol,
      rangeBytes: segmentSymbols * textBytesPerSymbol,
      queueBytes: segmentSymbols * textBytesPerSymbol,
      maxLineBytes: Math.min(128 * mebibyte, Math.floor(memoryBytes / 32)),
    };
  }
  const least = processBytes + workerBytes + leastSymbols * (bytesPerSymbol + textBytesPerSymbol);
  throw new IndexError(
    'bad_argument',
    `--memory ${Math.round(memoryBytes / mebibyte)}M is too little to build in: give at least ${Math.ceil(least / mebibyte)}M`,
    { found: memoryBytes, expected: least },
  );
}

/** How much a segment under construction holds. */
export interface SegmentFill {
  readonly symbols: number;
  readonly records: number;
  readonly terms: number;
  /** UTF-8 bytes of the terms, and of the records' ids. */
  readonly termBytes: number;
  readonly idBytes: number;
}

/** Codes have at most 27 bits; offsets into terms and ids have 32. */
const mostTerms = 2 ** 26;
const mostBytes = 2 ** 31;

/**
 * Whether a segment should end before a batch of so many bytes: by then it might no longer fit the
 * budget, or the format. A single batch always fits a new segment's format.
 */
export function isFull(
  fill: SegmentFill,
  batchBytes: number,
  limits: Pick<MemoryPlan, 'segmentSymbols' | 'segmentBytes'>,
): boolean {
  const bytes =
    fill.symbols * bytesPerSymbol +
    fill.terms * bytesPerTerm +
    fill.termBytes * bytesPerTermByte +
    fill.records * bytesPerRecord +
    fill.idBytes * 2;
  return (
    fill.symbols + batchBytes > limits.segmentSymbols ||
    bytes + batchBytes * bytesPerBatchByte > limits.segmentBytes ||
    fill.terms > mostTerms ||
    fill.termBytes > mostBytes ||
    fill.idBytes > mostBytes
  );
}

/** Ranges are not made smaller than this for the sake of keeping all workers busy. */
const leastRangeBytes = 8 * mebibyte;
/** A batch, and a little for an estimate that is not exact. */
const batchRoom = 3 * (mebibyte / 2);
/** For a source of unknown length. */
const blindRangeBytes = 64 * mebibyte;

/**
 * Text bytes of a range: as few ranges as memory allows, equal for all workers.
 * `totalBytes` is an estimate, undefined where nothing is known.
 */
export function planRangeBytes(plan: MemoryPlan, totalBytes: number | undefined): number {
  if (totalBytes === undefined) return Math.min(plan.rangeBytes, blindRangeBytes);
  const rounds = Math.ceil(totalBytes / (plan.rangeBytes * plan.workers));
  const ranges = Math.min(rounds * plan.workers, Math.ceil(totalBytes / leastRangeBytes));
  // A range ends with a batch: without room for one more, the last round would be a sliver.
  return Math.ceil(totalBytes / Math.max(1, ranges)) + batchRoom;
}
