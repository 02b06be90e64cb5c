// A table that fits into a line: names are shortened in their middle, as many differ at their ends,
// and columns that do not fit are left out. The first column holds the names.

import { type Column, columnWidths, formatTable } from './format-table.ts';
import { shortenMiddle } from './terminal-text.ts';

interface FittedTable {
  readonly table: string;
  /** The titles of columns that were left out, as a line; empty where all are there. */
  readonly note: string;
}

/** Names are not shortened further than this. */
const minNameWidth = 40;
const minLastWidth = 16;
const gap = 2;

/** The width to fit into: that of the terminal, or one that most windows have. */
export function lineWidth(): number {
  return Math.max(60, process.stdout.columns ?? 120);
}

/** How many columns of one width fit next to those given, which all stay. */
export function countRoom(
  width: number,
  table: { readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] },
  line = lineWidth(),
): number {
  const [names = 0, ...others] = columnWidths(table.columns, table.rows);
  const taken = others.reduce((sum, other) => sum + gap + other, Math.min(names, minNameWidth));
  return Math.max(0, Math.floor((line - taken) / (gap + width)));
}

/** The width of a last column behind those given, at least 16: a line may still be too long by that. */
export function lastRoom(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  line = lineWidth(),
): number {
  const taken = columnWidths(columns, rows).reduce((sum, width) => sum + width + gap, 0);
  return Math.max(minLastWidth, line - taken);
}

/**
 * Of columns that do not fit, the last of `expendable` is left out first. A line may still be too long
 * where names and the other columns are.
 */
export function fitTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { expendable = [], line = lineWidth() }: { expendable?: readonly string[]; line?: number } = {},
): FittedTable {
  const widths = columnWidths(columns, rows);
  const [names = 0] = widths;
  const spare = Math.max(0, names - minNameWidth);
  const leftOut: string[] = [];
  const isKept = columns.map(() => true);
  const total = () => widths.reduce((sum, width, i) => (isKept[i] ? sum + gap + width : sum), -gap);
  for (const title of expendable.toReversed()) {
    if (total() - spare <= line) break;
    leftOut.push(title);
    columns.forEach((column, i) => {
      if (column.title === title) isKept[i] = false;
    });
  }
  const nameWidth = Math.max(minNameWidth, names - Math.max(0, total() - line));
  const table = formatTable(
    columns.filter((_, i) => isKept[i]),
    rows.map(([name = '', ...cells]) =>
      [shortenMiddle(name, nameWidth), ...cells].filter((_, i) => isKept[i]),
    ),
  );
  const note = `left out to fit ${line} columns: ${leftOut.join(', ')}\n`;
  return { table, note: leftOut.length === 0 ? '' : note };
}

/** Of the positions [0, length) at most `max`, evenly spread, the first and the last among them. */
export function spreadPositions(length: number, max: number): number[] {
  if (length <= max) return [...Array(length).keys()];
  if (max < 2) return [length - 1];
  return Array.from({ length: max }, (_, i) => Math.round((i * (length - 1)) / (max - 1)));
}
