// Searches in one mapped segment, by the native kernel.
//
// What needs a page that has not been checked yet is left out here, and Segment finds it.

import type { Addon } from '../../native/addon.ts';
import { type CreateJointSearch, loadJointSearch, type SearchedFile } from './joint-search.ts';
import { MappedPhrases } from './mapped-phrases.ts';
import type { PageFile } from './page-file.ts';
import type { PhraseList } from './phrase-list.ts';
import {
  type CreatePhraseSearch,
  loadPhraseSearch,
  type PhraseSearch,
  queryLength,
  type SearchPlaces,
  type StartWalks,
} from './phrase-search.ts';
import { maxQuery, type PlainQuery } from './plain-query.ts';
import type { RecordBatch, RecordFormula, RecordRange } from './record-formula.ts';
import { MappedRecords, makeFirstRoom, type StartedQuery } from './segment-records.ts';

/** Makes the searches of one file, and those of several together. */
export interface CreateSearches {
  readonly ofFile: CreatePhraseSearch;
  readonly ofFiles: CreateJointSearch;
}

/** Undefined where there is no native module. */
export function loadSearches(addon: Addon | undefined): CreateSearches | undefined {
  const [ofFile, ofFiles] = [loadPhraseSearch(addon), loadJointSearch(addon)];
  return ofFile && ofFiles && { ofFile, ofFiles };
}

/** In all numbers: `leftOut` where the kernel leaves that. */
export class MappedSearch {
  /** What a search of several files needs of this one. */
  readonly file: SearchedFile;
  #search: PhraseSearch;
  #phrases: MappedPhrases;
  #records: MappedRecords;

  constructor(file: PageFile, places: SearchPlaces, create: CreateSearches) {
    const { words, loaded: checked } = file;
    const phrase = new Uint8Array(maxQuery.bytes);
    const [query, room] = [new Uint32Array(queryLength), makeFirstRoom()];
    this.#search = create.ofFile(places, { words, checked, phrase, query, room });
    this.#records = new MappedRecords(file, this.#search, { phrase, query, room });
    this.file = { places, words, checked };
    this.#phrases = new MappedPhrases([this.file], create.ofFiles);
  }

  /** The rows of phrases. */
  findRows(list: PhraseList): Uint32Array {
    return this.#phrases.findRows(list);
  }

  /** The smallest and the largest record of each interval, but for those that are `notWanted`. */
  findEdges(rows: Uint32Array, edges: Uint32Array): void {
    this.#search.findEdges(rows, edges);
  }

  /** See record-symbols.ts. */
  get walkSymbols(): PhraseSearch['walkSymbols'] {
    return this.#search.walkSymbols;
  }

  /** See phrase-search.ts. */
  get copyIds(): PhraseSearch['copyIds'] {
    return this.#search.copyIds;
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
}
