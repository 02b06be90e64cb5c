// What every reader of rows does: records by their number, in the order they were consumed.
//
// A source of rows is one or several files whose records can be found without reading those before.
// The main thread opens a reader to count, check and cut; each worker opens its own by the same
// plain data and reads the parts that it is given. Readers do positioned, synchronous reads.

import type { NamedPath } from '../../input/paths/named-path.ts';
import type { BadRecord } from '../lines/decode-batch.ts';

export type FileRole = 'data' | 'index' | 'order';

export interface RowFile extends NamedPath {
  readonly role: FileRole;
  readonly sizeBytes: number;
  /** Of a data file: the rows that begin in it. */
  readonly rows?: number;
}

/** A document as its row says it. */
export interface TextRow {
  /** The row's number in its source, from 1 on. */
  readonly line: number;
  readonly text: string;
  readonly id: string | null;
  readonly step: number | undefined;
  readonly facet?: string | undefined;
  /** Half a character of its JSON became U+FFFD. */
  readonly repaired?: boolean;
}

/** A row of token ids, not decoded yet. */
export interface TokenRow {
  readonly line: number;
  readonly ids: Uint32Array;
  /** Of a column next to the ids, where the format has columns. */
  readonly id?: string | null;
  readonly step?: number | undefined;
  readonly facet?: string | undefined;
}

export type Row = TextRow | TokenRow | BadRecord;

export interface RowReader extends Disposable {
  /** How many records one pass over the source has. */
  readonly records: number;
  /** All that is read, data first. */
  readonly files: readonly RowFile[];
  /** What lies in the files and is not consumed, in words for people; undefined: nothing. */
  readonly dropped: string | undefined;
  /** Reads all that decides the order and throws where it cannot be right; for the main thread. */
  check(signal: AbortSignal): void;
  /** Where a batch from `start` on ends, and about how many bytes of text it has. */
  batchEnd(start: number, budgetBytes: number): { end: number; bytes: number };
  /** The records [start, end) in consumed order, some at a time. Reading on from `end` is cheap. */
  read(start: number, end: number): AsyncGenerator<readonly Row[]>;
  /** May be called twice. */
  close(): void;
}

/** Where a row is, for people: the data file in which row `line` (from 1 on) begins, and its row there. */
export function locateRow(
  files: readonly Pick<RowFile, 'role' | 'name' | 'rows'>[],
  line: number,
): { name: string; row: number } | undefined {
  let row = line;
  for (const { role, name, rows } of files) {
    if (role !== 'data' || rows === undefined) continue;
    if (row <= rows) return { name, row };
    row -= rows;
  }
  return undefined;
}
