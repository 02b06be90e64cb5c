// Contexts in an index of token ids (analyzer `ids`): where ids stand, and how they read.

import type { Context } from '../schemas/answer.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { tokenizerOf } from './phrase-ids.ts';

/** Where the first `limit` places are at which the ids of the phrase stand next to each other. */
export function findIds(
  ids: readonly string[],
  phrase: readonly string[],
  limit: number,
): number[] {
  const starts: number[] = [];
  for (let at = 0; at + phrase.length <= ids.length && starts.length < limit; at++) {
    if (phrase.every((id, i) => ids[at + i] === id)) starts.push(at);
  }
  return starts;
}

/** Ids on each side of a hit. */
const sideIds = 20;

/** The ids [start, end) and those around them as text, or where there is no tokenizer as ids. */
export function showIds(
  snapshot: Snapshot,
  ids: readonly string[],
  { start, end }: { readonly start: number; readonly end: number },
): Pick<Context, 'before' | 'match' | 'after' | 'truncated'> {
  const show = (from: number, to: number) => {
    const some = ids.slice(Math.max(0, from), to);
    if (snapshot.settings.tokenizer === undefined) return some.join(' ');
    const decoded = tokenizerOf(snapshot).decode(some.map(Number), snapshot.endOfDocument);
    return typeof decoded === 'number' ? some.join(' ') : decoded.text.replace(/\s+/gu, ' ');
  };
  return {
    before: show(start - sideIds, start),
    match: show(start, end),
    after: show(end, end + sideIds),
    truncated: { before: start > sideIds, after: end + sideIds < ids.length },
  };
}
