// Tables and lists of facts, in aligned columns.

import { textWidth } from './terminal-text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Columns of numbers. */
export function rightColumns(...titles: readonly string[]): Column[] {
  return titles.map((title) => ({ title, align: 'right' }));
}

/** How wide each column is, with its title and cells. */
export function columnWidths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): number[] {
  return columns.map(({ title }, i) =>
    rows.reduce((max, row) => Math.max(max, textWidth(row[i] ?? '')), textWidth(title)),
  );
}

/** Rows under their titles, columns as wide as their widest cell, two spaces between. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const widths = columnWidths(columns, rows);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - textWidth(cell)));
        return columns[i]?.align === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [columns.map(({ title }) => title), ...rows].map((cells) => `${line(cells)}\n`).join('');
}

export type Fact = readonly [name: string, value: string];

/** Names and values, the values aligned. */
export function formatFacts(facts: readonly Fact[]): string {
  const width = Math.max(...facts.map(([name]) => textWidth(name)));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}
