// A table of plain columns, and its text as CSV. Rows come in groups, of which one is held.

import { csvCell } from './csv-cell.ts';

export type Cell = string | number | null;

export interface TableColumn {
  readonly name: string;
  /** `count` and `step` are whole numbers; a `step` and a `number` may be null, nothing else is. */
  readonly kind: 'text' | 'count' | 'step' | 'number';
}

export interface Table {
  readonly columns: readonly TableColumn[];
  /** Cells in the order of the columns. Called for each file. */
  readonly groups: () => Iterable<readonly (readonly Cell[])[]>;
}

export function* csvOf({ columns, groups }: Table): Generator<string> {
  yield `${columns.map(({ name }) => csvCell(name)).join(',')}\n`;
  for (const rows of groups()) {
    const lines = rows.map((row) => `${row.map(csvOfCell).join(',')}\n`);
    if (lines.length > 0) yield lines.join('');
  }
}

function csvOfCell(cell: Cell): string {
  return typeof cell === 'string' ? csvCell(cell) : String(cell ?? '');
}
