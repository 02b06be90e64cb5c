// Columns in structures and lists: which levels a page's values have, and the rows that they are.
//
// A value's definition level says how much of its path is there, its repetition level whether it
// begins a row. A row may go on in the next page, where pages are of version 1.

import { convertWithDictionary } from 'hyparquet/src/convert.js';
import { readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js';
import type { ColumnDecoder, DecodedArray, PageHeader, SchemaTree } from 'hyparquet/src/types.js';
import { decodeValues } from '../tokens/token-ids.ts';

export interface Levels {
  readonly definition: number;
  readonly repetition: number;
  /** Definition level from which on the list has an entry; without a list that of a value. */
  readonly entry: number;
}

export function readLevels(schemaPath: readonly SchemaTree[]): Levels {
  const path = [...schemaPath];
  const list = path.findIndex(({ element }) => element.repetition_type === 'REPEATED');
  const definition = getMaxDefinitionLevel(path);
  return {
    definition,
    repetition: getMaxRepetitionLevel(path),
    entry: list < 0 ? definition : getMaxDefinitionLevel(path.slice(0, list + 1)),
  };
}

interface PageValues {
  readonly definitionLevels: readonly number[];
  readonly repetitionLevels: readonly number[];
  readonly values: DecodedArray;
}

/** A decompressed page, and the dictionary of its column. */
interface Page {
  readonly page: Buffer;
  readonly header: PageHeader;
  readonly dictionary: DecodedArray | undefined;
}

/** A decompressed page's values and levels; no definition levels: all values are there. */
function readValues({ page, header, dictionary }: Page, decoder: ColumnDecoder): PageValues {
  const { data_page_header: v1, data_page_header_v2: v2 } = header;
  const encoding = v1?.encoding ?? v2?.encoding ?? 'PLAIN';
  const read =
    v1 === undefined ? readDataPageV2(page, header, decoder) : readDataPage(page, v1, decoder);
  const { definitionLevels = [], repetitionLevels, dataPage } = read;
  const values = convertWithDictionary(dataPage, dictionary, encoding, decoder);
  return { definitionLevels, repetitionLevels, values };
}

/** Values of a structure's column, undefined where any of its path is null. */
export function readStructValues(page: Page, decoder: ColumnDecoder): unknown[] | DecodedArray {
  const { definitionLevels, values } = readValues(page, decoder);
  if (definitionLevels.length === 0) return values;
  const { definition } = readLevels(decoder.schemaPath);
  let next = 0;
  return definitionLevels.map((level) => (level === definition ? values[next++] : undefined));
}

/** Rows of token ids out of pages, one after the other; null is a list that is not there. */
export class ListRows {
  #levels: Levels;
  #decoder: ColumnDecoder;
  /** The last row, to which the next page may add. */
  #open: (Uint32Array | null)[] = [];

  constructor(decoder: ColumnDecoder) {
    this.#decoder = decoder;
    this.#levels = readLevels(decoder.schemaPath);
  }

  /** The rows that end in this page or before it. */
  push(page: Page) {
    const read = readValues(page, this.#decoder);
    const { repetitionLevels } = read;
    const rows: (Uint32Array | null)[] = [];
    let value = 0;
    for (let at = 0; at < repetitionLevels.length; ) {
      let end = at + 1;
      while (end < repetitionLevels.length && repetitionLevels[end] !== 0) end += 1;
      if (repetitionLevels[at] === 0) rows.push(...this.end());
      else if (this.#open.length === 0) throw new Error('it goes on with a row that has not begun');
      const part = this.#takeRow(read, { start: at, end }, value);
      value += part.used;
      this.#open.push(part.ids);
      at = end;
    }
    return rows;
  }

  /** The row that is open, as nothing more comes of it. */
  end(): (Uint32Array | null)[] {
    const parts = this.#open;
    this.#open = [];
    if (parts.length < 2) return parts;
    const all = new Uint32Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
    let at = 0;
    for (const part of parts) {
      if (part === null) throw new Error('a list goes on that is not there');
      all.set(part, at);
      at += part.length;
    }
    return [all];
  }

  /** Levels [start, end) of one row, whose values begin at `value`. */
  #takeRow(
    { definitionLevels, values }: PageValues,
    { start, end }: { readonly start: number; readonly end: number },
    value: number,
  ) {
    const { definition, entry } = this.#levels;
    if (definitionLevels.length === 0) {
      const used = end - start;
      return { ids: decodeValues(values, value, value + used), used };
    }
    const first = definitionLevels[start] as number;
    if (first < entry) return { ids: first < entry - 1 ? null : new Uint32Array(0), used: 0 };
    const found: unknown[] = [];
    let used = 0;
    for (let i = start; i < end; i++) {
      found.push(definitionLevels[i] === definition ? values[value + used++] : undefined);
    }
    return { ids: decodeValues(found), used };
  }
}
