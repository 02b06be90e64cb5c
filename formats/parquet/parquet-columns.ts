// Columns of a Parquet file, some rows at a time.
//
// Columns have pages of different lengths. A chunk ends where the first of their pages does, so no
// more than a page of each column is held, however large a row group is.

import { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } from 'hyparquet';
import type { ColumnMetaData, SchemaTree } from 'hyparquet/src/types.js';
import { fileError, fileFault } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { PositionedFile } from '../../input/bytes/positioned-file.ts';
import { type PageRows, ParquetColumn } from './parquet-column.ts';
import { openParquet, type ParquetFile, type ParquetGroup } from './parquet-file.ts';

interface ColumnChunk {
  /** Row of the file that the chunk begins with, and how many it has. */
  readonly startRow: number;
  readonly rows: number;
  /** Values by column, `rows` each. A text is a string; null or undefined: there is none. */
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
}

/** A page may hold all rows of a file, if they are alike. */
const maxRows = 1 << 16;
const maxTexts = 1 << 14;

/** Names of the columns at the top of a Parquet file, and its rows. */
export async function describeParquet(
  path: string,
): Promise<{ readonly names: readonly string[]; readonly rows: number }> {
  try {
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
    const { children } = parquetSchema(metadata);
    return { names: children.map(({ element }) => element.name), rows: Number(metadata.num_rows) };
  } catch (error) {
    throw parquetError(error, path);
  }
}

/**
 * The columns of `names`, which have to be there and hold plain values. Throws `input_not_found`,
 * `source_unreadable`, `source_truncated`, `source_damaged` and `wrong_field_type`.
 */
export async function* readParquetColumns(
  path: string,
  names: readonly string[],
): AsyncGenerator<ColumnChunk, void, undefined> {
  using file = new PositionedFile({ name: path, path });
  const parquet = await openParquet(file, { required: names, optional: [] });
  for (const [number, group] of parquet.groups.entries()) {
    yield* readGroup(group, { file, parquet, number });
  }
}

interface GroupPlace {
  readonly file: PositionedFile;
  readonly parquet: ParquetFile;
  readonly number: number;
}

async function* readGroup(
  { firstRow, rows, columns }: ParquetGroup,
  { file, parquet, number }: GroupPlace,
): AsyncGenerator<ColumnChunk, void, undefined> {
  const cursors = Array.from(columns, ([name, metadata]: [string, ColumnMetaData]) => {
    const schemaPath = parquet.schemaPaths.get(name) as readonly SchemaTree[];
    const column = new ParquetColumn({ file, metadata, schemaPath, rows, group: number });
    return [name, new PageCursor(column)] as const;
  });
  for (let row = 0; row < rows; ) {
    let end = Math.min(rows, row + maxRows);
    for (const [, cursor] of cursors) end = Math.min(end, await cursor.reach(row));
    const values = cursors.map(([name, cursor]) => [name, cursor.take(row, end)] as const);
    yield { startRow: firstRow + row, rows: end - row, columns: new Map(values) };
    row = end;
  }
}

/** A column at one of its pages. */
class PageCursor {
  #column: ParquetColumn;
  #values: PageRows = [];
  #first = 0;
  #texts = new Map<Uint8Array, string>();

  constructor(column: ParquetColumn) {
    this.#column = column;
  }

  /** The row at which the page of `row` ends. */
  async reach(row: number): Promise<number> {
    if (row >= this.#first + this.#values.length) {
      const page = await this.#column.next(row);
      this.#values = page?.values ?? [];
      this.#first = page?.firstRow ?? row;
    }
    return this.#first + this.#values.length;
  }

  /** Rows [start, end) of the page. */
  take(start: number, end: number): ArrayLike<unknown> {
    const [from, to] = [start - this.#first, end - this.#first];
    const values = Array.isArray(this.#values)
      ? this.#values.slice(from, to)
      : this.#values.subarray(from, to);
    const hasText = Array.isArray(values) && values.some((value) => value instanceof Uint8Array);
    return hasText ? values.map((value) => this.#textOf(value)) : values;
  }

  /** Texts repeat, and those of a dictionary are the same bytes each time. */
  #textOf(value: unknown): unknown {
    if (!(value instanceof Uint8Array)) return value;
    const known = this.#texts.get(value);
    if (known !== undefined) return known;
    if (this.#texts.size >= maxTexts) this.#texts.clear();
    const text = Buffer.from(value.buffer, value.byteOffset, value.length).toString('utf8');
    this.#texts.set(value, text);
    return text;
  }
}

function parquetError(error: unknown, path: string): unknown {
  if (error instanceof IndexError) return error;
  if (fileFault(error) !== undefined) return fileError(error, { path, doing: 'read' });
  const reason = error instanceof Error ? error.message : String(error);
  return new IndexError(
    'source_damaged',
    `${path} is not a whole Parquet file: ${reason}. Write it again.`,
    { file: path },
    error,
  );
}
