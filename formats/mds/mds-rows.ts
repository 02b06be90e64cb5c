// A MosaicML dataset as rows: shards in the order of index.json, sample by sample.
//
// A sample is the sizes (u32) of its columns of variable size, then the columns one after the
// other, in the order of index.json, which is alphabetical.

import { join } from 'node:path';
import { IndexError } from '../../errors.ts';
import { openShard, PositionedFile } from '../../input/bytes/positioned-file.ts';
import { textFields } from '../../input/lines/field-path.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import { adviseColumn } from '../name-column.ts';
import { partAt } from '../rows/part-at.ts';
import type { Row, RowFile, RowReader } from '../rows/row-reader.ts';
import { decodeRow, type RowFields } from '../rows/row-values.ts';
import { idsDecoder } from './mds-array.ts';
import { type MdsShard, readMdsIndex } from './mds-index.ts';
import { MdsShardFile } from './mds-shard.ts';

interface Shard {
  readonly opened: MdsShardFile;
  readonly firstRow: number;
  readonly columns: readonly Column[];
}

interface Column {
  readonly name: string;
  readonly size: number | null;
  readonly decode: (bytes: Buffer) => unknown;
}

const maxRows = 256;
const maxBytes = 1 << 20;

export class MdsRows implements RowReader {
  readonly records: number;
  readonly files: readonly RowFile[];
  readonly dropped = undefined;
  #shards: Shard[] = [];
  #fields: RowFields;

