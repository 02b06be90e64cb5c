// The phrases of a list that were not seen yet, ready to be asked of each new part of an index.
//
// A phrase that was not seen in the first records can only be seen in those behind them. So a commit costs
// a search in its new segments; where a merge has joined old and new records, in the merged one. Phrases
// are kept as the kernel takes them, in slices, and a slice is made again when one of it was seen.

import { IndexError } from '../errors.ts';
import { chooseCounted, seekVariants } from '../exposure/phrase-variants.ts';
import { seeAll } from '../exposure/seen-in.ts';
import type { Seen } from '../schemas/answer.ts';
import { type Askable, phrasesOf, requireGroup } from '../schemas/askable.ts';
import type { RankValue } from '../store/ids.ts';
import { PhraseList } from '../store/segment/phrase-list.ts';
import { notWanted } from '../store/segment/phrase-search.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';

/** An item that was seen: its place in the list, and where it was seen first. */
export interface FoundItem {
  readonly place: number;
  readonly first: Seen;
}

/** Why an item cannot be asked. */
export interface ItemError {
  readonly place: number;
  readonly code: string;
  readonly message: string;
}

/** Items whose phrases are searched together: about a millisecond a segment. */
const itemsAtOnce = 512;

/** Some items, and the ways to ask them: way i is one of the item `owners[i]`, a number in `places`. */
interface Slice {
  readonly places: readonly number[];
  readonly owners: readonly number[];
  readonly list: PhraseList;
}

export class UnseenPhrases {
  #phrases: readonly Askable[];
  /** Places of the items that are in no slice yet. */
  #open: number[];
  #slices: Slice[] = [];

  /** `isSeen` says which places need not be asked. */
  constructor(phrases: readonly Askable[], isSeen: (place: number) => boolean) {
    this.#phrases = phrases;
    this.#open = [...phrases.keys()].filter((place) => !isSeen(place));
  }

  /** Items that are still asked. */
  get count(): number {
    return this.#slices.reduce((sum, { places }) => sum + places.length, this.#open.length);
  }

  /**
   * The items that occur in the records from the rank `fromRank` on; none occurs before it. Yields where a
   * caller can pause. An item that cannot be asked is reported once, and not asked again.
   */
  *find(
    snapshot: Snapshot,
    fromRank: number,
    onError: (error: ItemError) => void,
  ): Generator<undefined, FoundItem[]> {
    yield* this.#prepare(snapshot, onError);
    const segments = snapshot.segments.filter(
      ({ firstRank, records }) => firstRank + records > fromRank,
    );
    const found: FoundItem[] = [];
    for (const slice of this.#slices) {
      for (const one of yield* findInSlice(slice, segments)) found.push(one);
    }
    return found;
  }

  /** Items that need not be asked again. */
  remove(places: ReadonlySet<number>): void {
    if (places.size === 0) return;
    const keeps = (place: number) => !places.has(place);
    this.#open = this.#open.filter(keeps);
    this.#slices = this.#slices
      .map((slice) => (slice.places.every(keeps) ? slice : keepOf(slice, keeps)))
      .filter((slice) => slice.places.length > 0);
  }

  /** Makes slices of the items that have none. */
  *#prepare(snapshot: Snapshot, onError: (error: ItemError) => void): Generator<undefined, void> {
    while (this.#open.length > 0) {
      const places: number[] = [];
      const owners: number[] = [];
      const ways: (readonly string[])[] = [];
      for (const place of this.#open.slice(0, itemsAtOnce)) {
        const own = seekOrReport(snapshot, this.#phrases[place] as Askable, (error) =>
          onError({ place, ...error }),
        );
        if (own === undefined) continue;
        for (const way of own) {
          owners.push(places.length);
          ways.push(way);
        }
        places.push(place);
      }
      this.#open = this.#open.slice(itemsAtOnce);
      if (places.length > 0) this.#slices.push({ places, owners, list: new PhraseList(ways) });
      yield undefined;
    }
  }
}

/** The ways to ask an item; undefined: it cannot be asked. */
function seekOrReport(
  snapshot: Snapshot,
  asked: Askable,
  report: (error: Omit<ItemError, 'place'>) => void,
): (readonly string[])[] | undefined {
  try {
    if (typeof asked !== 'string') requireGroup(asked);
    return phrasesOf(asked).flatMap((phrase) =>
      chooseCounted(seekVariants(snapshot, phrase)).map(({ tokens }) => tokens),
    );
  } catch (error) {
    if (!(error instanceof IndexError) || error.kind !== 'usage') throw error;
    report({ code: error.code, message: error.message });
    return undefined;
  }
}

function* findInSlice(
  { places, owners, list }: Slice,
  segments: readonly Segment[],
): Generator<undefined, FoundItem[]> {
  const found: FoundItem[] = [];
  const isFound = new Uint8Array(places.length);
  for (const segment of segments) {
    if (found.length === places.length) break;
    const least = findLeast(segment, { owners, list }, isFound);
    const seen = seeAll(segment, [...least.values()]);
    for (const [i, item] of [...least.keys()].entries()) {
      isFound[item] = 1;
      found.push({ place: places[item] as number, first: seen[i] as Seen });
    }
    yield undefined;
  }
  return found;
}

/** The least value of `ranks` of each item that the segment holds and no segment before it did. */
function findLeast(
  segment: Segment,
  { owners, list }: Pick<Slice, 'owners' | 'list'>,
  isFound: Uint8Array,
): Map<number, RankValue> {
  const least = new Map<number, RankValue>();
  const rows = segment.findRows(list);
  const edges = new Uint32Array(rows.length).fill(notWanted);
  let isAny = false;
  for (let way = 0; way < owners.length; way++) {
    if (rows[2 * way] === rows[2 * way + 1] || isFound[owners[way] as number] === 1) continue;
    edges[2 * way] = 0;
    isAny = true;
  }
  if (!isAny) return least;
  segment.findEdges(rows, edges);
  for (let way = 0; way < owners.length; way++) {
    const value = edges[2 * way] as number;
    if (value === notWanted) continue;
    const item = owners[way] as number;
    least.set(item, Math.min(value, least.get(item) ?? value));
  }
  return least;
}

function keepOf({ places, owners, list }: Slice, keeps: (place: number) => boolean): Slice {
  const kept = places.filter(keeps);
  const numbers = new Map(kept.map((place, number) => [place, number]));
  const left: number[] = [];
  const ways: (readonly string[])[] = [];
  for (const [way, owner] of owners.entries()) {
    const number = numbers.get(places[owner] as number);
    if (number === undefined) continue;
    left.push(number);
    ways.push(list.phrases[way] as readonly string[]);
  }
  return { places: kept, owners: left, list: new PhraseList(ways) };
}
