// The parts of sources that were not consumed, in words for people.

import { isEmpty } from './empty-sources.ts';
import type { SourceRow } from './source-row.ts';

export interface NotConsumed {
  readonly source: string;
  readonly dropped: string;
}

/** Of the rows in order, those of which something was left out. */
export function notConsumed(rows: readonly SourceRow[]): NotConsumed[] {
  const all = droppedOf(rows);
  return rows.flatMap(({ name: source }, i) => {
    const dropped = all[i];
    return dropped === undefined ? [] : [{ source, dropped }];
  });
}

/**
 * For each of the rows, in order, the part that was left out; undefined: none. Sources behind one are left
 * out only while no later one holds a record.
 */
export function droppedOf(rows: readonly SourceRow[]): (string | undefined)[] {
  const last = rows.findLastIndex((row) => !isEmpty(row));
  return rows.map((row, i) => {
    const behind = i === last ? row.behind : undefined;
    const all = [row.dropped, behind].filter((one) => one !== undefined);
    return all.length === 0 ? undefined : all.join(', ');
  });
}
