// A Parquet file's footer: row groups and the columns that a run needs, checked.
//
// hyparquet decodes the metadata; what is read of the file, and when, is decided here.

import { parquetMetadata, parquetSchema } from 'hyparquet';
import type { ColumnMetaData, FileMetaData, SchemaTree } from 'hyparquet/src/types.js';
import { causeMessage } from '../../errors/cause.ts';
import type { ErrorCode } from '../../errors.ts';
import type { Positioned } from '../../input/bytes/positioned.ts';
import type { TokensColumn } from '../tokens/token-ids.ts';
import { findColumn, namePath, requireIds, requirePlain } from './parquet-schema.ts';

export interface ParquetGroup {
  /** Rows of the file before it, and its own. */
  readonly firstRow: number;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ColumnMetaData>;
}

export interface ParquetFile {
  readonly rows: number;
  readonly groups: readonly ParquetGroup[];
  /** Path in the schema of each column asked for, the root first. */
  readonly schemaPaths: ReadonlyMap<string, readonly SchemaTree[]>;
}

/** `required` columns have to be there, `optional` ones may be missing. */
interface WantedColumns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** One of the required ones that holds token ids, a list a row. */
  readonly ids?: { readonly column: string } & TokensColumn;
  /** What to do where that required column is missing. */
  readonly advise?: (column: string) => string;
}

const magic = 'PAR1';
/** Footers of wide tables with many row groups have some megabytes. */
const maxFooterBytes = 512 << 20;
/** Most footers are within them. */
const tailBytes = 1 << 15;

/**
 * Reads the footer. Columns are plain values, also in structures (`meta.id`), or a list of ids.
 * Throws `source_truncated`, `source_damaged`, `missing_field` and `wrong_field_type`.
 */
export async function openParquet(file: Positioned, columns: WantedColumns): Promise<ParquetFile> {
  const metadata = await readMetadata(file);
  const root = parquetSchema(metadata);
  const schemaPaths = new Map<string, readonly SchemaTree[]>();
  for (const name of [...columns.required, ...columns.optional]) {
    const path = findColumn(root, name);
    if (path === undefined && columns.optional.includes(name)) continue;
    if (path === undefined) {
      const names = root.children.slice(0, 12).map(({ element }) => `"${element.name}"`);
      const advice = columns.advise === undefined ? '' : `. ${columns.advise(name)}.`;
      const found = `has no column "${name}"; it has ${names.join(', ')}${advice}`;
      throw file.refuse('missing_field', found);
    }
    const isIds = columns.ids?.column === name;
    schemaPaths.set(name, isIds ? requireIds(file, path, columns.ids) : requirePlain(file, path));
  }
  const nameOfPath = new Map(
    [...schemaPaths].map(([name, path]) => [JSON.stringify(namePath(path)), name]),
  );
  let firstRow = 0;
  const groups = metadata.row_groups.map((group, i): ParquetGroup => {
    const rows = Number(group.num_rows);
    const found = new Map<string, ColumnMetaData>();
    for (const { file_path, meta_data } of group.columns) {
      const path = JSON.stringify(meta_data?.path_in_schema);
      const name = nameOfPath.get(path);
      if (meta_data === undefined || name === undefined) continue;
      if (file_path !== undefined) {
        throw file.refuse(
          'source_damaged',
          `keeps column "${name}" in another file (${file_path}), which is not supported`,
        );
      }
      found.set(name, meta_data);
    }
    for (const name of schemaPaths.keys()) {
      if (!found.has(name)) throw damagedFooter(file, `row group ${i} has no column "${name}"`);
    }
    firstRow += rows;
    return { firstRow: firstRow - rows, rows, columns: found };
  });
  if (firstRow !== Number(metadata.num_rows)) {
    throw damagedFooter(file, `its row groups have ${firstRow} rows, it says ${metadata.num_rows}`);
  }
  return { rows: firstRow, groups, schemaPaths };
}

async function readMetadata(file: Positioned): Promise<FileMetaData> {
  const { sizeBytes } = file;
  await file.load(0, magic.length, magic.length);
  const says = (bytes: Buffer) => bytes.toString('latin1') === magic;
  if (sizeBytes < 12 || !says(file.read(0, 4))) {
    throw file.refuse(
      'source_damaged',
      `is not a Parquet file: expected it to begin with ${magic}`,
      {
        byte: 0,
      },
    );
  }
  const tailByte = Math.max(magic.length, sizeBytes - tailBytes);
  await file.load(tailByte, sizeBytes, sizeBytes);
  const tail = file.read(sizeBytes - 8, 8);
  if (!says(tail.subarray(4))) {
    const encrypted = tail.toString('latin1', 4) === 'PARE';
    const found = encrypted
      ? 'has an encrypted footer, which is not supported'
      : `does not end with ${magic}: it is cut short, copy or write it again`;
    const code: ErrorCode = encrypted ? 'source_damaged' : 'source_truncated';
    throw file.refuse(code, found, { byte: sizeBytes });
  }
  const length = tail.readUInt32LE(0);
  if (length > Math.min(sizeBytes - 12, maxFooterBytes)) {
    throw damagedFooter(file, `it says to be ${length} bytes long, in a file of ${sizeBytes}`);
  }
  const footerByte = sizeBytes - 8 - length;
  if (footerByte < tailByte) await file.load(footerByte, sizeBytes, sizeBytes);
  const footer = file.read(footerByte, length + 8);
  try {
    return parquetMetadata(
      footer.buffer.slice(footer.byteOffset, footer.byteOffset + footer.length) as ArrayBuffer,
    );
  } catch (cause) {
    throw damagedFooter(file, causeMessage(cause), cause);
  }
}

function damagedFooter(file: Positioned, found: string, cause?: unknown) {
  const byte = file.sizeBytes - 8;
  return file.damaged(`has a damaged footer, before byte ${byte}: ${found}`, { byte }, cause);
}
