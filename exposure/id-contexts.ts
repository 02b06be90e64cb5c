// Contexts in an index of token ids (analyzer `ids`): where ids stand, and how they read.

import type { Context } from '../schemas/answer.ts';
import { readTokenizer } from '../store/read-tokenizer.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { Hit, TextReading } from './find-hits.ts';
import type { TextWindow } from './text-window.ts';

/** Ids on each side of a hit. */
const sideIds = 20;
/** Digits of an id and the space behind it. */
const maxIdLength = 21;

/** Ids as they are stored: in digits, with a space in between. */
export const idReading: TextReading = {
  // One id more than is shown, and one that the edge may have cut.
  side: (sideIds + 2) * maxIdLength,
  tokens(text) {
    const found = [...text.matchAll(/[^ ]+/g)];
    return {
      tokens: found.map(([id]) => id),
      starts: found.map(({ index }) => index),
      ends: found.map(({ index, 0: id }) => index + id.length),
    };
  },
  findCut(text, from, to) {
    const cut = text.indexOf(' ', from - 1) + 1;
    return cut === 0 || cut >= to ? undefined : cut;
  },
};

/** The ids of a hit and those around it. */
export function showIdsAt(snapshot: Snapshot, window: TextWindow, { start, end }: Hit) {
  const { side } = idReading;
  const split = (text: string) => text.split(' ').filter((id) => id !== '');
  const left = window.slice(start - side, start);
  const right = window.slice(end, end + side);
  const before = split(left).slice(left.length === side ? 1 : 0);
  const match = split(window.slice(start, end));
  const after = split(right).slice(0, right.length === side ? -1 : undefined);
  const from = before.length;
  return showIds(snapshot, [...before, ...match, ...after], {
    start: from,
    end: from + match.length,
  });
}

/** The ids [start, end) and those around them as text, or where there is no tokenizer as ids. */
function showIds(
  snapshot: Snapshot,
  ids: readonly string[],
  { start, end }: { readonly start: number; readonly end: number },
): Pick<Context, 'before' | 'match' | 'after' | 'truncated'> {
  const show = (from: number, to: number) => {
    const some = ids.slice(Math.max(0, from), to);
    if (snapshot.settings.tokenizer === undefined) return some.join(' ');
    const decoded = readTokenizer(snapshot).decode(some.map(Number), snapshot.endOfDocument);
    return typeof decoded === 'number' ? some.join(' ') : decoded.text.replace(/\s+/gu, ' ');
  };
  return {
    before: show(start - sideIds, start),
    match: show(start, end),
    after: show(end, end + sideIds),
    truncated: { before: start > sideIds, after: end + sideIds < ids.length },
  };
}
