// Rows of the tables `sources` and `skipped`: how far the index has read, and which records it left
// out.

/** A file of a source that has several, or that is read by position. */
export interface SourceFileRow {
  readonly role: 'data' | 'index' | 'order';
  readonly name: string;
  readonly sizeBytes: number;
  /** null: only its version is known. */
  readonly sha256: string | null;
  /** Of a file in a store: as in `SourceRow`. */
  readonly version?: string;
  /** Of a data file: rows that begin in it. */
  readonly rows?: number;
}

export interface SourceRow {
  readonly id: number;
  readonly name: string;
  /**
   * The file's own path, links resolved, or its address in a store, without a revision; null where it
   * is not a file. A file has many names.
   */
  readonly realPath: string | null;
  /** Bytes and SHA-256 of the file; null until it has been read to its end. */
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  /** Of a file in a store: the commit, generation or etag that was read; absent: it is in none. */
  readonly version?: string;
  /** How far it is in the index: lines, bytes of the (decompressed) lines, and their CRC-32. */
  readonly lines: number;
  readonly endByte: number;
  readonly endCrc: number;
  readonly records: number;
  readonly skipped: number;
  readonly repaired: number;
  readonly complete: boolean;
  /** Of a source read to its end: its last line, where that had no line feed yet. */
  readonly openLine?: OpenLine;
  /** Of a file that was not read to its end: its size then, so that it is seen to have grown. */
  readonly seenBytes?: number;
  /** It was seen to grow; absent: it was not. */
  readonly grown?: true;
  /** Records cut off by `truncate`; absent: none. */
  readonly cut?: number;
  /** Of a table: lines that are neither rows nor blank, the header and the later lines of rows that span several. */
  readonly padding?: number;
  /** Of a run of several epochs: which, from 1 on; absent: the first. */
  readonly epoch?: number;
  /** Of a source of rows: its files in order of rows, and how they are read; `lines` counts records. */
  readonly files?: readonly SourceFileRow[];
  readonly reading?: Readonly<Record<string, unknown>>;
  /** The part of it that is not consumed, in words; absent: none. */
  readonly dropped?: string;
  /** Sources of its run that lie behind it and were not consumed, in words, as of its last commit. */
  readonly behind?: string;
}

/**
 * `taken`: the line is in; `waiting`: it is left out until it has its line feed; `blank`: it holds
 * nothing but white space so far, and is left out too.
 */
export interface OpenLine {
  readonly state: 'taken' | 'waiting' | 'blank';
  readonly bytes: number;
}

export interface SkippedRow {
  readonly source: number;
  readonly line: number;
  readonly code: string;
}
