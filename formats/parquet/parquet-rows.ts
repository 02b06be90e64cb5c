// A Parquet file as rows: text, id and step of every row, in order of the file.
//
// Reading on is cheap; reading from another row walks the page headers of its row group, and
// decodes only the pages that are needed.

import { openPositioned } from '../../input/bytes/open-positioned.ts';
import type { Positioned } from '../../input/bytes/positioned.ts';
import { textFields } from '../../input/lines/field-path.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import { adviseColumn } from '../name-column.ts';
import { partAt } from '../rows/part-at.ts';
import type { Row, RowFile, RowReader } from '../rows/row-reader.ts';
import { decodeRow, type RowFields } from '../rows/row-values.ts';
import { type PageRows, ParquetColumn } from './parquet-column.ts';
import { openParquet, type ParquetFile, type ParquetGroup } from './parquet-file.ts';
import { planLoads } from './parquet-loads.ts';

/** Rows given at a time. */
const maxRows = 1024;
/** Text of an id, about. */
const idTextBytes = 4.5;

export class ParquetRows implements RowReader {
  readonly records: number;
  readonly files: readonly RowFile[];
  readonly dropped = undefined;
  #file: Positioned;
  #parquet: ParquetFile;
  #fields: RowFields;
  #cursor: GroupCursor | undefined;

  private constructor(
    path: NamedPath,
    fields: RowFields,
    { file, parquet }: { readonly file: Positioned; readonly parquet: ParquetFile },
  ) {
    this.#file = file;
    this.#parquet = parquet;
    this.#fields = fields;
    this.records = parquet.rows;
    this.files = [{ ...path, role: 'data', sizeBytes: file.sizeBytes, rows: this.records }];
  }

  /** Throws as the file and its footer do; the caller closes the reader. */
  static async open(path: NamedPath, fields: RowFields): Promise<ParquetRows> {
    const file = await openPositioned(path);
    try {
      return new ParquetRows(path, fields, { file, parquet: await openColumns(file, fields) });
    } catch (error) {
      file.close();
      throw error;
    }
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
      const rows = await this.#cursor.take(row, stop, this.#fields);
      yield rows;
      row += rows.length;
    }
  }

  close(): void {
    this.#file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The columns that the fields name, found in the footer. */
function openColumns(file: Positioned, fields: RowFields): Promise<ParquetFile> {
  const { text, id, step, facet, tokens } = fields;
  const texts = textFields(text);
  const [column = ''] = texts;
  const others = [step, facet].filter((name) => name !== undefined);
  const required = [...new Set([...texts, ...others])];
  return openParquet(file, {
    required,
    optional: required.includes(id) ? [] : [id],
    advise: (name) => adviseColumn(name, fields),
    ...(tokens && { ids: { column, dtype: tokens.dtype } }),
  });
}

/** The columns of a row group, each at a page of its own. */
class GroupCursor {
  readonly group: ParquetGroup;
  /** The next row that can be taken, of the file. */
  row: number;
  #file: Positioned;
  #columns: Map<string, ColumnCursor>;

  constructor(file: Positioned, parquet: ParquetFile, group: ParquetGroup) {
    this.group = group;
    this.row = group.firstRow;
    this.#file = file;
    const number = parquet.groups.indexOf(group);
    this.#columns = new Map(
      [...group.columns].map(([name, metadata]) => {
        const schemaPath = parquet.schemaPaths.get(name) ?? [];
        const place = { file, metadata, schemaPath, rows: group.rows, group: number };
        return [name, new ColumnCursor(new ParquetColumn(place))];
      }),
    );
  }

  /** Rows of the file from `start` on, up to `end` or to where a page of a column ends. */
  async take(start: number, end: number, fields: RowFields): Promise<Row[]> {
    const { firstRow, columns } = this.group;
    if (start === firstRow) {
      for (const { start, end } of planLoads(columns.values())) {
        await this.#file.load(start, end, end);
      }
    }
    let stop = end;
    for (const column of this.#columns.values()) {
      stop = Math.min(stop, firstRow + (await column.reach(start - firstRow)));
    }
    const rows: Row[] = [];
    const texts = textFields(fields.text).map((name) => this.#columns.get(name));
    const id = this.#columns.get(fields.id);
    const step = fields.step === undefined ? undefined : this.#columns.get(fields.step);
    const facet = fields.facet === undefined ? undefined : this.#columns.get(fields.facet);
    for (let row = start; row < stop; row++) {
      const local = row - firstRow;
      const values = {
        texts: texts.map((text) => text?.at(local)),
        id: id?.at(local),
        step: step?.at(local),
        facet: facet?.at(local),
      };
      const place = { line: row + 1, fileRow: row + 1, file: this.#file.name };
      rows.push(decodeRow({ ...values, ...place }, fields));
    }
    this.row = stop;
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

  /** Goes to the page of a row of the group, and gives the row at which the page ends; rows only rise. */
  async reach(row: number): Promise<number> {
    if (row >= this.#first + this.#values.length) {
      const page = await this.#column.next(row);
      if (page === undefined) throw new Error('a row behind its row group');
      this.#values = page.values;
      this.#first = page.firstRow;
    }
    return this.#first + this.#values.length;
  }

  /** The value of a row of that page. */
  at(row: number): unknown {
    return this.#values[row - this.#first];
  }
}
