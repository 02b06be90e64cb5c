// A dataset that Hugging Face `save_to_disk` wrote, as rows: shards in the order of state.json.
//
// A shuffled dataset may have been saved with its indices next to the unshuffled shards
// (`_indices_data_files`): then those say which row comes when. A few batches are kept, so that such an
// order does not read one for each row.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { openShard, type PositionedFile } from '../../input/bytes/positioned-file.ts';
import { textFields } from '../../input/lines/field-path.ts';
import { isObject, parseJson } from '../../input/lines/json-text.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import { requireData } from '../../text/require-data.ts';
import { partAt } from '../rows/part-at.ts';
import type { Row, RowFile, RowReader } from '../rows/row-reader.ts';
import { decodeRow, type RowFields } from '../rows/row-values.ts';
import { BatchColumns, requireColumns } from './arrow-columns.ts';
import { ArrowStream } from './arrow-stream.ts';

interface Shard {
  readonly file: PositionedFile;
  readonly stream: ArrowStream;
  /** Rows of the dataset before it. */
  readonly firstRow: number;
}

interface OpenBatch {
  readonly shard: Shard;
  readonly rows: number;
  readonly columns: BatchColumns;
  readonly firstRow: number;
}

const keptBatches = 8;
const maxRows = 1024;

export class ArrowRows implements RowReader {
  readonly records: number;
  readonly files: readonly RowFile[];
  readonly dropped: string | undefined;
  #shards: Shard[] = [];
  #indices: { file: PositionedFile; rows: BigUint64Array } | undefined;
  #rows: number;
  #fields: RowFields;
  #open: OpenBatch[] = [];

