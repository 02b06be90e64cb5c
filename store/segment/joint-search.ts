// Searches for phrases in several mapped index files at once, in Rust.
//
// A search waits for memory most of its time. So all phrases are searched in all files together, and one
// phrase in two files takes little longer than in one. Pages are read as phrase-search.ts says. The twin is
// Segment.find for each phrase and file, with `first` and `last` of its ranks; that of texts is the way of a
// single phrase, from text/analyze-phrase.ts to RecordTable.id. Arguments are validated here.

import type { Addon } from '../../native/addon.ts';
import type { PhraseTerms } from './phrase-list.ts';
import type { SearchPlaces } from './phrase-search.ts';
import { exposureNumbers, type TextArrays } from './text-room.ts';

/** A mapped index file. */
export interface SearchedFile {
  readonly places: SearchPlaces;
  readonly words: Uint32Array;
  /** Of each page of 1024 words: not 0 where it has been checked. */
  readonly checked: Int32Array;
}

/** Arrays for one phrase, all of them their owner's. */
export interface JointMemory {
  /** For its terms in UTF-8, a line feed between two. */
  readonly phrase: Uint8Array;
  /** Its two ends, then its two rows in each file. */
  readonly found: Uint32Array;
}

export interface JointSearch {
  /**
   * `rows` has two numbers a phrase, file by file. They become the interval of the phrase among the ranks
   * of the file, half-open, 0 and 0 where there are none, or twice `leftOut`. Where `ends` is not empty,
   * ends[2 * i] becomes the smallest record of phrase i in the first file that has it, and ends[2 * i + 1]
   * the largest in the last one, each `leftOut` where it is left, rows of the phrase are, or there are
   * none. Each phrase has at least one term.
   */
  findAll(terms: PhraseTerms, rows: Uint32Array, ends: Uint32Array): void;
  /** The same for the phrase whose terms are the first `length` bytes of `memory.phrase`. */
  findOne(length: number, withEnds: boolean): void;
  /**
   * Takes the arrays of all calls of `findTexts` that follow: to take them for a call would cost as much as some
   * phrases. `rows` is as above, with room for at least two numbers a phrase and file.
   */
  takeRoom(arrays: TextArrays, rows: Uint32Array): void;
  /**
   * Finds so many phrases that the arrays have as texts, of so many bytes together: cuts those of ASCII, and
   * writes their tokens, exposures, ids and rows. Rows mean nothing for a phrase that is left. Returns whether
   * all ids are ASCII.
   */
  findTexts(phrases: number, bytes: number, isCased: boolean): boolean;
}

export type CreateJointSearch = (
  files: readonly SearchedFile[],
  memory: JointMemory,
) => JointSearch;

/** The export of the native module for store/: see native/src/node/joint_object.rs. */
interface JointAddon extends Addon {
  readonly createJointSearch: CreateJointSearch;
}

/** Makes searches by the native module; undefined where there is none. */
export function loadJointSearch(addon: Addon | undefined): CreateJointSearch | undefined {
  if (addon === undefined || !canSearch(addon)) return undefined;
  return (files, memory) => {
    check(memory.found.length === 2 + 2 * files.length, 'two ends, and two rows a file');
    const native = addon.createJointSearch(files, memory);
    return checkedSearch(native, files.length, memory.phrase.length);
  };
}

function canSearch(addon: Addon): addon is JointAddon {
  return 'createJointSearch' in addon;
}

function checkedSearch(native: JointSearch, files: number, phraseBytes: number): JointSearch {
  let room: TextArrays | undefined;
  let roomRows = 0;
  return {
    findAll(terms, rows, ends) {
      const phrases = terms.ends.length;
      check(rows.length === 2 * phrases * files, 'two rows a phrase and file');
      check(ends.length === 0 || ends.length === 2 * phrases, 'two ends a phrase, or none');
      requireTerms(terms);
      native.findAll(terms, rows, ends);
    },
    findOne(length, withEnds) {
      check(length <= phraseBytes, 'a phrase that fits its memory');
      native.findOne(length, withEnds);
    },
    takeRoom(arrays, rows) {
      room = arrays;
      roomRows = rows.length;
      native.takeRoom(arrays, rows);
    },
    findTexts(phrases, bytes, isCased) {
      check(2 * phrases * files <= roomRows, 'room for two rows a phrase and file');
      requireTextRoom(room, phrases, bytes);
      return native.findTexts(phrases, bytes, isCased);
    },
  };
}

function requireTerms({ starts, hashes, ends }: PhraseTerms): void {
  let before = 0;
  for (const end of ends) {
    check(end > before, 'a term at least in each phrase');
    before = end;
  }
  check(hashes.length === before, 'a hash for each term');
  check(starts.length === before + 1, 'a start for each term, and one more');
}

function requireTextRoom(room: TextArrays | undefined, phrases: number, bytes: number): void {
  if (room === undefined) throw new RangeError('expected a room for texts');
  const { lengths, tokenEnds, tokens, exposures, idEnds } = room;
  check(phrases <= lengths.length && phrases <= tokenEnds.length, 'room for each phrase');
  check(exposureNumbers * phrases <= exposures.length, 'room for the exposures of each phrase');
  check(2 * phrases <= idEnds.length, 'room for the ids of each phrase');
  check(bytes <= room.bytes.length && 2 * bytes <= tokens.length, 'room for a token at each byte');
}

function check(holds: boolean, expected: string): void {
  if (!holds) throw new RangeError(`expected ${expected}`);
}
