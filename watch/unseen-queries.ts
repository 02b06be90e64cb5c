// The queries of a list that no record satisfied yet, asked of the records of the new steps.
//
// Whether a record satisfies a query depends on that record alone, so records that were asked before need
// not be asked again. A step may go on in a later segment, so the last step that was asked is asked again.

import { IndexError } from '../errors.ts';
import { describeRecord } from '../exposure/describe-record.ts';
import type { Seen } from '../schemas/answer.ts';
import { analyzerOf } from '../search/language/analyzer-of.ts';
import { parseQuery } from '../search/language/parser.ts';
import { RecordSearch } from '../search/records/record-search.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { FoundItem, ItemError } from './unseen-phrases.ts';

interface OpenQuery {
  readonly place: number;
  readonly query: string;
}

export class UnseenQueries {
  #open: readonly OpenQuery[];

  /** Query i has the place `firstPlace + i`. `isSeen` says which places need not be asked. */
  constructor(queries: readonly string[], firstPlace: number, isSeen: (place: number) => boolean) {
    this.#open = queries
      .map((query, i) => ({ place: firstPlace + i, query }))
      .filter(({ place }) => !isSeen(place));
  }

  get count(): number {
    return this.#open.length;
  }

  /**
   * The queries that a record from the step `fromStep` on satisfies, and its first such record. Yields where
   * a caller can pause. A query that cannot be asked is reported once, and not asked again.
   */
  *find(
    snapshot: Snapshot,
    fromStep: number,
    onError: (error: ItemError) => void,
  ): Generator<undefined, FoundItem[]> {
    const found: FoundItem[] = [];
    const failed = new Set<number>();
    for (const { place, query } of this.#open) {
      yield undefined;
      try {
        const first = yield* findFirst(snapshot, query, fromStep);
        if (first !== undefined) found.push({ place, first });
      } catch (error) {
        if (!(error instanceof IndexError) || error.kind !== 'usage') throw error;
        onError({ place, code: error.code, message: error.message });
        failed.add(place);
      }
    }
    this.remove(failed);
    return found;
  }

  remove(places: ReadonlySet<number>): void {
    if (places.size === 0) return;
    this.#open = this.#open.filter(({ place }) => !places.has(place));
  }
}

function* findFirst(
  snapshot: Snapshot,
  query: string,
  fromStep: number,
): Generator<undefined, Seen | undefined> {
  const expression = parseQuery(query, analyzerOf(snapshot));
  for (const found of new RecordSearch(snapshot, expression).walk({ fromStep })) {
    if (found !== undefined) return describeRecord(found.segment, found.records[0] as number);
    yield undefined;
  }
  return undefined;
}
