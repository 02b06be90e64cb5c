// JSON values that are legal and that no evaluator loads as they are: found before a split is written.
//
// Seen with `datasets` 5.2: half a surrogate pair, U+0000 in a name and a number beyond a double
// end in an error; an integer beyond 64 bits comes back as another one.

import type { JsonObject } from './is-object.ts';
import { parseExactly } from './parse-exactly.ts';

/** Fields that are looked at between two places to pause. */
const pieceFields = 500;

/** The first field of an object that holds such a value, at whatever depth, and what it is. */
export function* findUnloadable(
  fields: JsonObject,
  json: string,
): Generator<undefined, { readonly field: string; readonly found: string } | undefined> {
  // Only a long run of digits can be an integer that a number does not hold.
  const values = /\d{19}/.test(json) ? parseExactly(json) : fields;
  let seen = 0;
  for (const field in values) {
    const found = findNameFault(field) ?? findFault(values[field]);
    if (found !== undefined) return { field, found };
    if (++seen % pieceFields === 0) yield undefined;
  }
  return undefined;
}

function findFault(value: unknown): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : halfPair;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : 'a number beyond what 64 bits hold';
  }
  if (typeof value === 'bigint') {
    return BigInt.asIntN(64, value) === value ? undefined : 'an integer beyond what 64 bits hold';
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = findNameFault(name) ?? findFault(member);
    if (found !== undefined) return found;
  }
  return undefined;
}

const halfPair = 'half a surrogate pair';

function findNameFault(name: string): string | undefined {
  if (!name.isWellFormed()) return halfPair;
  return name.includes('\0') ? 'U+0000 in a name' : undefined;
}
