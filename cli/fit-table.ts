// A table that fits into a line: names are shortened in their middle, as many differ at their ends,
// and columns that do not fit are left out. The first column holds the names.

import stringWidth from 'string-width';
import { type Column, formatTable } from './format-text.ts';

/** Names are not shortened further than this. */
const leastNameWidth = 40;
const gap = 2;

/** The width to fit into: the terminal's, or one that most windows have. */
export function lineWidth(): number {
  return Math.max(60, process.stdout.columns ?? 120);
}

/** How wide each column is, with its title and cells. */
function columnWidths(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  return columns.map(({ title }, i) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[i] ?? '')), stringWidth(title)),
  );
}

/** How many columns of one width fit next to those given, which all stay. */
export function roomFor(
  width: number,
  table: { readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] },
  line = lineWidth(),
): number {
  const [names = 0, ...others] = columnWidths(table.columns, table.rows);
  const taken = others.reduce((sum, other) => sum + gap + other, Math.min(names, leastNameWidth));
  return Math.max(0, Math.floor((line - taken) / (gap + width)));
}

/**
 * The table, and the titles of columns that do not fit and are left out; the last of `expendable`
 * goes first. A line may still be too long where names and the other columns are.
 */
export function fitTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { expendable = [], line = lineWidth() }: { expendable?: readonly string[]; line?: number } = {},
): { readonly table: string; readonly leftOut: readonly string[] } {
  const widths = columnWidths(columns, rows);
  const [names = 0] = widths;
  const total = (kept: readonly number[]) =>
    kept.reduce((sum, i) => sum + gap + (widths[i] as number), -gap);
  let kept = [...columns.keys()];
  const candidates = [...expendable];
  const leftOut: string[] = [];
  const spare = Math.max(0, names - leastNameWidth);
  while (total(kept) - spare > line && candidates.length > 0) {
    const title = candidates.pop() as string;
    leftOut.push(title);
    kept = kept.filter((i) => columns[i]?.title !== title);
  }
  const nameWidth = Math.max(leastNameWidth, names - Math.max(0, total(kept) - line));
  const table = formatTable(
    kept.map((i) => columns[i] as Column),
    rows.map((row) =>
      kept.map((i) => (i === 0 ? shortenMiddle(row[0] ?? '', nameWidth) : (row[i] ?? ''))),
    ),
  );
  return { table, leftOut };
}

/** The first and the last columns of a text, an ellipsis where its middle was. */
export function shortenMiddle(text: string, most: number): string {
  if (stringWidth(text) <= most) return text;
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  const side = (from: readonly string[], width: number) => {
    let taken = 0;
    let left = width;
    for (const character of from) {
      left -= stringWidth(character);
      if (left < 0) break;
      taken++;
    }
    return taken;
  };
  const head = characters.slice(0, side(characters, Math.ceil((most - 1) / 2)));
  const tail = side(characters.toReversed(), Math.floor((most - 1) / 2));
  return `${head.join('')}…${characters.slice(characters.length - tail).join('')}`;
}

/** Of the positions [0, length) at most `most`, evenly spread, the first and the last among them. */
export function spread(length: number, most: number): number[] {
  if (length <= most) return [...Array(length).keys()];
  if (most < 2) return [length - 1];
  return Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1)));
}
