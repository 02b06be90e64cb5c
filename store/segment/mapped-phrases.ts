// Phrases searched in one mapped file or in several, by the native kernel.
//
// One by one, a search waits for memory most of its time; together, the waits overlap. Numbers that need
// a page that has not been checked yet are left out here, and their segment finds them.

import type { CreateJointSearch, JointSearch, SearchedFile } from './joint-search.ts';
import { encodeToken, lineFeed, maxUnitBytes, type PhraseList } from './phrase-list.ts';
import { TextRoom } from './text-room.ts';

/** Two numbers a phrase in each, as JointSearch has them. */
export interface FoundPhrases {
  /** The interval among the ranks, file by file. */
  readonly rows: Uint32Array;
  /** The first and the last record; they mean nothing where there is no interval. */
  readonly ends: Uint32Array;
}

/** Texts that were searched. What was found of them is valid until the next search. */
export interface FoundTexts {
  readonly phrases: number;
  /** As above, and longer. */
  readonly rows: Uint32Array;
  readonly room: TextRoom;
}

/** Of some 500 UTF-16 units. A longer phrase is searched like many. */
const maxPhraseBytes = 1536;
const noEnds = new Uint32Array(0);
/** Of all searches: whoever asks reads what was found before the next search, and pauses behind it. */
let room: TextRoom | undefined;

export class MappedPhrases {
  #search: JointSearch;
  #files: number;
  #phrase = new Uint8Array(maxPhraseBytes);
  #one: FoundPhrases;
  /** Of texts; undefined until some are looked for. */
  #rows: Uint32Array | undefined;

  constructor(files: readonly SearchedFile[], create: CreateJointSearch) {
    const found = new Uint32Array(2 + 2 * files.length);
    this.#search = create(files, { phrase: this.#phrase, found });
    this.#files = files.length;
    this.#one = { rows: found.subarray(2), ends: found.subarray(0, 2) };
  }

  /** Of one phrase they are valid until the next call. */
  find(list: PhraseList): FoundPhrases {
    if (this.#findOne(list, true)) return this.#one;
    const { length } = list.phrases;
    const rows = new Uint32Array(2 * length * this.#files);
    const ends = new Uint32Array(2 * length);
    this.#search.findAll(list.terms, rows, ends);
    return { rows, ends };
  }

  /** The rows alone, which are the caller's. */
  findRows(list: PhraseList): Uint32Array {
    if (this.#findOne(list, false)) return this.#one.rows.slice();
    const rows = new Uint32Array(2 * list.phrases.length * this.#files);
    this.#search.findAll(list.terms, rows, noEnds);
    return rows;
  }

  /** Finds phrases from `start` on, one at least: as many as there is room for. */
  findTexts(phrases: readonly string[], start: number, isCased: boolean): FoundTexts {
    room ??= new TextRoom();
    const texts = room.fill(phrases, start);
    const { phrases: count, bytes } = texts;
    const rows = this.#roomFor(2 * count * this.#files, room);
    room.read(texts, this.#search.findTexts(count, bytes, isCased));
    return { phrases: count, rows, room };
  }

  /** Rows for texts, so many at least. */
  #roomFor(length: number, { arrays }: TextRoom): Uint32Array {
    const rows = this.#rows;
    if (rows !== undefined && rows.length >= length) return rows;
    const more = new Uint32Array(Math.max(length, 2 * (rows?.length ?? 0)));
    this.#search.takeRoom(arrays, more);
    this.#rows = more;
    return more;
  }

  /** Finds the one phrase of a list; false: there are others, or it is too long. */
  #findOne({ phrases }: PhraseList, withEnds: boolean): boolean {
    const [tokens] = phrases;
    if (tokens === undefined || phrases.length > 1) return false;
    const length = writeTokens(tokens, this.#phrase);
    if (length === undefined) return false;
    this.#search.findOne(length, withEnds);
    return true;
  }
}

/** Writes tokens, a line feed between two; returns their bytes. Undefined: they may not fit. */
function writeTokens(tokens: readonly string[], bytes: Uint8Array): number | undefined {
  let units = tokens.length;
  for (const token of tokens) units += token.length;
  if (units * maxUnitBytes > bytes.length) return undefined;
  let at = 0;
  for (const [i, token] of tokens.entries()) {
    if (i > 0) bytes[at++] = lineFeed;
    at += encodeToken(token, bytes, at);
  }
  return at;
}
