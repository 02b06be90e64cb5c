// How far to the left of a place a text stands in a segment: the twin of native/src/store/find_starts.rs.

import type { Bigrams } from './bigrams.ts';
import type { Bwt } from './bwt.ts';
import type { Dictionary } from './dictionary.ts';
import { emptyInterval, type Interval } from './interval.ts';
import { leftOut } from './phrase-search.ts';
import type { RankWavelet } from './rank-wavelet.ts';

/** What a segment is searched by. */
interface SearchedParts {
  readonly dictionary: Dictionary;
  readonly bigrams: Bigrams;
  readonly bwt: Bwt;
  readonly ranks: RankWavelet;
  /** Suffixes of record ends, which `ranks` leaves out. */
  readonly records: number;
}

/** One walk; see StartWalks. */
interface StartWalk {
  readonly position: number;
  readonly floor: number;
  readonly at: Interval;
  readonly bound: number;
}

/** The least start, and the interval of `ranks` from there on; where nothing is taken, as given. */
export function walkToStart(
  parts: SearchedParts,
  tokens: readonly string[],
  { position, floor, at, bound }: StartWalk,
): { readonly start: number; readonly at: Interval } {
  const { dictionary, bwt, ranks, records } = parts;
  let start = position;
  let found = at;
  while (start > floor) {
    const isFirst = found.start === found.end;
    if (!isFirst && !mayPrecede(parts, tokens, start)) break;
    const symbol = dictionary.find(tokens[start - 1] as string);
    if (symbol === undefined) break;
    const next = isFirst ? bwt.find(symbol) : bwt.extend(moved(found, records), symbol);
    if (next.start === next.end) break;
    const inRanks = moved(next, -records);
    if (bound !== leftOut && (ranks.first(inRanks) as number) >= bound) break;
    found = inRanks;
    start--;
  }
  return start === position ? { start, at: emptyInterval } : { start, at: found };
}

/** Whether the token before `start` may stand before the one there, by the filter. */
function mayPrecede(
  { bigrams, dictionary }: SearchedParts,
  tokens: readonly string[],
  start: number,
): boolean {
  const next = tokens[start];
  if (!bigrams.hasFilter || next === undefined) return true;
  return bigrams.mayHave([dictionary.hash(tokens[start - 1] as string), dictionary.hash(next)]);
}

function moved({ start, end }: Interval, by: number): Interval {
  return { start: start + by, end: end + by };
}
