// How far to the left of some places a text stands in a segment, and the twin of
// native/src/store/find_starts.rs, which makes the walks that the kernel leaves.
//
// The kernel leaves a walk for a page that has not been checked. A walk of the twin checks many pages, so
// after some of them the kernel is asked for the others again.

import type { TermSymbol } from '../ids.ts';
import type { Bigrams } from './bigrams.ts';
import type { Bwt } from './bwt.ts';
import type { Dictionary } from './dictionary.ts';
import { emptyInterval, type Interval } from './interval.ts';
import type { MappedSearch } from './mapped-search.ts';
import type { PhraseList } from './phrase-list.ts';
import { leftOut, type StartWalks } from './phrase-search.ts';
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

/** Walks that the twin makes before the kernel is asked again. */
const twinWalks = 64;

/** Fills `walks.starts` and `walks.rows` as StartWalks says; without a kernel by the twin. */
export function makeWalks(
  parts: SearchedParts,
  mapped: MappedSearch | undefined,
  { text, walks }: { readonly text: PhraseList; readonly walks: StartWalks },
): void {
  const tokens = text.phrases[0] ?? [];
  const known = walks.starts.slice();
  const given = walks.rows.slice();
  if (mapped === undefined) walks.starts.fill(leftOut);
  else mapped.findStarts(text, walks);
  let left = Array.from(walks.starts.keys()).filter((i) => walks.starts[i] === leftOut);
  while (left.length > 0) {
    const max = mapped === undefined ? left.length : twinWalks;
    for (const i of left.slice(0, max)) {
      const start = known[i] as number;
      const at = { start: given[2 * i] as number, end: given[2 * i + 1] as number };
      put(walks, i, { known: start, found: walkToStart(parts, tokens, walkAt(walks, i, at)) });
    }
    left = left.slice(max);
    if (mapped === undefined || left.length === 0) return;
    const again = pickWalks(walks, left, { known, given });
    mapped.findStarts(text, again);
    left = left.filter((i, place) => {
      walks.starts[i] = again.starts[place] as number;
      walks.rows.set(again.rows.subarray(2 * place, 2 * place + 2), 2 * i);
      return again.starts[place] === leftOut;
    });
  }
}

function walkAt({ positions, floors, bound }: StartWalks, i: number, at: Interval): StartWalk {
  return { position: positions[i] as number, floor: floors[i] as number, at, bound };
}

interface FoundStart {
  readonly known: number;
  readonly found: { readonly start: number; readonly at: Interval };
}

function put({ starts, rows }: StartWalks, i: number, { known, found }: FoundStart): void {
  const isLess = found.start < known;
  starts[i] = isLess ? found.start : known;
  rows[2 * i] = isLess ? found.at.start : 0;
  rows[2 * i + 1] = isLess ? found.at.end : 0;
}

/** Some of the walks, as they were given. */
function pickWalks(
  { positions, floors, bound }: StartWalks,
  some: readonly number[],
  { known, given }: { readonly known: Uint32Array; readonly given: Uint32Array },
): StartWalks {
  const pick = (numbers: Uint32Array) => Uint32Array.from(some, (i) => numbers[i] as number);
  const rows = Uint32Array.from(some.flatMap((i) => [...given.subarray(2 * i, 2 * i + 2)]));
  return { positions: pick(positions), floors: pick(floors), starts: pick(known), rows, bound };
}

/** The least start, and the interval of `ranks` from there on; where nothing is taken, as given. */
function walkToStart(
  parts: SearchedParts,
  tokens: readonly string[],
  { position, floor, at, bound }: StartWalk,
): { readonly start: number; readonly at: Interval } {
  const { dictionary, bwt, bigrams, ranks, records } = parts;
  let start = position;
  let found = at;
  // The first symbol, where it is the only one.
  let before: TermSymbol | undefined;
  while (start > floor) {
    const isFirst = found.start === found.end;
    if (!isFirst && !mayPrecede(parts, tokens, start)) break;
    const symbol = dictionary.find(tokens[start - 1] as string);
    if (symbol === undefined) break;
    // As the kernel does, so that the pages of the table are checked for it.
    const last = bound === leftOut ? before : undefined;
    const frequent = last === undefined ? undefined : bigrams.find(symbol, last);
    const next = isFirst
      ? bwt.find(symbol)
      : (frequent ?? bwt.extend(moved(found, records), symbol));
    before = isFirst ? symbol : undefined;
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
