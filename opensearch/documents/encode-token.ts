// Our tokens as terms of the cluster.
//
// The field has the analyzer `whitespace` of OpenSearch, which cuts at what Java calls white space, and
// cuts tokens longer than 255 UTF-16 units. A token may hold white space (a space with an accent on it)
// or be that long. Such a token is written in another way, so that it stays one term and no other
// token has the same one: tokens that have a sign of this kind are written in that way too.

import { createHash } from 'node:crypto';

/** What Java calls white space, and the sign itself. No code point above U+FFFF is of these. */
const special =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are meant
  /[\u0001\u0009-\u000d\u001c-\u0020\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/g;
const sign = '\u0001';

/**
 * The last term before a boundary; no token has it. The gap of positions at a boundary is not enough:
 * OpenSearch leaves it out in the pairs of terms of `index_phrases`, where phrases would cross it.
 */
export const boundaryTerm = `${sign}|`;

/** UTF-16 units of a term; the cluster cuts longer ones. */
const maxUnits = 255;

/** The term of a token. Different tokens have different terms; those of long tokens by SHA-256. */
export function encodeToken(token: string): string {
  if (!isSpecial(token)) return token;
  const escaped = token.replace(special, (unit) => sign + hex(unit));
  if (escaped.length <= maxUnits) return escaped;
  return `${sign}#${createHash('sha256').update(token).digest('hex')}`;
}

function isSpecial(token: string): boolean {
  special.lastIndex = 0;
  return token.length > maxUnits || special.test(token);
}

function hex(unit: string): string {
  return unit.charCodeAt(0).toString(16).padStart(4, '0');
}
