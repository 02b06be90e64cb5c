// A scan for token ids over windows of text, with the vocabulary: the analyzer's fast path in Rust.
//
// It knows the tables of text/simple-units.ts and nothing else of what a token is: it stops where
// they do not suffice, and text/scan-into.ts goes on. checked-scanner.ts has it of the native module.

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

export interface ScannedTexts {
  readonly scanned: number;
  readonly next: ScanOutcome | undefined;
}

/** Where ids are written: behind the first `length` of them. The scanner leaves `length` as it is. */
export interface IdRoom {
  readonly ids: Uint32Array;
  readonly length: number;
}

/** Well-formed UTF-8 among other bytes. */
export interface ByteRange {
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
