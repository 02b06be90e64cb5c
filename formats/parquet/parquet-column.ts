// The values of one column chunk, a page at a time, from any row on.
//
// Pages are found by walking their headers, so that no more than a page (and the dictionary) is in
// memory, however large the row group is. A page's CRC is checked where it has one. hyparquet
// decodes a page; zstd and gzip are Node's.

import { crc32 } from 'node:zlib';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import type {
  ColumnDecoder,
  ColumnMetaData,
  DecodedArray,
  PageHeader,
  SchemaTree,
} from 'hyparquet/src/types.js';
import { causeMessage } from '../../errors/cause.ts';
import type { IndexError } from '../../errors.ts';
import type { Positioned } from '../../input/bytes/positioned.ts';
import { unpackPage } from './parquet-compression.ts';
import { chunkRange } from './parquet-loads.ts';
import { type Levels, ListRows, readLevels, readStructValues } from './parquet-nested.ts';
import { checkRuns } from './parquet-runs.ts';

/** Text stays bytes here; whoever takes a value decodes and checks it. */
const parsers = { ...DEFAULT_PARSERS, stringFromBytes: (bytes: Uint8Array) => bytes };

const indexed = ['PLAIN', 'PLAIN_DICTIONARY', 'RLE_DICTIONARY'];
/** How pages of each type of value can be encoded. */
const encodingsOf: Readonly<Record<string, readonly string[]>> = {
  BOOLEAN: ['PLAIN', 'RLE'],
  INT32: [...indexed, 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT'],
  INT64: [...indexed, 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT'],
  INT96: indexed,
  FLOAT: [...indexed, 'BYTE_STREAM_SPLIT'],
  DOUBLE: [...indexed, 'BYTE_STREAM_SPLIT'],
  BYTE_ARRAY: [...indexed, 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY'],
  FIXED_LEN_BYTE_ARRAY: [...indexed, 'DELTA_BYTE_ARRAY', 'BYTE_STREAM_SPLIT'],
};

/** A header has some 50 bytes, more with statistics of long values. */
const headerBytes = 1 << 10;
/** Pages are passed over by their headers where so many bytes or more lie between, else they come along. */
const passBytes = 1 << 18;
const maxHeaderBytes = 64 << 20;

/** The values of a page, one a row; an undefined one is null. */
export type PageRows = DecodedArray | unknown[];

interface ParquetColumnPlace {
  readonly file: Positioned;
  readonly metadata: ColumnMetaData;
  readonly schemaPath: readonly SchemaTree[];
  readonly rows: number;
  /** For messages. */
  readonly group: number;
}

export class ParquetColumn {
  #place: ParquetColumnPlace;
  #decoder: ColumnDecoder;
  #at: number;
  #end: number;
  #dictionary: DecodedArray | undefined;
  #row = 0;
  /** Values of the pages before, nulls and entries of lists counted. */
  #values = 0;
  #levels: Levels;
  #lists: ListRows | undefined;

  constructor(place: ParquetColumnPlace) {
    const { metadata, schemaPath } = place;
    const leaf = schemaPath.at(-1) as SchemaTree;
    const { start, end } = chunkRange(metadata);
    this.#place = place;
    this.#at = start;
    this.#end = end;
    this.#levels = readLevels(schemaPath);
    this.#decoder = {
      ...metadata,
      pathInSchema: metadata.path_in_schema,
      element: leaf.element,
      schemaPath: [...schemaPath],
      parsers,
      codec: 'UNCOMPRESSED',
      utf8: false,
    } as ColumnDecoder;
    if (this.#levels.repetition > 0) this.#lists = new ListRows(this.#decoder);
  }

  /** The values of the next page that has rows at or behind `row`; undefined: there are no more. */
  async next(row: number): Promise<{ firstRow: number; values: PageRows } | undefined> {
    while (this.#row < this.#place.rows) {
      const pageByte = this.#at;
      if (pageByte >= this.#end) {
        const last = this.#lists?.end() ?? [];
        if (last.length > 0) return this.#giveLists(last);
        throw this.#damaged(pageByte, `its pages have ${this.#row} of ${this.#place.rows} rows`);
      }
      const { header, headerLength } = await this.#readHeader(row);
      const rows = this.#requireSizes(header, pageByte);
      const dataByte = pageByte + headerLength;
      this.#at = dataByte + header.compressed_page_size;
      if (this.#at > this.#end) throw this.#damaged(pageByte, 'a page goes on behind its end');
      const isData = header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2';
      const isPassed = isData && this.#lists === undefined && this.#row + rows <= row;
      if (!isPassed) await this.#place.file.load(dataByte, this.#at, this.#ahead(row));
      if (header.type === 'DICTIONARY_PAGE') {
        const entries = this.#decode(header, dataByte) ?? [];
        if (entries.length !== header.dictionary_page_header?.num_values) {
          throw this.#damaged(pageByte, 'its dictionary has another length');
        }
        this.#dictionary = convert(entries as DecodedArray, this.#decoder);
        continue;
      }
      if (!isData) continue;
      if (this.#lists !== undefined) {
        const lists = this.#decodeLists(header, dataByte, this.#lists);
        const given = this.#giveLists(lists);
        if (this.#row > row) return given;
        continue;
      }
      const firstRow = this.#row;
      this.#row += rows;
      if (this.#row <= row) continue;
      const values = this.#decode(header, dataByte) ?? [];
      if (values.length !== rows) {
        throw this.#damaged(pageByte, `a page has ${values.length} values, it says ${rows}`);
      }
      return { firstRow, values };
    }
    return undefined;
  }

  /** Rows of lists come once they have ended, so a page may give none. */
  #giveLists(values: (Uint32Array | null)[]): { firstRow: number; values: PageRows } {
    const firstRow = this.#row;
    this.#row += values.length;
    return { firstRow, values };
  }

  /** Rows of a page; sizes that cannot be are refused before they are allocated or looped over. */
  #requireSizes(header: PageHeader, byte: number): number {
    const { compressed_page_size, uncompressed_page_size } = header;
    const values = Number(
      header.data_page_header_v2?.num_values ??
        header.data_page_header?.num_values ??
        header.dictionary_page_header?.num_values ??
        0,
    );
    const rows = Number(header.data_page_header_v2?.num_rows ?? values);
    const isCount = (size: number) => Number.isSafeInteger(size) && size >= 0;
    const sizes = [compressed_page_size, uncompressed_page_size, values, rows].map(Number);
    const isData = header.dictionary_page_header === undefined;
    this.#requireWhole(header, byte);
    const left = Number(this.#place.metadata.num_values) - this.#values;
    const isTooMuch =
      this.#lists === undefined ? rows > this.#place.rows - this.#row : values > left;
    if (sizes.every(isCount) && !(isData && isTooMuch)) {
      if (isData) this.#values += values;
      return rows;
    }
    throw this.#damaged(byte, `a page says to have ${sizes.join(', ')} bytes, values and rows`);
  }

  /**
   * Headers have no checksum of their own, so their parts are held against each other and against
   * the column. The footer's list of encodings is not: writers leave some out of it.
   */
  #requireWhole(header: PageHeader, byte: number): void {
    const { type, data_page_header: v1, data_page_header_v2: v2, dictionary_page_header } = header;
    const isWhole =
      type === 'DATA_PAGE'
        ? v1 !== undefined
        : type === 'DATA_PAGE_V2'
          ? v2 !== undefined &&
            v2.num_nulls <= v2.num_values &&
            (v2.num_rows === v2.num_values || this.#lists !== undefined)
          : type === 'DICTIONARY_PAGE'
            ? /^PLAIN/.test(dictionary_page_header?.encoding ?? '')
            : (type as string) === 'INDEX_PAGE';
    if (!isWhole) throw this.#damaged(byte, 'a page has an invalid header');
    const encoding = v1?.encoding ?? v2?.encoding;
    if (encoding === undefined) return;
    const { type: valueType } = this.#place.metadata;
    if (!(encodingsOf[valueType] ?? []).includes(encoding)) {
      throw this.#damaged(byte, `a page of ${valueType} values is encoded as ${encoding}`);
    }
    if (encoding.endsWith('_DICTIONARY') && this.#dictionary === undefined) {
      throw this.#damaged(byte, 'a page refers to a dictionary, and there is none before it');
    }
  }

  /** Up to where the bytes behind a page or a header are used as well, with some certainty. */
  #ahead(row: number): number {
    const { metadata, rows } = this.#place;
    const rowBytes = Number(metadata.total_compressed_size) / Math.max(1, rows);
    return (row - this.#row) * rowBytes >= passBytes ? this.#at : this.#end;
  }

  async #readHeader(row: number): Promise<{ header: PageHeader; headerLength: number }> {
    const { file } = this.#place;
    for (let length = headerBytes; ; length *= 8) {
      const bytes = Buffer.allocUnsafe(Math.min(length, this.#end - this.#at));
      await file.load(this.#at, this.#at + bytes.length, this.#ahead(row));
      const got = file.readInto(bytes, this.#at);
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, got), offset: 0 };
      try {
        return { header: parquetHeader(reader), headerLength: reader.offset };
      } catch (cause) {
        // Cut off by the window, or no header at all.
        if (got === length && length < maxHeaderBytes) continue;
        throw this.#damaged(this.#at, causeMessage(cause), cause);
      }
    }
  }

  #decode(header: PageHeader, byte: number): PageRows | undefined {
    return this.#withPage(header, byte, (page, plain) => {
      const isNested = this.#place.schemaPath.length > 2 && header.type !== 'DICTIONARY_PAGE';
      const dictionary = this.#dictionary;
      if (isNested) return readStructValues({ page, header: plain, dictionary }, this.#decoder);
      const reader = { view: new DataView(page.buffer, page.byteOffset, page.length), offset: 0 };
      return readPage(reader, plain, this.#decoder, dictionary, undefined, 0).data;
    });
  }

  #decodeLists(header: PageHeader, byte: number, lists: ListRows): (Uint32Array | null)[] {
    const dictionary = this.#dictionary;
    return this.#withPage(header, byte, (page, plain) =>
      lists.push({ page, header: plain, dictionary }),
    );
  }

  /** `action` gets the page decompressed, and its header, which says so. */
  #withPage<T>(
    header: PageHeader,
    byte: number,
    action: (page: Buffer, plain: PageHeader) => T,
  ): T {
    const { file } = this.#place;
    const bytes = file.read(byte, header.compressed_page_size);
    if (header.crc !== undefined && (crc32(bytes) | 0) !== (header.crc | 0)) {
      throw this.#damaged(byte, 'a page has a wrong CRC-32');
    }
    try {
      const page = this.#decompress(header, bytes);
      const plain = {
        ...header,
        compressed_page_size: page.length,
        ...(header.data_page_header_v2 !== undefined && {
          data_page_header_v2: { ...header.data_page_header_v2, is_compressed: false },
        }),
      };
      return action(page, plain);
    } catch (cause) {
      throw this.#damaged(byte, causeMessage(cause), cause);
    }
  }

  #decompress(header: PageHeader, bytes: Buffer): Buffer {
    const { codec } = this.#place.metadata;
    const v2 = header.data_page_header_v2;
    const plainBytes =
      v2 === undefined ? 0 : v2.definition_levels_byte_length + v2.repetition_levels_byte_length;
    const isPlain = codec === 'UNCOMPRESSED' || v2?.is_compressed === false;
    const unpack = (packed: Buffer) =>
      unpackPage(packed, header.uncompressed_page_size - plainBytes, codec);
    const page =
      isPlain || bytes.length === plainBytes
        ? bytes
        : plainBytes === 0
          ? unpack(bytes)
          : Buffer.concat([bytes.subarray(0, plainBytes), unpack(bytes.subarray(plainBytes))]);
    if (header.dictionary_page_header === undefined) {
      checkRuns(page, header, this.#levels);
    }
    return page;
  }

  #damaged(byte: number, found: string, cause?: unknown): IndexError {
    const { file, metadata, group } = this.#place;
    const column = metadata.path_in_schema.join('.');
    return file.damaged(
      `is damaged at byte ${byte}, column "${column}" of row group ${group}: ${found}. Copy or write it again.`,
      { byte, row_group: group, column },
      cause,
    );
  }
}
