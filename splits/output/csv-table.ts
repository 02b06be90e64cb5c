// A table of plain columns, and its text as CSV. Rows come in groups, of which one is held.

import { csvCell } from './csv-cell.ts';

export type Cell = string | number | null;

export interface TableColumn {
  readonly name: string;
  /** `count` and `step` are whole numbers. A `text` and a `count` are never null. */
  readonly kind: 'text' | 'optional-text' | 'count' | 'step' | 'number';
}

export interface Table {
  readonly columns: readonly TableColumn[];
  /** Cells in the order of the columns. Called for each file. */
  readonly groups: () => Iterable<readonly (readonly Cell[])[]>;
}

export function* csvOf({ columns, groups }: Table): Generator<string> {
  yield csvOfRows([columns.map(({ name }) => name)]);
  for (const rows of groups()) {
    if (rows.length > 0) yield csvOfRows(rows);
  }
}

/** Lines of CSV. */
export function csvOfRows(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(csvOfCell).join(',')}\n`).join('');
}

function csvOfCell(cell: Cell): string {
  return typeof cell === 'string' ? csvCell(cell) : String(cell ?? '');
}
