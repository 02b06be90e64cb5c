// Records -> documents, as lines of a bulk request.
//
// Tokens come from the symbols of a record, so texts need not be stored. A boundary divides the tokens
// into several texts of one field, each but the last one with `boundaryTerm` at its end. The id of a document is its rank: ranks are dense and never change, so
// what is sent twice is there once, and a gap is found by counting.

import type { LocalRecord, Rank } from '../../store/ids.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { boundaryTerm, encodeToken } from './encode-token.ts';

/** A document of the cluster. */
export interface RecordDocument {
  readonly rank: number;
  readonly step: number;
  /** Tokens and boundaries. */
  readonly length: number;
  readonly facet: string;
  readonly id: string | null;
  /** The terms between two boundaries, with a space between; a boundary is a term of its own. */
  readonly tokens: readonly string[];
}

/** Symbols of records that are read together; a longer record is read alone. */
const symbolsAtOnce = 1 << 18;
const recordsAtOnce = 1024;
/** Terms of the most frequent symbols, which have the smallest numbers, are kept. */
const keptTerms = 1 << 16;

/** The documents of the ranks from `start` on, in order. */
export function* walkDocuments(snapshot: Snapshot, start: Rank): Generator<RecordDocument> {
  for (const segment of snapshot.segments) {
    const first = Math.max(0, start - segment.firstRank);
    if (first < segment.records) yield* new SegmentDocuments(snapshot, segment).walk(first);
  }
}

/** The two lines of a bulk request that put a document into its place. */
export function bulkLines(document: RecordDocument): string {
  return `{"index":{"_id":"${document.rank}"}}\n${JSON.stringify(document)}\n`;
}

class SegmentDocuments {
  #snapshot: Snapshot;
  #segment: Segment;
  #terms: string[] = [];
  #boundary: number;

  constructor(snapshot: Snapshot, segment: Segment) {
    this.#snapshot = snapshot;
    this.#segment = segment;
    this.#boundary = segment.dictionary.findBoundary() ?? -1;
  }

  *walk(first: LocalRecord): Generator<RecordDocument> {
    const { facets } = this.#snapshot;
    const { steps, recordSymbols, recordTable, firstRank } = this.#segment;
    const { of } = facets.in(this.#segment);
    for (const records of this.#inBatches(first)) {
      const ids = recordTable.ids(records);
      const { starts, symbols } = readAll(recordSymbols.read(records));
      for (const [i, record] of records.entries()) {
        const own = symbols.subarray(starts[i], starts[i + 1]);
        yield {
          rank: firstRank + record,
          step: steps.stepOf(record),
          length: own.length,
          facet: facets.values[of(record)] ?? '',
          id: ids[i] ?? null,
          tokens: this.#texts(own),
        };
      }
    }
  }

  *#inBatches(first: LocalRecord): Generator<LocalRecord[]> {
    const { records, recordSymbols } = this.#segment;
    let batch: LocalRecord[] = [];
    let length = 0;
    for (let record = first; record < records; record++) {
      const own = recordSymbols.length(record);
      const isFull = batch.length === recordsAtOnce || length + own > symbolsAtOnce;
      if (batch.length > 0 && isFull) {
        yield batch;
        batch = [];
        length = 0;
      }
      batch.push(record);
      length += own;
    }
    if (batch.length > 0) yield batch;
  }

  #texts(symbols: Uint32Array): string[] {
    const texts: string[] = [];
    let terms: string[] = [];
    for (const symbol of symbols) {
      terms.push(symbol === this.#boundary ? boundaryTerm : this.#term(symbol));
      if (symbol !== this.#boundary) continue;
      texts.push(terms.join(' '));
      terms = [];
    }
    texts.push(terms.join(' '));
    return texts;
  }

  #term(symbol: number): string {
    if (symbol >= keptTerms) return encodeToken(this.#segment.term(symbol));
    this.#terms[symbol] ??= encodeToken(this.#segment.term(symbol));
    return this.#terms[symbol];
  }
}

function readAll<Result>(work: Generator<undefined, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
