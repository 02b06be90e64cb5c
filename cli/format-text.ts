// Text for people: aligned tables, sparklines, amounts.

import stringWidth from 'string-width';
import { formatStep } from '../exposure/format-step.ts';

const ticks = [...'▁▂▃▄▅▆▇█'];

/** Bars for counts, the largest filling its cell; nothing seen in a bin is a dot. */
export function sparkline(counts: readonly number[]): string {
  const most = counts.reduce((most, count) => Math.max(most, count), 1);
  return counts
    .map((count) => {
      if (count === 0) return '·';
      return ticks[Math.ceil((count / most) * ticks.length) - 1];
    })
    .join('');
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Rows under their titles, columns as wide as their widest cell, two spaces between. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const widths = columns.map(({ title }, i) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[i] ?? '')), stringWidth(title)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const space = ' '.repeat(Math.max(0, (widths[i] as number) - stringWidth(cell)));
        return columns[i]?.align === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)]
    .map((row) => `${row}\n`)
    .join('');
}

/** Names and values, the values aligned. */
export function formatFacts(facts: readonly (readonly [string, string])[]): string {
  const width = Math.max(...facts.map(([name]) => stringWidth(name)));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

/** 1234567 -> 1,234,567 */
export function formatCount(value: number): string {
  return value.toLocaleString('en');
}

/** How many steps there are, and from where to where: 62 (1945 to 2006) */
export function formatSteps(count: number, first: number, last: number): string {
  return count === 0 ? '0' : `${formatCount(count)} (${formatStep(first)} to ${formatStep(last)})`;
}

/** 1234567 -> 1.2 MB (powers of 1000, as disks are sold) */
export function formatBytes(bytes: number): string {
  const names = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < names.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${value} bytes` : `${value.toFixed(value < 10 ? 1 : 0)} ${names[unit]}`;
}

/** Control characters, which a terminal would obey, as U+FFFD; white space as one space. */
export function printable(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/\p{Cc}/gu, '\ufffd');
}

/** The first `most` columns of a text, an ellipsis where it was cut. */
export function shorten(text: string, most: number): string {
  if (stringWidth(text) <= most) return text;
  let short = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(short + segment) > most - 1) break;
    short += segment;
  }
  return `${short}…`;
}
