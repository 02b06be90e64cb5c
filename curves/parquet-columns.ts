// Columns of a Parquet file, a row group at a time.

import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { IndexError } from '../errors.ts';
import { unreadable } from './file-error.ts';

export interface ColumnChunk {
  /** Row of the file that the chunk begins with, and how many it has. */
  readonly startRow: number;
  readonly rows: number;
  /** Values by column, `rows` each. */
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
}

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
 * The columns of `names`, which have to be there, row group by row group: one is held at a time.
 * Throws `input_not_found`, `source_unreadable` and `source_damaged`.
 */
export async function* readParquetColumns(
  path: string,
  names: readonly string[],
): AsyncGenerator<ColumnChunk, void, undefined> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    let startRow = 0;
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows);
      const columns = new Map<string, ArrayLike<unknown>>();
      await parquetRead({
        ...{ file, metadata, compressors, columns: [...names] },
        ...{ rowStart: startRow, rowEnd: startRow + rows },
        onChunk: ({ columnName, columnData, rowStart }) => {
          const before = columns.get(columnName);
          if (before === undefined && rowStart === startRow && columnData.length === rows) {
            columns.set(columnName, columnData);
            return;
          }
          const whole = before === undefined ? new Array<unknown>(rows) : (before as unknown[]);
          for (let i = 0; i < columnData.length; i++)
            whole[rowStart - startRow + i] = columnData[i];
          columns.set(columnName, whole);
        },
      });
      yield { startRow, rows, columns };
      startRow += rows;
    }
  } catch (error) {
    throw parquetError(error, path);
  }
}

function parquetError(error: unknown, path: string): unknown {
  if (error instanceof IndexError) return error;
  const described = unreadable(error, path);
  if (described !== undefined) return described;
  const reason = error instanceof Error ? error.message : String(error);
  return new IndexError(
    'source_damaged',
    `${path} is not a whole Parquet file: ${reason}. Write it again.`,
    { file: path },
    error,
  );
}
