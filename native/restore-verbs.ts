// The verbs that give a segment's text of symbols back: their arguments, declared once for the Rust
// kernel and its TypeScript twin.
//
// Both implement RestoreVerbs and trust their arguments, which checked-restores.ts validates for both.
// Elements that come out of a file are left to the verbs, whose answer says that one does not fit.

export interface UndoQuadLevelArguments {
  /** The values of the level sorted by their digits; at least as many as there are `values`. */
  readonly sorted: Uint32Array;
  /** The digits of the level, as quad-blocks.ts lays them out. */
  readonly blocks: Uint32Array;
  /** Becomes the values in the order of the level. */
  readonly values: Uint32Array;
}

export interface RestoreTextArguments {
  /** The symbol before the suffix of each row. The rows [0, records) are the ends of the records. */
  readonly bwt: Uint32Array;
  /** By symbol: the first row whose suffix begins with it. */
  readonly firstRows: Uint32Array;
  /** Where each record ends in the text, its 0 included; the last one is bwt.length. */
  readonly recordEnds: Uint32Array;
  /** Working space: two elements for each row. */
  readonly links: Uint32Array;
  /** Becomes the text: each record's symbols, followed by a 0. */
  readonly symbols: Uint32Array;
}

/** What the native module exports and the twin implements. */
export interface RestoreVerbs {
  /** The values that `buildQuadLevel` or `buildQuadHuffmanLevel` sorted by these digits. */
  undoQuadLevel(given: UndoQuadLevelArguments): void;
  /**
   * The text of a Burrows-Wheeler transform, by a walk from each record's end to its start. False where
   * the arrays are not those of one text; `symbols` is then undefined.
   */
  restoreText(given: RestoreTextArguments): boolean;
}
