// The distinct symbols before the suffixes of an interval, each with the suffixes that begin with it.
//
// One walk down the levels of the BWT, into the children that are not empty: its cost grows with the
// distinct symbols, not with the width of the interval. A leaf is a symbol (symbol-codes.ts).

import type { TermSymbol } from '../ids.ts';
import type { Bwt } from './bwt.ts';
import type { Interval } from './interval.ts';
import type { Digit } from './quad-level.ts';
import type { SymbolCodes } from './symbol-codes.ts';

interface PrecedingSymbol {
  readonly symbol: TermSymbol;
  /** The suffixes that begin with it and then like those of the interval. */
  readonly interval: Interval;
}

const digits: readonly Digit[] = [0, 1, 2, 3];

/** Those of an interval that is not empty, in order of their codes. */
export function* walkPreceding(
  { levels }: Bwt,
  { nodes, firstLeaves, symbols, shifts }: SymbolCodes,
  interval: Interval,
): Generator<PrecedingSymbol, void, undefined> {
  const stack = [{ level: 0, node: 0, at: interval }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { level, node, at } = next;
    const inner = nodes[level] as number;
    if (node >= inner) {
      const leaf = (firstLeaves[level] as number) + node - inner;
      const shift = shifts[leaf] as number;
      const rows = { start: (at.start + shift) >>> 0, end: (at.end + shift) >>> 0 };
      yield { symbol: symbols[leaf] as number, interval: rows };
      continue;
    }
    const here = levels[level];
    if (here === undefined) throw new Error('a code is longer than the levels');
    const children = here.split(at);
    for (const digit of digits) {
      const child = children[digit];
      if (child.start === child.end) continue;
      stack.push({ level: level + 1, node: node + digit * inner, at: child });
    }
  }
}
