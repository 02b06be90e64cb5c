// What of an index's sources was not consumed, in words for people.

import type { SourceRow } from './catalogue.ts';

export interface NotConsumed {
  readonly source: string;
  readonly dropped: string;
}

/** Of the rows in order, those of which something was left out. */
export function notConsumed(rows: readonly SourceRow[]): NotConsumed[] {
  return rows.flatMap((row, i) => {
    const dropped = droppedOf(row, i === rows.length - 1);
    return dropped === undefined ? [] : [{ source: row.name, dropped }];
  });
}

/** Sources behind it are left out only while it is the last one. */
export function droppedOf(row: SourceRow, isLast: boolean): string | undefined {
  const all = [row.dropped, isLast ? row.behind : undefined].filter((one) => one !== undefined);
  return all.length === 0 ? undefined : all.join(', ');
}
