// A row of the table `segments`: one segment and its files.

export interface FileRow {
  readonly name: string;
  readonly byteLength: number;
  readonly crc: number;
}

export interface SegmentRow {
  readonly id: number;
  readonly firstRank: number;
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  readonly modelTokens: number;
  readonly firstStep: number;
  readonly lastStep: number;
  /** Ids of its sources, which its records name by their places in this list. */
  readonly sources: readonly number[];
  /** Values of its facets, which its records name by their places in this list; absent: it has none. */
  readonly facets?: readonly string[];
  readonly index: FileRow;
  readonly text: FileRow | null;
}

/** The largest id; 0 where there is none. Ids do not follow the ranks, as merged segments get new ones. */
export function lastSegmentId(rows: readonly Pick<SegmentRow, 'id'>[]): number {
  return rows.reduce((last, { id }) => Math.max(last, id), 0);
}
