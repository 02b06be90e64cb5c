// A Parquet file as rows: text, id and step of every row, in order of the file.
//
// Reading on is cheap; reading from another row walks the page headers of its row group, and
// decodes only the pages that are needed.

import { PositionedFile } from '../../input/bytes/positioned-file.ts';
import { textFields } from '../../input/lines/field-path.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import { adviseColumn } from '../name-column.ts';
import { partAt } from '../rows/part-at.ts';
import type { Row, RowFile, RowReader } from '../rows/row-reader.ts';
import { decodeRow, type RowFields } from '../rows/row-values.ts';
import { type PageRows, ParquetColumn } from './parquet-column.ts';
import { openParquet, type ParquetFile, type ParquetGroup } from './parquet-file.ts';

/** Rows given at a time. */
const maxRows = 1024;
/** Text of an id, about. */
const idTextBytes = 4.5;

export class ParquetRows implements RowReader {
  readonly records: number;
  readonly files: readonly RowFile[];
  readonly dropped = undefined;
  #file: PositionedFile;
  #parquet: ParquetFile;
  #fields: RowFields;
  #cursor: GroupCursor | undefined;

  constructor(path: NamedPath, fields: RowFields) {
    this.#file = new PositionedFile(path);
    this.#fields = fields;
    try {
      const { text, id, step, facet, tokens } = fields;
      const texts = textFields(text);
      const [column = ''] = texts;
      const others = [step, facet].filter((name) => name !== undefined);
      const required = [...new Set([...texts, ...others])];
      const optional = required.includes(id) ? [] : [id];
      this.#parquet = openParquet(this.#file, {
        required,
        optional,
        advise: (name) => adviseColumn(name, fields),
        ...(tokens && { ids: { column, dtype: tokens.dtype } }),
      });
    } catch (error) {
      this.#file.close();
      throw error;
    }
    this.records = this.#parquet.rows;
    const { sizeBytes } = this.#file;
    this.files = [{ ...path, role: 'data', sizeBytes, rows: this.records }];
  }

  /** The footer was checked when it was read; pages are checked as they come. */
  check(): void {}

  batchEnd(start: number, budgetBytes: number): { end: number; bytes: number } {
    const group = partAt(this.#parquet.groups, start);
    const left = group.firstRow + group.rows - start;
    const isIds = this.#fields.tokens !== undefined;
    let bytes = 0;
    for (const name of textFields(this.#fields.text)) {
      const { num_values = 0, total_uncompressed_size = 0 } = group.columns.get(name) ?? {};
      bytes += isIds ? idTextBytes * Number(num_values) : Number(total_uncompressed_size);
    }
    const rowBytes = bytes / group.rows;
    const rows = Math.min(left, Math.max(1, Math.floor(budgetBytes / Math.max(1, rowBytes))));
    return { end: start + rows, bytes: Math.ceil(rows * rowBytes) };
  }

  async *read(start: number, end: number): AsyncGenerator<readonly Row[]> {
    for (let row = start; row < end; ) {
      const group = partAt(this.#parquet.groups, row);
      if (this.#cursor?.group !== group || this.#cursor.row > row) {
        this.#cursor = new GroupCursor(this.#file, this.#parquet, group);
      }
      const stop = Math.min(end, group.firstRow + group.rows, row + maxRows);
      yield this.#cursor.take(row, stop, this.#fields);
      row = stop;
    }
  }

  close(): void {
    this.#file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The columns of a row group, each at a page of its own. */
class GroupCursor {
  readonly group: ParquetGroup;
  /** The next row that can be taken, of the file. */
  row: number;
  #name: string;
  #columns: Map<string, ColumnCursor>;

  constructor(file: PositionedFile, parquet: ParquetFile, group: ParquetGroup) {
    this.group = group;
    this.row = group.firstRow;
    this.#name = file.name;
    const number = parquet.groups.indexOf(group);
    this.#columns = new Map(
      [...group.columns].map(([name, metadata]) => {
        const schemaPath = parquet.schemaPaths.get(name) ?? [];
        const place = { file, metadata, schemaPath, rows: group.rows, group: number };
        return [name, new ColumnCursor(new ParquetColumn(place))];
      }),
    );
  }

  /** Rows [start, end) of the file. */
  take(start: number, end: number, fields: RowFields): Row[] {
    const rows: Row[] = [];
    const texts = textFields(fields.text).map((name) => this.#columns.get(name));
    const id = this.#columns.get(fields.id);
    const step = fields.step === undefined ? undefined : this.#columns.get(fields.step);
    const facet = fields.facet === undefined ? undefined : this.#columns.get(fields.facet);
    for (let row = start; row < end; row++) {
      const local = row - this.group.firstRow;
      const values = {
        texts: texts.map((text) => text?.at(local)),
        id: id?.at(local),
        step: step?.at(local),
        facet: facet?.at(local),
      };
      const place = { line: row + 1, fileRow: row + 1, file: this.#name };
      rows.push(decodeRow({ ...values, ...place }, fields));
    }
    this.row = end;
    return rows;
  }
}

class ColumnCursor {
  #column: ParquetColumn;
  #values: PageRows = [];
  #first = 0;

  constructor(column: ParquetColumn) {
    this.#column = column;
  }

  /** The value of a row of the group; rows are asked for in order. */
  at(row: number): unknown {
    if (row >= this.#first + this.#values.length) {
      const page = this.#column.next(row);
      if (page === undefined) throw new Error('a row behind its row group');
      this.#values = page.values;
      this.#first = page.firstRow;
    }
    return this.#values[row - this.#first];
  }
}
