// Searches in a mapped index file, in Rust. These verbs of the kernel, and those of joint-search.ts, know the
// file format.
//
// It reads only pages that have been checked: the answer to a phrase that needs another one is left
// to Segment, which checks the page. Its twins are Dictionary, Bigrams, Bwt and RankWavelet, phrase by
// phrase, and walk-formula.ts; they work from the same places. Arguments are validated here.

import type { Addon } from '../../native/addon.ts';
import type { BigramPlaces } from './bigrams.ts';
import type { BwtPlaces } from './bwt.ts';
import type { DictionaryPlaces } from './dictionary.ts';
import type { PhraseTerms } from './phrase-list.ts';
import { maxQuery } from './plain-query.ts';
import type { RankPlaces } from './rank-wavelet.ts';
import {
  type RecordBatch,
  type RecordFormula,
  requireFormula,
  requireOperations,
} from './record-formula.ts';
import type { SymbolWalks, WalkSymbols } from './record-symbols.ts';

/** Where the ids lie in an index file: a word, and a byte. */
export interface IdPlaces {
  readonly starts: number;
  readonly bytes: number;
}

/** Places in an index file that a search reads. */
export interface SearchPlaces {
  /** Rows of record ends, which come first. */
  readonly ends: number;
  readonly dictionary: DictionaryPlaces;
  readonly bigrams: BigramPlaces;
  readonly bwt: BwtPlaces;
  readonly ranks: RankPlaces;
  /** Undefined where no record has an id. */
  readonly ids?: IdPlaces | undefined;
}

/** Arrays that a search works in, all of them its owner's. */
export interface SearchMemory {
  /** A mapped file. */
  readonly words: Uint32Array;
  /** Of each page of 1024 words: not 0 where it has been checked. */
  readonly checked: Int32Array;
  /** For the terms of one query in UTF-8, a line feed between two. */
  readonly phrase: Uint8Array;
  /** `queryLength` numbers: the query, and what was found of it. */
  readonly query: Uint32Array;
  readonly room: RecordRoom;
}

/**
 * Walks to the left over the terms of a text. Walk i goes from before term positions[i] while what it
 * takes, with what it stands on, is in the segment; it takes no term before floors[i].
 */
export interface StartWalks {
  readonly positions: Uint32Array;
  readonly floors: Uint32Array;
  /**
   * The start that is known already, positions[i] or less; becomes the least start, where that is less.
   * A walk that cannot get there need not be made.
   */
  readonly starts: Uint32Array;
  /**
   * Two numbers a walk: the interval of the terms from positions[i] on that the walk stands on, 0 and 0
   * where it begins. They become the interval from the start on, or 0 and 0 where no less start was found.
   */
  readonly rows: Uint32Array;
  /** The interval has a record below it; `leftOut`: it need not. */
  readonly bound: number;
}

/** Arrays of a call that copies ids. */
export interface IdRoom {
  readonly records: Uint32Array;
  /** ends[i] becomes the end of the id of records[i]; `leftOut`: see CopyIds. */
  readonly ends: Uint32Array;
  /** For the ids, side by side. */
  readonly room: Uint8Array;
}

/**
 * Copies the ids of the first `count` records. Left out is an id that is not there, that does not fit, or of
 * which a page has not been checked. Returns whether all that were copied are ASCII. In Rust; the twin is
 * RecordTable.id.
 */
export type CopyIds = (count: number, ids: IdRoom) => boolean;

/** In place of a number: left to the caller. */
export const leftOut = 0xffffffff;

/** In place of an edge: not looked for. */
export const notWanted = 0xfffffffe;

/** Places of the numbers of a call for records, which go both ways. */
export const recordCall = {
  /** Local records [start, end); of what is left behind the call. */
  start: 0,
  end: 1,
  /** Not 0: from the last one back. */
  falling: 2,
  /**
   * Intervals after whose division the call ends, about. It may have nothing then where it is the first one, or
   * the kernel still has the nodes of its walk: the next call goes on with them.
   */
  budget: 3,
  /** The number of the walk; its calls differ in the range that is left, and in `widest`. */
  walk: 4,
  /** Intervals of a level that may be divided together, for many records; 0 for few. */
  widest: 5,
  /** Records that are walked for, at most. */
  most: 6,
  /** Where leaves of so many rows bound a formula, their records are listed; all that fit are found then. */
  few: 7,
  /** Not 0: of its walk, this is the first call. */
  isFirst: 8,
  /** Records that were found. */
  records: 9,
  /** Pages to be checked before the walk can go on. */
  pages: 10,
} as const;

const callNumbers = Object.keys(recordCall).length;

/**
 * Places of the numbers of a query. Behind them are the ends of its phrases in terms, two rows of each
 * phrase, which are found, and its operations.
 */
export const queryNumbers = {
  ...recordCall,
  phrases: callNumbers,
  operations: callNumbers + 1,
  /** Becomes 1 where a page is needed that has not been checked: nothing was found then. */
  isLeft: callNumbers + 2,
} as const;

/** Where the ends of phrases begin. */
export const queryHead = Object.keys(queryNumbers).length;
export const queryLength = queryHead + 3 * maxQuery.phrases + maxQuery.operations;

/** Room for what a call for records finds: as many certainties as records. */
export interface RecordRoom extends RecordBatch {
  /** Numbers of pages. */
  readonly pages: Uint32Array;
}

