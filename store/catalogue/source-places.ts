// From a place that a segment names to one that people can look up: a file, and the line or row there.

import { findFirst } from '../segment/find-first.ts';
import type { Position } from '../segment/record-table.ts';
import type { SourceRow } from './source-row.ts';

/** Where a record was read. */
export interface SourcePlace {
  /** The file's name as it was given to the indexer. */
  readonly source: string;
  /** Line or row there, from 1 on; of a JSON array, the element. */
  readonly line: number;
  /** Whether the file has rows, which are found by their numbers, and not lines. */
  readonly isRow: boolean;
}

interface PlacedSource {
  readonly name: string;
  readonly isRow: boolean;
  /** Files that have rows, and the row of the source at which each ends. */
  readonly files: readonly {
    readonly name: string;
    readonly start: number;
    readonly end: number;
  }[];
}

export class SourcePlaces {
  #sources: ReadonlyMap<number, PlacedSource>;

  constructor(rows: readonly SourceRow[]) {
    this.#sources = new Map(rows.map((row) => [row.id, describe(row)]));
  }

  /** A source of several files says in which of them the row is. */
  find({ source, line }: Position): SourcePlace {
    const { name, isRow, files } = this.#sources.get(source) ?? describeUnknown(source);
    const file = files[findFirst(files.length, (i) => line <= (files[i]?.end ?? 0))];
    if (file === undefined) return { source: name, line, isRow };
    return { source: file.name, line: line - file.start, isRow };
  }
}

function describe({ name, files = [], reading }: SourceRow): PlacedSource {
  let end = 0;
  const placed = files.flatMap(({ role, name, rows }) => {
    if (role !== 'data' || rows === undefined) return [];
    const start = end;
    end += rows;
    return [{ name, start, end }];
  });
  return { name, isRow: reading !== undefined, files: placed };
}

function describeUnknown(source: number): PlacedSource {
  return { name: `source ${source}`, isRow: false, files: [] };
}
