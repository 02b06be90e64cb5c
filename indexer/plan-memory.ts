// From a memory budget to the sizes that keep a build within it. Pure.

import { IndexError } from '../errors.ts';

export interface MemoryPlan {
  readonly workers: number;
  /** Symbols (tokens and record ends) of a segment at most. */
  readonly segmentSymbols: number;
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
/** A worker thread: its heap, the vocabulary, strings between two collections. */
const workerBytes = 80 * mebibyte;
/** At the peak of a segment's build: text, suffix array and rows (12), the gather's pairs (8), slack. */
const bytesPerSymbol = 24;
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

/** Ranges are not made smaller than this for the sake of keeping all workers busy. */
const leastRangeBytes = 8 * mebibyte;
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
  const equal = Math.ceil((totalBytes / Math.max(1, ranges)) * 1.01) + (64 << 10);
  return Math.min(plan.rangeBytes, equal);
}
