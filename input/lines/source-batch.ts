// A batch of whole lines on its way from the reading thread to a decoding worker.
//
// Plain data: `bytes` covers exactly its own ArrayBuffer, which is transferred, not copied. The
// sources yield it, decode-batch.ts turns it into records.

export interface SourceBatch {
  /** Whole lines; only the last line of a source may lack its line feed. */
  bytes: Uint8Array<ArrayBuffer>;
  encoding: 'json-lines' | 'text-lines' | 'table-rows';
  /** Of a table: the names of its columns. A row is the JSON array of its cells. */
  columns?: readonly string[];
  /** What `firstLine` counts: lines of the file (also when absent) or elements of a JSON array. */
  unit?: 'line' | 'element' | 'document';
  /** What ends a record of text; absent: a line feed. */
  delimiter?: string;
  /** 1-based; for a JSON array the element's 0-based number + 1. */
  firstLine: number;
  /** Lines in the batch, an oversized one included. */
  lines: number;
  /**
   * Uncompressed offset of this batch's first byte: where the batch before ends, and behind a byte
   * order mark for the first one. For a JSON array and a table counted in re-serialised lines, from 0.
   */
  startByte: number;
  /** CRC-32 of all uncompressed bytes before `startByte`, a byte order mark included. */
  startCrc: number;
  /** Uncompressed offset just after this batch; for a JSON array and a table in re-serialised lines. */
  endByte: number;
  /** CRC-32 of all uncompressed bytes before `endByte`. */
  endCrc: number;
  /**
   * Lines longer than maxLineBytes, never buffered whole. Such a line is a batch of its own: then
   * `bytes` is empty, `lines` is 1 and this has one entry; else this is empty.
   */
  oversized: { line: number; byteLength: number }[];
  /** The batch is the source's last line, and the source ended before the line feed. */
  isOpen?: true;
}
