// Phrases searched in one mapped segment, by the native kernel.
//
// One by one, a search waits for memory most of its time; together, the waits overlap. A phrase
// that needs a page that has not been checked yet is left out here, and Segment asks for it alone.

import type { PageFile } from './page-file.ts';
import type { PhraseList } from './phrase-list.ts';
import {
  type CreatePhraseSearch,
  type PhraseSearch,
  queryLength,
  type SearchPlaces,
  type StartWalks,
} from './phrase-search.ts';
import { maxQuery, type PlainQuery } from './plain-query.ts';
import type { RecordBatch, RecordFormula, RecordRange } from './record-formula.ts';
import { MappedRecords, makeFirstRoom, type StartedQuery } from './segment-records.ts';

/** A longer phrase is searched like many. */
const maxPhraseBytes = 512;
const noEdges = new Uint32Array(0);
const encoder = new TextEncoder();

/** Two numbers a phrase in each. */
export interface Found {
  /** Start and end of its interval among the ranks; 0 and 0 where there is none. */
  readonly rows: Uint32Array;
  /** Its smallest and its largest record; they mean nothing where there is no interval. */
  readonly edges: Uint32Array;
}

/** In all numbers: `leftOut` where the kernel leaves that. */
export class MappedSearch {
  #search: PhraseSearch;
  #phrase = new Uint8Array(Math.max(maxPhraseBytes, maxQuery.bytes));
  #one: Found;
  #records: MappedRecords;

  constructor(file: PageFile, places: SearchPlaces, create: CreatePhraseSearch) {
    const { words, loaded: checked } = file;
    const found = new Uint32Array(4);
    const [phrase, query, room] = [this.#phrase, new Uint32Array(queryLength), makeFirstRoom()];
    this.#search = create(places, { words, checked, phrase, found, query, room });
    this.#records = new MappedRecords(file, this.#search, { phrase, query, room });
    this.#one = { rows: found.subarray(0, 2), edges: found.subarray(2) };
  }

  find({ phrases, terms }: PhraseList): Found {
    const rows = new Uint32Array(2 * phrases.length);
    const edges = new Uint32Array(2 * phrases.length);
    this.#search.findAll(terms, rows, edges);
    return { rows, edges };
  }

  /** Without edges. */
  findRows({ phrases, terms }: PhraseList): Uint32Array {
    const rows = new Uint32Array(2 * phrases.length);
    this.#search.findAll(terms, rows, noEdges);
    return rows;
  }

  /** The smallest and the largest record of each interval, but for those that are `notWanted`. */
  findEdges(rows: Uint32Array, edges: Uint32Array): void {
    this.#search.findEdges(rows, edges);
  }

  /** See record-symbols.ts. */
  get walkSymbols(): PhraseSearch['walkSymbols'] {
    return this.#search.walkSymbols;
  }

  /** The records of a formula; no page is left to the caller. */
  walkRecords(
    formula: RecordFormula,
    range: Required<RecordRange>,
  ): Generator<RecordBatch | undefined, void, undefined> {
    return this.#records.walk({ formula, range });
  }

  /** See segment.ts. */
  startQuery(query: PlainQuery, range: Required<RecordRange>): StartedQuery | undefined {
    return this.#records.start(query, range);
  }

  /** Walks to the left over a text, which is the one phrase of the list. */
  findStarts({ terms }: PhraseList, walks: StartWalks): void {
    this.#search.findStarts(terms, walks);
  }

  /** One phrase, its edges only where they are wanted; valid until the next call. Undefined where it is too long. */
  findOne(tokens: readonly string[], wanted: 'rows' | 'rows and edges'): Found | undefined {
    const text = tokens.length === 1 ? (tokens[0] ?? '') : tokens.join('\n');
    if (text.length * 3 > maxPhraseBytes) return undefined;
    const { written } = encoder.encodeInto(text, this.#phrase);
    this.#search.findOne(written, wanted === 'rows and edges');
    return this.#one;
  }
}
