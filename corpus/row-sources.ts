// A worker's open sources of rows: parts of them as records, shaped.
//
// One source is open at a time, since they are fed one after the other.

import { IndexError } from '../errors.ts';
import type { BadRecord } from '../formats/lines/decode-batch.ts';
import { openRows } from '../formats/rows/open-rows.ts';
import { locateRow, type Row, type RowReader, type TokenRow } from '../formats/rows/row-reader.ts';
import type { RowsSpec } from '../formats/rows/rows-spec.ts';
import { type RunRecord, type ShapeOptions, shapeText, shapeTokens } from './shape-record.ts';

export class RowSources implements Disposable {
  #specs = new Map<number, RowsSpec>();
  #open: { source: number; reader: RowReader } | undefined;
  #shape: ShapeOptions;

  constructor(shape: ShapeOptions) {
    this.#shape = shape;
  }

  add(source: number, spec: RowsSpec): void {
    this.#specs.set(source, spec);
  }

  /** The source's name, for messages. */
  nameOf(source: number): string {
    return this.#specOf(source).name;
  }

  /** Records [start, end) of a source in consumed order; throws `token_unknown`, and as its reader does. */
  async *read(
    source: number,
    start: number,
    end: number,
  ): AsyncGenerator<readonly (RunRecord | BadRecord)[]> {
    const reader = await this.#readerOf(source);
    for await (const rows of reader.read(start, end)) {
      yield rows.map((row) => this.#shapeRow(row, reader));
    }
  }

  close(): void {
    this.#open?.reader.close();
    this.#open = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #shapeRow(row: Row, reader: RowReader): RunRecord | BadRecord {
    if ('code' in row) return row;
    if ('text' in row) return shapeText(row, this.#shape, () => nameRow(row, reader));
    const shaped = shapeTokens(row, this.#shape);
    if ('unknown' in shaped) throw unknownToken(shaped, row, reader, this.#shape);
    return shaped;
  }

  async #readerOf(source: number): Promise<RowReader> {
    if (this.#open?.source === source) return this.#open.reader;
    this.close();
    const reader = await openRows(this.#specOf(source));
    this.#open = { source, reader };
    return reader;
  }

  #specOf(source: number): RowsSpec {
    const spec = this.#specs.get(source);
    if (spec === undefined) throw new Error(`no source of rows ${source}`);
    return spec;
  }
}

function nameRow({ line }: { readonly line: number }, { files }: RowReader): string {
  const { name, row } = locateRow(files, line) ?? { name: 'the source', row: line };
  return `${name}, row ${row}`;
}

function unknownToken(
  { unknown, place }: { unknown: number; place: number },
  { line }: TokenRow,
  { files }: RowReader,
  { tokenizer }: ShapeOptions,
): IndexError {
  const { name, row } = locateRow(files, line) ?? { name: 'the source', row: line };
  const found =
    unknown === 0xffff_ffff ? 'a value that is not a token id' : `the token id ${unknown}`;
  return new IndexError(
    'token_unknown',
    `${name}, row ${row} has ${found} at place ${place} of the row (from 0 on), which the tokenizer does not have: its ids are below ${tokenizer?.size}. It is another tokenizer's file, another "dtype", or damaged.`,
    { file: name, row, place, found: unknown, expected: tokenizer?.size ?? null },
  );
}
