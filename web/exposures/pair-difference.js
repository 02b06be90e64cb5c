// Which tokens of a minimal pair differ: what is left between the common beginning and end.

/** @import { Answer, Unanswerable } from '../../schemas/answer.ts' */

/**
 * The places of the differing tokens of each of two answers; none if one was not asked.
 * @param {readonly (Answer | Unanswerable)[]} answers
 * @returns {[ReadonlySet<number>, ReadonlySet<number>]}
 */
export function differingTokens([good, bad]) {
  if (!good || !bad || 'error' in good || 'error' in bad) return [new Set(), new Set()];
  const [a, b] = [good.tokens, bad.tokens];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [places(start, a.length - end), places(start, b.length - end)];
}

/** [start, end) as a set. @param {number} start @param {number} end */
function places(start, end) {
  return new Set(Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i));
}