  constructor(folder: NamedPath, fields: RowFields) {
    this.#fields = fields;
    const { file, shards } = readMdsIndex(folder);
    let firstRow = 0;
    try {
      for (const shard of shards) {
        const columns = requireColumns(shard, fields, file.name);
        this.#shards.push({ opened: openShardFile(folder, shard, file.name), firstRow, columns });
        firstRow += shard.samples;
      }
    } catch (error) {
      this.close();
      throw error;
    }
    this.records = firstRow;
    this.files = [
      ...this.#shards.map(({ opened }): RowFile => {
        const { name, path, sizeBytes } = opened.file;
        return { role: 'data', name, path, sizeBytes, rows: opened.shard.samples };
      }),
      { ...file, role: 'index' },
    ];
  }

  check(signal: AbortSignal): void {
    for (const { opened } of this.#shards) opened.checkHashes(signal);
  }

  batchEnd(start: number, budgetBytes: number): { end: number; bytes: number } {
    const { opened, firstRow } = partAt(this.#shards, start);
    const { samples, raw_data } = opened.shard;
    const rowBytes = raw_data.bytes / samples;
    const rows = Math.min(
      firstRow + samples - start,
      Math.max(1, Math.floor(budgetBytes / rowBytes)),
    );
    return { end: start + rows, bytes: Math.ceil(rows * rowBytes) };
  }

  async *read(start: number, end: number): AsyncGenerator<readonly Row[]> {
    for (let row = start; row < end; ) {
      const { opened, firstRow, columns } = partAt(this.#shards, row);
      const { samples, raw_data } = opened.shard;
      const some = Math.max(
        1,
        Math.min(maxRows, Math.floor(maxBytes / (raw_data.bytes / samples))),
      );
      const stop = Math.min(end, firstRow + samples, row + some);
      const { bytes, starts } = await opened.samples(row - firstRow, stop - firstRow);
      const rows: Row[] = [];
      for (let i = 0; row < stop; row++, i++) {
        const sample = bytes.subarray(starts[i], starts[i + 1]);
        const fileRow = row - firstRow + 1;
        const values = splitSample(sample, columns, () => damagedSample(opened.file, fileRow));
        rows.push(this.#record(values, { line: row + 1, fileRow, file: opened.file.name }));
      }
      yield rows;
    }
  }

  close(): void {
    for (const { opened } of this.#shards) {
      // What ends here is a decompression that is given up; it has nothing to tell.
      opened.close().catch(() => {});
      opened.file.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #record(
    values: ReadonlyMap<string, unknown>,
    place: { line: number; fileRow: number; file: string },
  ): Row {
    const { text, id, step, facet } = this.#fields;
    const value = (name: string | undefined) => (name === undefined ? null : values.get(name));
    return decodeRow(
      {
        ...{ ...place, texts: textFields(text).map(value) },
        ...{ id: value(id), step: value(step), facet: value(facet) },
      },
      this.#fields,
    );
  }
}

/** The shard as it lies there: plain if it does, else compressed. */
function openShardFile(folder: NamedPath, shard: MdsShard, index: string): MdsShardFile {
  const place = (name: string) => ({
    name: `${folder.name}/${name}`,
    path: join(folder.path, name),
  });
  let file: PositionedFile | undefined;
  const { raw_data, zip_data } = shard;
  try {
    file = new PositionedFile(place(raw_data.basename));
  } catch (error) {
    const isMissing = error instanceof IndexError && error.code === 'input_not_found';
    if (!isMissing) throw error;
  }
  const isPacked = file === undefined && zip_data !== null;
  file ??= openShard(place((zip_data ?? raw_data).basename), index);
  try {
    return new MdsShardFile(file, shard, isPacked);
  } catch (error) {
    file.close();
    throw error;
  }
}

function splitSample(
  sample: Buffer,
  columns: readonly Column[],
  refuse: () => IndexError,
): Map<string, unknown> {
  const values = new Map<string, unknown>();
  const variable = columns.filter(({ size }) => size === null).length;
  let sizeAt = 0;
  let at = 4 * variable;
  for (const { name, size, decode } of columns) {
    let length = size;
    if (length === null) {
      if (sizeAt + 4 > sample.length) throw refuse();
      length = sample.readUInt32LE(sizeAt);
      sizeAt += 4;
    }
    if (at + length > sample.length) throw refuse();
    values.set(name, decode(sample.subarray(at, at + length)));
    at += length;
  }
  if (at !== sample.length) throw refuse();
  return values;
}

function damagedSample(file: PositionedFile, row: number): IndexError {
  return file.refuse(
    'source_damaged',
    `is damaged in sample ${row}: the sizes of its columns do not add up to its own`,
    { row },
  );
}

interface Decoder {
  /** Bytes of a value; null: any. */
  readonly size: number | null;
  readonly decode: (bytes: Buffer) => unknown;
}

const asBytes: Decoder = { size: null, decode: (bytes) => bytes };
const asInt64: Decoder = { size: 8, decode: (bytes) => bytes.readBigInt64LE() };
const decoders: Readonly<Record<string, Decoder>> = {
  str: asBytes,
  bytes: asBytes,
  str_int: asBytes,
  int: asInt64,
  int64: asInt64,
  uint64: { size: 8, decode: (bytes) => bytes.readBigUInt64LE() },
  int32: { size: 4, decode: (bytes) => bytes.readInt32LE() },
  uint32: { size: 4, decode: (bytes) => bytes.readUInt32LE() },
  int16: { size: 2, decode: (bytes) => bytes.readInt16LE() },
  uint16: { size: 2, decode: (bytes) => bytes.readUInt16LE() },
  int8: { size: 1, decode: (bytes) => bytes.readInt8() },
  uint8: { size: 1, decode: (bytes) => bytes.readUInt8() },
};

/** The columns, those that the run needs with a decoder; throws `missing_field`, `wrong_field_type`. */
function requireColumns(shard: MdsShard, fields: RowFields, index: string): Column[] {
  const { column_names: names, column_encodings, column_sizes } = shard;
  const refuse = (code: 'missing_field' | 'wrong_field_type', found: string) =>
    new IndexError(code, `${index}, shard ${shard.raw_data.basename} ${found}`, { file: index });
  const texts = textFields(fields.text);
  const others = [fields.step, fields.facet].filter((name) => name !== undefined);
  for (const name of [...texts, ...others]) {
    if (names.includes(name)) continue;
    const has = names.map((one) => `"${one}"`).join(', ');
    const advice = adviseColumn(name, fields);
    throw refuse('missing_field', `has no column "${name}"; it has ${has}. ${advice}.`);
  }
  return names.map((name, i): Column => {
    const encoding = column_encodings[i] as string;
    const size = column_sizes[i] as number | null;
    if (![...texts, fields.id, ...others].includes(name)) {
      return { name, size, decode: () => null };
    }
    const isText = texts.includes(name);
    if (isText && fields.tokens !== undefined) {
      const decode = idsDecoder(encoding, fields.tokens);
      if (typeof decode === 'function') return { name, size, decode };
      throw refuse(
        'wrong_field_type',
        `has the column "${name}" as ${encoding}: expected ${decode}`,
      );
    }
    const decoder = decoders[encoding];
    const holdsText = encoding === 'str' || encoding === 'bytes';
    if (decoder?.size !== size || (isText && !holdsText)) {
      throw refuse(
        'wrong_field_type',
        `has the column "${name}" as ${encoding}: expected ${isText ? 'str; a column of token ids is named by tokens_field in a run description' : 'str or a whole number'}`,
      );
    }
    return { name, size, decode: decoder.decode };
  });
}
