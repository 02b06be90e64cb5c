// From a memory budget to the sizes that keep a build within it. Pure.

import { IndexError } from '../errors.ts';

export interface MemoryPlan {
  readonly workers: number;
  /** Symbols (tokens and record ends) of a segment at most. */
  readonly segmentSymbols: number;
  /** Memory of one segment under construction: symbols, vocabulary and record tables together. */
  readonly segmentBytes: number;
  /** Text bytes of a range at most, and of batches on their way: one worker's turn. */
  readonly rangeBytes: number;
  /** The longest line, in bytes. */
  readonly maxLineBytes: number;
}

const mebibyte = 1 << 20;
/** The process itself, its main thread's buffers and SQLite. */
const processBytes = 192 * mebibyte;
/** A worker thread: its heap, and strings between two collections. */
const workerBytes = 80 * mebibyte;
/** A tokenizer in a worker: its tables and the units it has seen, and what reading its file takes. */
const tokenizerBytes = 16 * mebibyte;
const bytesPerTokenizerByte = 16;
/** At the peak of a segment's build: text, symbols and records of the rows (4 each), the sort's 6. */
const bytesPerSymbol = 18;
/** A distinct term: in the vocabulary, in its orders and counts, codes, slots, the sort's buckets. */
const bytesPerTerm = 200;
/** A unit of the terms: as UTF-16 in a pool that doubles, as UTF-8 twice. */
const bytesPerTermUnit = 8;
/** A record: ends, words, id offsets, its position, facet, text offsets; lists that double. */
const bytesPerRecord = 80;
/** A step: its entry in the table, which doubles, and its run of records. */
const bytesPerStep = 120;
/** A distinct facet, and a UTF-16 unit of it: here, on its way to the main thread, and in its ledger. */
const bytesPerFacet = 250;
const bytesPerFacetUnit = 6;
/** Memory of a batch's byte at worst: short tokens, each new. */
const bytesPerBatchByte = 40;
/** English JSON lines have some 4.5 bytes a token; a queue holds about one range of them. */
const textBytesPerSymbol = 4;
/** Less would hold only a few batches at their worst, and many small segments make queries slow. */
const minSymbols = 7 * mebibyte;
/** A segment's rows are counted in 31 bits. */
const maxSymbols = 2 ** 31 - 1;

/** `tokenizerFileBytes`: the size of the tokenizer.json that each worker reads; 0: none. */
export function planMemory(
  memoryBytes: number,
  wantedWorkers: number,
  tokenizerFileBytes = 0,
): MemoryPlan {
  const perWorker =
    workerBytes +
    (tokenizerFileBytes > 0 ? tokenizerBytes + tokenizerFileBytes * bytesPerTokenizerByte : 0);
  for (let workers = wantedWorkers; workers > 0; workers--) {
    const left = memoryBytes - processBytes - workers * perWorker;
    const symbols = Math.floor(left / (workers * bytesPerSymbol + textBytesPerSymbol));
    if (symbols < minSymbols && workers > 1) continue;
    if (symbols < minSymbols) break;
    const segmentSymbols = Math.min(symbols, maxSymbols);
    return {
      workers,
      segmentSymbols,
      segmentBytes: segmentSymbols * bytesPerSymbol,
      rangeBytes: segmentSymbols * textBytesPerSymbol,
      maxLineBytes: Math.min(128 * mebibyte, Math.floor(memoryBytes / 32)),
    };
  }
  const minBytes = processBytes + perWorker + minSymbols * (bytesPerSymbol + textBytesPerSymbol);
  // Whoever writes 10 means 10G.
  const described =
    memoryBytes < mebibyte
      ? `${memoryBytes} bytes (a number without K, M, G or T is bytes)`
      : `${Math.floor(memoryBytes / mebibyte)}M`;
  throw new IndexError(
    'bad_argument',
    `${described} is too little memory for a segment under construction${tokenizerFileBytes > 0 ? ' with this tokenizer' : ''}: expected at least --memory ${Math.ceil(minBytes / mebibyte)}M`,
    { found: memoryBytes, expected: minBytes },
  );
}

/** How much a segment under construction holds. */
export interface SegmentFill {
  readonly symbols: number;
  readonly records: number;
  readonly terms: number;
  /** UTF-16 units of the terms. */
  readonly termUnits: number;
  /** UTF-8 bytes of the records' ids. */
  readonly idBytes: number;
  /** Distinct facets, and UTF-16 units of them. */
  readonly facets: number;
  readonly facetUnits: number;
  /** Steps that the records say. */
  readonly steps: number;
  readonly words: number;
  readonly modelTokens: number;
}

/** Codes have at most 27 bits; offsets into terms and ids, and amounts of words and model tokens, have 32. */
const maxTerms = 2 ** 26;
const maxAmount = 2 ** 31;
/** A unit takes up to three bytes of UTF-8. */
const maxTermUnits = 2 ** 30;

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
    fill.termUnits * bytesPerTermUnit +
    fill.records * bytesPerRecord +
    fill.steps * bytesPerStep +
    fill.facets * bytesPerFacet +
    fill.facetUnits * bytesPerFacetUnit +
    fill.idBytes * 2;
  return (
    fill.symbols + batchBytes > limits.segmentSymbols ||
    bytes + batchBytes * bytesPerBatchByte > limits.segmentBytes ||
    fill.terms > maxTerms ||
    fill.termUnits > maxTermUnits ||
    fill.idBytes > maxAmount ||
    fill.words > maxAmount ||
    fill.modelTokens > maxAmount
  );
}

/** A corpus gets one range at most for each so many bytes begun, also where workers stay idle. */
const minRangeBytes = 8 * mebibyte;
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
  const ranges = Math.min(rounds * plan.workers, Math.ceil(totalBytes / minRangeBytes));
  // A range ends with a batch: without room for one more, the last round would be a sliver.
  return Math.ceil(totalBytes / Math.max(1, ranges)) + batchRoom;
}
