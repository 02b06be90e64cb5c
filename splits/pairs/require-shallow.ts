// The depth to which a pair's fields may be nested.
//
// Counted, not tried: what is left of the stack must not decide whether a pair is taken. Checked
// before anything that calls itself for each level: types, numbers to their digits, the card.

import { type RowPlace, refuseRow } from './refuse-row.ts';

/** The corpus reader has the same limit (input/lines/read-id.ts). */
const maxNesting = 1000;

/** Throws `wrong_field_type` where a value has more levels of lists and objects than that. */
export function requireShallow(value: unknown, place: RowPlace): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= maxNesting) {
      throw refuseRow(
        place,
        'wrong_field_type',
        `is nested more than ${maxNesting} levels deep: expected fewer levels. Take the nested field out.`,
      );
    }
    const next: unknown[] = [];
    for (const container of level) {
      if (typeof container !== 'object' || container === null) continue;
      for (const member of Object.values(container)) {
        if (typeof member === 'object' && member !== null) next.push(member);
      }
    }
    level = next;
  }
}
