// A plain file of JSON lines as rows: each line that is not blank, by its number among these.
//
// For order logs, which name records. Opening passes over the file once, and keeps 16 bytes a line:
// where it begins, and its number in the file.

import { PositionedFile } from '../../input/bytes/positioned-file.ts';
import { detectCompression } from '../../input/compression/decompress.ts';
import type { DecodeOptions } from '../../input/lines/decoded-record.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import { type BadRecord, decodeBatch } from '../lines/decode-batch.ts';
import type { Row, RowFile, RowReader } from '../rows/row-reader.ts';
import type { RowFields } from '../rows/row-values.ts';
import { findLines, type LinePlaces } from './find-lines.ts';

/** Bytes of lines read at once. */
const windowBytes = 1 << 20;

/** Throws `bad_argument` for a file that is compressed, and what opening it throws. */
export function openJsonlRows(path: NamedPath, fields: RowFields): RowReader {
  const file = new PositionedFile(path);
  try {
    const packed = detectCompression(file.read(0, Math.min(6, file.sizeBytes)));
    if (packed !== undefined) {
      const found = `is compressed with ${packed}, so that its lines cannot be read by position`;
      throw file.refuse('bad_argument', `${found}, as an order log needs it: decompress it`);
    }
    return new JsonlRows(file, findLines(file), fields);
  } catch (error) {
    file.close();
    throw error;
  }
}

class JsonlRows implements RowReader {
  readonly records: number;
  readonly files: readonly RowFile[];
  readonly dropped = undefined;
  readonly #file: PositionedFile;
  readonly #places: LinePlaces;
  readonly #options: DecodeOptions;

  /** Owns the file from now on. */
  constructor(file: PositionedFile, places: LinePlaces, { text, id, facet }: RowFields) {
    const { name, path, sizeBytes } = file;
    this.#file = file;
    this.#places = places;
    this.#options = { textField: text, idField: id, facetField: facet, stepField: undefined };
    this.records = places.lines.length;
    this.files = [{ role: 'data', name, path, sizeBytes, rows: this.records }];
  }

  check(): void {}

  batchEnd(start: number, budgetBytes: number): { end: number; bytes: number } {
    const { starts } = this.#places;
    const first = starts[start] as number;
    let end = start + 1;
    while (end < this.records && (starts[end + 1] as number) - first <= budgetBytes) end++;
    return { end, bytes: (starts[end] as number) - first };
  }

  async *read(start: number, end: number): AsyncGenerator<readonly Row[]> {
    const { starts } = this.#places;
    for (let row = start; row < end; ) {
      const stop = Math.min(end, this.batchEnd(row, windowBytes).end);
      const first = starts[row] as number;
      const bytes = this.#file.read(first, (starts[stop] as number) - first);
      const rows: Row[] = [];
      for (let at = row; at < stop; at++) {
        const from = (starts[at] as number) - first;
        rows.push(this.#decode(bytes.subarray(from, (starts[at + 1] as number) - first), at));
      }
      yield rows;
      row = stop;
    }
  }

  close(): void {
    this.#file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** The row of a line, behind which blank lines may follow. */
  #decode(bytes: Buffer, row: number): Row {
    const firstLine = this.#places.lines[row] as number;
    const place = { firstLine, lines: 1, startByte: 0, startCrc: 0, endByte: 0, endCrc: 0 };
    const source = this.#file.name;
    const batch = { ...place, bytes: new Uint8Array(bytes), encoding: 'json-lines' } as const;
    let found: Row | undefined;
    const keepBad = (bad: BadRecord) => {
      found ??= { ...bad, line: row + 1 };
    };
    decodeBatch({ ...batch, oversized: [], source }, this.#options, {
      onRecord({ text, id, facet, repaired }) {
        found ??= { line: row + 1, text, id, step: undefined, facet, repaired };
      },
      onBad: keepBad,
    });
    const message = `${source}, line ${firstLine} is not valid JSON: it holds white space only`;
    return found ?? { line: row + 1, code: 'not_json', message };
  }
}