/** The searches of one file. */
export interface PhraseSearch {
  /**
   * edges[2 * i] and edges[2 * i + 1] become the smallest and largest record of the interval from rows[2 * i]
   * to rows[2 * i + 1] among the ranks, each `leftOut` where it is left or the interval is empty; those that
   * are `notWanted` stay so.
   */
  findEdges(rows: Uint32Array, edges: Uint32Array): void;
  /**
   * The next records that a formula does not exclude. `call` has the numbers of `recordCall`: nothing is
   * left where its range is empty behind the call.
   */
  findRecords(formula: RecordFormula, call: Uint32Array, room: RecordRoom): void;
  /**
   * Finds the phrases of `memory.query`, whose terms are the first `length` bytes of `memory.phrase`, and
   * the next records of its formula in `memory.room`.
   */
  findQuery(length: number): void;
  /** See record-symbols.ts. */
  readonly walkSymbols: WalkSymbols;
  /** Makes the walks over the terms of a text; a start becomes `leftOut` where the walk is left. */
  findStarts(terms: PhraseTerms, walks: StartWalks): void;
  /** Only of a file that has ids. */
  readonly copyIds: CopyIds;
}

export type CreatePhraseSearch = (places: SearchPlaces, memory: SearchMemory) => PhraseSearch;

/** The export of the native module for store/: see native/src/node/search_object.rs. */
interface SearchAddon extends Addon {
  readonly createPhraseSearch: CreatePhraseSearch;
}

/** Makes searches by the native module; undefined where there is none. */
export function loadPhraseSearch(addon: Addon | undefined): CreatePhraseSearch | undefined {
  if (addon === undefined || !canSearch(addon)) return undefined;
  return (places, memory) => {
    check(memory.query.length === queryLength, 'all the numbers of a query');
    requireRoom(memory.room);
    const hasIds = places.ids !== undefined;
    return checkedSearch(addon.createPhraseSearch(places, memory), memory, hasIds);
  };
}

function canSearch(addon: Addon): addon is SearchAddon {
  return 'createPhraseSearch' in addon;
}

function checkedSearch(
  native: PhraseSearch,
  { phrase, query }: SearchMemory,
  hasIds: boolean,
): PhraseSearch {
  return {
    findEdges(rows, edges) {
      check(edges.length === rows.length && rows.length % 2 === 0, 'two edges for two rows');
      native.findEdges(rows, edges);
    },
    findRecords(formula, call, room) {
      requireFormula(formula);
      check(call.length === callNumbers, 'all the numbers of a call');
      requireRoom(room);
      native.findRecords(formula, call, room);
    },
    findQuery(length) {
      check(length <= phrase.length, 'terms that fit their memory');
      requireQuery(query);
      native.findQuery(length);
    },
    walkSymbols(codes, walks, steps) {
      check(codes.nodes.length === codes.firstLeaves.length, 'first leaves for each level');
      check(codes.symbols.length === codes.shifts.length, 'a shift for each leaf');
      requireWalks(walks);
      native.walkSymbols(codes, walks, steps);
    },
    findStarts(terms, walks) {
      checkWalks(terms, walks);
      native.findStarts(terms, walks);
    },
    copyIds(count, ids) {
      check(hasIds, 'a file that has ids');
      check(count <= ids.records.length && count <= ids.ends.length, 'an end for each record');
      return native.copyIds(count, ids);
    },
  };
}

function requireRoom({ records, certain, pages }: RecordRoom): void {
  check(records.length > 0 && certain.length === records.length, 'room for a record');
  check(pages.length > 0, 'room for a page');
}

/** That phrases have as many terms as `memory.phrase` is up to the caller; the kernel finds no others. */
function requireQuery(numbers: Uint32Array): void {
  const leaves = numbers[queryNumbers.phrases] as number;
  const start = queryHead + 3 * leaves;
  const end = start + (numbers[queryNumbers.operations] as number);
  check(leaves <= maxQuery.phrases && end <= queryLength, 'a query that fits its memory');
  let before = 0;
  for (let i = queryHead; i < queryHead + leaves; i++) {
    const term = numbers[i] as number;
    check(term > before, 'a term at least in each phrase');
    before = term;
  }
  requireOperations(numbers, { start, end, leaves });
}

function requireWalks({ starts, rows, ends, symbols }: SymbolWalks): void {
  check(rows.length === starts.length && ends.length === starts.length, 'a row for each walk');
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i] as number;
    check(end >= (starts[i] as number) && end <= symbols.length, 'room for the symbols of a walk');
  }
}

function checkWalks({ starts, hashes }: PhraseTerms, walks: StartWalks): void {
  const { positions, floors, rows, bound } = walks;
  check(starts.length === hashes.length + 1, 'a start for each term, and one more');
  check(floors.length === positions.length, 'a floor for each walk');
  check(walks.starts.length === positions.length, 'a start for each walk');
  check(rows.length === 2 * positions.length, 'two rows for each walk');
  check(Number.isInteger(bound) && bound >= 0 && bound <= leftOut, 'a bound below 2^32');
  positions.forEach((position, i) => {
    check(position <= hashes.length && (floors[i] as number) <= position, 'places of the text');
  });
}

function check(holds: boolean, expected: string): void {
  if (!holds) throw new RangeError(`expected ${expected}`);
}
