// A scan for token ids over windows of text, with the vocabulary: the analyzer's fast path in Rust.
//
// It knows the tables of text/simple-units.ts and nothing else of what a token is: it stops where
// they do not suffice, and text/scan-into.ts goes on. Arguments are validated here.

/** As in text/simple-units.ts; `fold` is one analyzer's. */
export interface ScanTables {
  readonly kinds: Uint8Array;
  readonly joins: Uint16Array;
  readonly bridges: Uint16Array;
  readonly fold: Uint16Array;
}

/** Why a scan stopped; native/src/text/scan.rs has the same numbers. */
export const scanStops = {
  /** At the end of the text. */
  end: 0,
  /** No room for the next id. */
  full: 1,
  /** Before a token, or white space, in which a unit that is not simple has a say. */
  complex: 2,
  /** Before a token, or white space, that may reach beyond the window. */
  more: 3,
  /** The vocabulary has 2^31 terms or 4 GiB, or what was to be interned was not terms. */
  refused: 4,
} as const;

export interface ScanOutcome {
  /** One of scanStops. */
  readonly stop: number;
  /** Where the scan goes on. */
  readonly reached: number;
  /** Ids written. */
  readonly tokens: number;
  /** Runs without white space that start behind white space. */
  readonly words: number;
}

interface ScannedTexts {
  readonly scanned: number;
  readonly next: ScanOutcome | undefined;
}

/** Where ids are written: behind the first `length` of them. The scanner leaves `length` as it is. */
interface IdRoom {
  readonly ids: Uint32Array;
  readonly length: number;
}

/** Well-formed UTF-8 among other bytes. */
interface ByteRange {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Texts of well-formed UTF-8: text i is bytes[places[stride * i], places[stride * i + 1]). */
export interface TextPlaces {
  readonly bytes: Uint8Array;
  readonly places: Uint32Array;
  readonly stride: number;
  /** Texts [first, end) are meant. */
  readonly first: number;
  readonly end: number;
}

export interface TokenScanner {
  /** Distinct terms; their ids are 0, 1, 2, ... in order of first occurrence. */
  readonly size: number;
  /** UTF-16 units of all terms, one after the other. */
  readonly termUnits: number;

  /**
   * Takes the next window of the text, which ends with it if it is the last, and writes the ids of
   * its tokens to ids[length, ids.length) of the room.
   */
  scan(window: string, last: boolean, room: IdRoom): ScanOutcome;

  /**
   * Writes the ids of `terms`, in which no line feed is, and of the window's tokens from the place
   * `from` on.
   */
  resume(terms: readonly string[], from: number, room: IdRoom): ScanOutcome;

  /**
   * Writes the ids of the tokens of a text that is bytes[start, end), or of its end, as `scan` does.
   * Places are those of bytes. It stops as a scan of the whole text does, and cannot be resumed.
   */
  scanUtf8(text: ByteRange, room: IdRoom): ScanOutcome;

  /**
   * Scans texts [first, end) one after the other, as `scanUtf8` does, as long as each is scanned to
   * its end. Behind the ids of each stays a free place. Writes two counts for each, its tokens and
   * words. `next` is what was found of the text behind them; undefined: there is none, or it lies
   * outside of the bytes.
   */
  scanTexts(texts: TextPlaces, room: IdRoom, counts: Uint32Array): ScannedTexts;

  /** All terms as UTF-8, term i being bytes[offsets[i], offsets[i + 1]); forgets them. */
  takeTerms(): { bytes: Uint8Array; offsets: Uint32Array };
}

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

/** Throws a RangeError for tables of other sizes. */
export function checkedScanner(
  tables: ScanTables,
  create: (tables: ScanTables) => NativeScanner,
): TokenScanner {
  const { kinds, joins, bridges, fold } = tables;
  check(kinds.length === 0x10000 && fold.length === 0x10000, 'a kind and a fold for each unit');
  check(joins.length === 16 && bridges.length === 256, 'tables of 16 kinds');
  const native = create(tables);
  const call = new Uint32Array(Object.keys(scanCall).length);
  let length = 0;
  return {
    get size() {
      return native.counts()[0];
    },
    get termUnits() {
      return native.counts()[2];
    },
    scan(window, last, { ids, length: at }) {
      check(at >>> 0 === at && at <= ids.length, 'a place in ids');
      length = window.length;
      call[scanCall.length] = length;
      call[scanCall.last] = last ? 1 : 0;
      call[scanCall.at] = at;
      native.scan(window, ids, call);
      return readOutcome(call);
    },
    resume(terms, from, { ids, length: at }) {
      check(from >>> 0 === from && from <= length, `a place in a window of ${length}`);
      check(at >>> 0 === at && at + terms.length <= ids.length, 'room for each term in ids');
      const lines = terms.join('\n');
      call[scanCall.length] = lines.length;
      call[scanCall.at] = at;
      call[scanCall.terms] = terms.length;
      call[scanCall.from] = from;
      native.resume(lines, ids, call);
      return readOutcome(call);
    },
    scanUtf8({ bytes, start, end }, { ids, length: at }) {
      check(end >>> 0 === end && end <= bytes.length, 'an end in the bytes');
      check(start >>> 0 === start && start <= end, 'a start before the end');
      check(at >>> 0 === at && at <= ids.length, 'a place in ids');
      call[scanCall.length] = end;
      call[scanCall.at] = at;
      call[scanCall.from] = start;
      native.scanUtf8(bytes, ids, call);
      return readOutcome(call);
    },
    scanTexts({ bytes, places, stride, first, end }, { ids, length: at }, counts) {
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
      const scanned = native.scanTexts(bytes, places, ids, counts, call);
      return { scanned, next: call[scanCall.stop] === noStop ? undefined : readOutcome(call) };
    },
    takeTerms() {
      const [size, byteLength] = native.counts();
      const bytes = new Uint8Array(byteLength);
      const offsets = new Uint32Array(size + 1);
      native.takeTerms(bytes, offsets);
      return { bytes, offsets };
    },
  };
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
