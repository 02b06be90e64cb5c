// How much of its sources an index left out or changed, by the rows of its catalogue.

import type { SourceRow } from './source-row.ts';

export interface LeftOut {
  /** Records that could not be used. */
  readonly skipped: number;
  /** Records in which something that is not a character became U+FFFD. */
  readonly repaired: number;
  /** Records of which `truncate` cut off the end. */
  readonly cut: number;
  /** Lines, or documents between separators, that hold nothing but white space. */
  readonly blank: number;
}

/** Every line of what was read is a record, skipped, padding of a table, or blank. */
export function leftOutOf(row: SourceRow): LeftOut {
  const { lines, records, skipped, repaired, cut = 0, padding = 0 } = row;
  return { skipped, repaired, cut, blank: lines - records - skipped - padding };
}

/** The difference of two rows of one source. */
export function leftOutSince(before: SourceRow, now: SourceRow): LeftOut {
  const [old, all] = [leftOutOf(before), leftOutOf(now)];
  return {
    skipped: all.skipped - old.skipped,
    repaired: all.repaired - old.repaired,
    cut: all.cut - old.cut,
    blank: all.blank - old.blank,
  };
}

export function sumLeftOut(all: Iterable<LeftOut>): LeftOut {
  let sum: LeftOut = { skipped: 0, repaired: 0, cut: 0, blank: 0 };
  for (const one of all) {
    sum = {
      skipped: sum.skipped + one.skipped,
      repaired: sum.repaired + one.repaired,
      cut: sum.cut + one.cut,
      blank: sum.blank + one.blank,
    };
  }
  return sum;
}
