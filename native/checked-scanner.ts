// The scan for token ids of the native module, with arguments validated.

import {
  type ByteRange,
  type IdRoom,
  type ScannedTexts,
  type ScanOutcome,
  type ScanTables,
  scanStops,
  type TextPlaces,
  type TokenScanner,
} from './token-scanner.ts';

/**
 * Words of the array that carries the numbers of a call, and then those of its outcome. An object
 * would take longer to read than a short record takes to scan. native/src/node/scanner_object.rs
 * has the same order.
 */
const scanCall = {
  /** Units of the window or of the lines; of bytes the end of the text; of several texts their end. */
  length: 0,
  /** 1 where the text ends with the window. */
  last: 1,
  /** Place in `ids` of the first id. */
  at: 2,
  /** Terms among the lines; of several texts the stride of their places. */
  terms: 3,
  /** Place in the window where the scan goes on; of several texts the first. */
  from: 4,
  /** ScanOutcome. */
  stop: 5,
  reached: 6,
  tokens: 7,
  words: 8,
} as const;

/** In place of a stop, before a call that may have none. */
const noStop = 0xffff_ffff;

/** What the native module makes: see native/src/node/scanner_object.rs. `call` is a scanCall. */
export interface NativeScanner {
  scan(window: string, ids: Uint32Array, call: Uint32Array): void;
  resume(lines: string, ids: Uint32Array, call: Uint32Array): void;
  scanUtf8(bytes: Uint8Array, ids: Uint32Array, call: Uint32Array): void;
  /** Gives the number of texts scanned to their end. */
  scanTexts(
    bytes: Uint8Array,
    places: Uint32Array,
    ids: Uint32Array,
    counts: Uint32Array,
    call: Uint32Array,
  ): number;
  /** Terms, their bytes, their units. */
  counts(): [number, number, number];
  takeTerms(bytes: Uint8Array, starts: Uint32Array): void;
}

/** Throws a RangeError for tables of other sizes, and for arguments that do not fit. */
export class CheckedScanner implements TokenScanner {
  #native: NativeScanner;
  #call = new Uint32Array(Object.keys(scanCall).length);
  /** Of the window. */
  #length = 0;

  constructor(tables: ScanTables, create: (tables: ScanTables) => NativeScanner) {
    const { kinds, joins, bridges, fold } = tables;
    check(kinds.length === 0x10000 && fold.length === 0x10000, 'a kind and a fold for each unit');
    check(joins.length === 16 && bridges.length === 256, 'tables of 16 kinds');
    this.#native = create(tables);
  }

  get size(): number {
    return this.#native.counts()[0];
  }

  get termUnits(): number {
    return this.#native.counts()[2];
  }

  scan(window: string, last: boolean, { ids, length: at }: IdRoom): ScanOutcome {
    const call = this.#call;
    check(at >>> 0 === at && at <= ids.length, 'a place in ids');
    this.#length = window.length;
    call[scanCall.length] = window.length;
    call[scanCall.last] = last ? 1 : 0;
    call[scanCall.at] = at;
    this.#native.scan(window, ids, call);
    return readOutcome(call);
  }

  resume(terms: readonly string[], from: number, { ids, length: at }: IdRoom): ScanOutcome {
    const call = this.#call;
    const length = this.#length;
    check(from >>> 0 === from && from <= length, `a place in a window of ${length}`);
    check(at >>> 0 === at && at + terms.length <= ids.length, 'room for each term in ids');
    const lines = terms.join('\n');
    call[scanCall.length] = lines.length;
    call[scanCall.at] = at;
    call[scanCall.terms] = terms.length;
    call[scanCall.from] = from;
    this.#native.resume(lines, ids, call);
    return readOutcome(call);
  }

  scanUtf8({ bytes, start, end }: ByteRange, { ids, length: at }: IdRoom): ScanOutcome {
    const call = this.#call;
    check(end >>> 0 === end && end <= bytes.length, 'an end in the bytes');
    check(start >>> 0 === start && start <= end, 'a start before the end');
    check(at >>> 0 === at && at <= ids.length, 'a place in ids');
    call[scanCall.length] = end;
    call[scanCall.at] = at;
    call[scanCall.from] = start;
    this.#native.scanUtf8(bytes, ids, call);
    return readOutcome(call);
  }

  scanTexts(texts: TextPlaces, { ids, length: at }: IdRoom, counts: Uint32Array): ScannedTexts {
    const { bytes, places, stride, first, end } = texts;
    const call = this.#call;
    check(stride >>> 0 === stride && stride >= 2, 'two words for a place');
    check(end >>> 0 === end && stride * end <= places.length, 'a place for each text');
    check(first >>> 0 === first && first <= end, 'a text before the end');
    check(counts.length >= 2 * (end - first), 'room for two counts of each text');
    check(at >>> 0 === at && at <= ids.length, 'a place in ids');
    call[scanCall.length] = end;
    call[scanCall.at] = at;
    call[scanCall.terms] = stride;
    call[scanCall.from] = first;
    call[scanCall.stop] = noStop;
    const scanned = this.#native.scanTexts(bytes, places, ids, counts, call);
    return { scanned, next: call[scanCall.stop] === noStop ? undefined : readOutcome(call) };
  }

  takeTerms(): { bytes: Uint8Array; offsets: Uint32Array } {
    const [size, byteLength] = this.#native.counts();
    const bytes = new Uint8Array(byteLength);
    const offsets = new Uint32Array(size + 1);
    this.#native.takeTerms(bytes, offsets);
    return { bytes, offsets };
  }
}

function readOutcome(call: Uint32Array): ScanOutcome {
  const stop = call[scanCall.stop] as number;
  check(stop !== scanStops.refused, 'terms without line feeds, and room for them in memory');
  return {
    stop,
    reached: call[scanCall.reached] as number,
    tokens: call[scanCall.tokens] as number,
    words: call[scanCall.words] as number,
  };
}

function check(holds: boolean, expected: string): void {
  if (!holds) throw new RangeError(`expected ${expected}`);
}