  constructor(folder: NamedPath, fields: RowFields) {
    this.#fields = fields;
    const statePath = { name: `${folder.name}/state.json`, path: join(folder.path, 'state.json') };
    const state = readState(statePath);
    const inFolder = (name: string) => ({
      name: `${folder.name}/${name}`,
      path: join(folder.path, name),
    });
    let firstRow = 0;
    const opened: PositionedFile[] = [];
    try {
      for (const name of state.dataFiles) {
        const file = openShard(inFolder(name), statePath.name);
        opened.push(file);
        const stream = new ArrowStream(file);
        this.#shards.push({ file, stream, firstRow });
        requireColumns(file, stream.schema, fields);
        firstRow += stream.rows;
      }
      if (state.indicesFiles.length > 1) {
        throw refuseState(statePath.name, '_indices_data_files', 'at most one file');
      }
      for (const name of state.indicesFiles) {
        const file = openShard(inFolder(name), statePath.name);
        opened.push(file);
        this.#indices = { file, rows: readIndices(file) };
      }
    } catch (error) {
      for (const file of opened) file.close();
      throw error;
    }
    this.#rows = firstRow;
    this.records = this.#indices?.rows.length ?? firstRow;
    this.dropped = describeUnnamed(this.#indices, firstRow);
    const fileOf = ({ name, path, sizeBytes }: PositionedFile) => ({ name, path, sizeBytes });
    const stateBytes = readFileSync(statePath.path).length;
    this.files = [
      ...this.#shards.map(
        ({ file, stream }): RowFile => ({ ...fileOf(file), role: 'data', rows: stream.rows }),
      ),
      { ...statePath, role: 'index', sizeBytes: stateBytes },
      ...(this.#indices === undefined
        ? []
        : [{ ...fileOf(this.#indices.file), role: 'order' as const }]),
    ];
  }

  check(): void {
    const { file, rows } = this.#indices ?? {};
    const at = rows?.findIndex((row) => row >= BigInt(this.#rows)) ?? -1;
    if (file === undefined || rows === undefined || at < 0) return;
    throw file.refuse(
      'order_invalid',
      `names row ${rows[at]} at entry ${at}; the dataset has ${this.#rows} rows`,
      { entry: at },
    );
  }

  batchEnd(start: number, budgetBytes: number): { end: number; bytes: number } {
    let bytes = 0;
    let end = start;
    while (end < this.records && (bytes < budgetBytes || end === start)) {
      // A row's share of its batch; with indices every row is one of its own.
      const place = this.#findPlace(this.#rowAt(end));
      const rowBytes = Math.max(1, place.byteLength / Math.max(1, place.rows));
      const left = this.#indices === undefined ? place.firstRow + place.rows - end : 1;
      const rows = Math.min(left, Math.max(1, Math.floor((budgetBytes - bytes) / rowBytes)));
      bytes += rows * rowBytes;
      end += rows;
    }
    return { end, bytes: Math.ceil(bytes) };
  }

  async *read(start: number, end: number): AsyncGenerator<readonly Row[]> {
    for (let at = start; at < end; at += maxRows) {
      const rows: Row[] = [];
      for (let i = at; i < Math.min(end, at + maxRows); i++)
        rows.push(this.#record(this.#rowAt(i)));
      yield rows;
    }
  }

  close(): void {
    for (const { file } of this.#shards) file.close();
    this.#indices?.file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #rowAt(position: number): number {
    const { rows } = this.#indices ?? {};
    return rows === undefined ? position : Number(rows[position]);
  }

  #record(row: number): Row {
    const { columns, shard, firstRow } = this.#openBatch(row);
    const local = row - firstRow;
    const { text, tokens, id, step, facet } = this.#fields;
    const place = { line: row + 1, fileRow: row - shard.firstRow + 1, file: shard.file.name };
    return decodeRow(
      {
        ...place,
        texts: textFields(text).map((name) =>
          tokens === undefined ? columns.value(name, local) : columns.ids(name, local),
        ),
        id: columns.value(id, local),
        step: columns.value(step, local),
        facet: columns.value(facet, local),
      },
      this.#fields,
    );
  }

  #openBatch(row: number): OpenBatch {
    const has = ({ firstRow, rows }: OpenBatch) => row >= firstRow && row < firstRow + rows;
    const open = this.#open.find(has);
    if (open !== undefined) return open;
    const { shard, place, firstRow } = this.#findPlace(row);
    const columns = new BatchColumns(shard.stream.readBatch(place));
    const found = { shard, firstRow, rows: place.rows, columns };
    this.#open = [found, ...this.#open.slice(0, this.#indices === undefined ? 0 : keptBatches - 1)];
    return found;
  }

  #findPlace(row: number) {
    const shard = partAt(this.#shards, row);
    let firstRow = shard.firstRow;
    for (const place of shard.stream.batches) {
      if (row < firstRow + place.rows) {
        return { shard, place, firstRow, rows: place.rows, byteLength: place.byteLength };
      }
      firstRow += place.rows;
    }
    throw new Error(`no batch has row ${row}`);
  }
}

function readIndices(file: PositionedFile): BigUint64Array {
  const stream = new ArrowStream(file);
  const rows = new BigUint64Array(stream.rows);
  let at = 0;
  for (const place of stream.batches) {
    const column = stream.readBatch(place).getChild('indices');
    if (column === null) throw file.refuse('missing_field', 'has no column "indices"');
    for (let i = 0; i < place.rows; i++) rows[at++] = BigInt(column.get(i));
  }
  return rows;
}

/** Rows of the shards that a list of rows does not name. */
function describeUnnamed(
  indices: { readonly file: PositionedFile; readonly rows: BigUint64Array } | undefined,
  rows: number,
): string | undefined {
  if (indices === undefined) return undefined;
  const isNamed = new Uint8Array(rows);
  let unnamed = rows;
  for (const row of indices.rows) {
    const at = Number(row);
    if (isNamed[at] !== 0) continue; // named before, or not there, which is an error of its own
    isNamed[at] = 1;
    unnamed--;
  }
  return unnamed === 0 ? undefined : `${unnamed} rows that ${indices.file.name} does not name`;
}

/** The cache of `datasets` has the shards of a split without a list of them. */
function adviseWithoutState(folder: string): string {
  if (!existsSync(folder)) return '';
  const files = readdirSync(folder).filter((name) => name.endsWith('.arrow'));
  if (files.length === 0) return '';
  return ` This folder has ${files.length} .arrow files, as the cache of datasets; nothing says which of them belong together. Write the dataset with load_dataset(...)["train"].save_to_disk("FOLDER"), and name that folder.`;
}

interface State {
  readonly dataFiles: readonly string[];
  readonly indicesFiles: readonly string[];
}

function readState({ name, path }: NamedPath): State {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const solve = `Name the folder of a dataset (one split) as save_to_disk writes it.${adviseWithoutState(dirname(path))}`;
    const missing = { code: 'shard_missing', solve } as const;
    throw fileError(cause, {
      path: name,
      doing: 'read',
      code: 'source_damaged',
      special: { missing },
    });
  }
  requireData(bytes, name);
  const state = parseJson(bytes.toString(), (fault, cause) => {
    const expected = 'expected the folder of a dataset (one split) as save_to_disk writes it';
    return new IndexError(
      'source_damaged',
      `${name} is ${fault}; ${expected}`,
      { file: name },
      cause,
    );
  });
  return {
    dataFiles: fileNames(state, '_data_files', name),
    indicesFiles: fileNames(state, '_indices_data_files', name),
  };
}

function fileNames(state: unknown, key: string, name: string): string[] {
  const list = isObject(state) ? state[key] : undefined;
  if (list === undefined || list === null) {
    if (key === '_indices_data_files') return [];
    throw refuseState(name, key, 'a list of files');
  }
  if (!Array.isArray(list)) throw refuseState(name, key, 'a list of files');
  return list.map((entry: unknown) => {
    const filename = isObject(entry) ? entry['filename'] : undefined;
    if (typeof filename !== 'string') throw refuseState(name, key, 'objects with "filename"');
    return filename;
  });
}

function refuseState(name: string, key: string, expected: string): IndexError {
  return new IndexError('source_damaged', `${name} key ${key}: expected ${expected}`, {
    file: name,
    key,
  });
}
