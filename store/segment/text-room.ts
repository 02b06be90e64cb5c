// Phrases as texts, written for the kernel, and what it found of them.
//
// A list of phrases is cut, searched and named by one call of the kernel for some hundreds of them: an object for
// each phrase and step would cost as much as the search. What the kernel leaves is asked in the usual way.

import type { RankValue } from '../ids.ts';
import { CopiedIdReader } from './copied-ids.ts';

/**
 * Phrases of a call at most, and UTF-16 units: with many small segments, more together take less time. V8 may
 * keep all texts and ids of a call as long as a token or id of them.
 */
const maxTexts = 1024;
const maxUnits = 16_384;
const maxBytes = 3 * maxUnits;
const maxIdBytes = 32_768;

/** Numbers of the exposures of a phrase. */
export const exposureNumbers = 5;

/** Texts that a call is for. */
export interface TextsAsked {
  readonly phrases: number;
  /** Bytes of all of them. */
  readonly bytes: number;
}

/** Arrays that a call for texts reads and writes. */
export interface TextArrays {
  /** The phrases in UTF-8, one behind the other. What is ASCII becomes lower case, unless case counts. */
  readonly bytes: Uint8Array;
  /** UTF-16 units of each. */
  readonly lengths: Uint32Array;
  /** Where the tokens of each phrase end among all. */
  readonly tokenEnds: Uint32Array;
  /** Of each token: the bytes [start, end). */
  readonly tokens: Uint32Array;
  /**
   * `exposureNumbers` a phrase: how many there are, the place of the segment with the first one and its value
   * among the ranks, and those of the last one. -1 in place of how many: the phrase is left.
   */
  readonly exposures: Float64Array;
  /** Where the ids end of the first and of the last record of each phrase; `leftOut`: see CopyIds. */
  readonly idEnds: Uint32Array;
  readonly ids: Uint8Array;
}

/** An end of the exposures: the place of a segment, a value of its ranks, and the id of the record. */
export interface FoundEnd {
  readonly segment: number;
  readonly value: RankValue;
  /** Undefined: there is none, or it is to be read. */
  readonly id: string | undefined;
}

const encoder = new TextEncoder();

export class TextRoom {
  readonly arrays: TextArrays;
  #bytes = Buffer.alloc(maxBytes);
  #ids = Buffer.alloc(maxIdBytes);
  #text = '';
  #copied: CopiedIdReader | undefined;

  constructor() {
    this.arrays = {
      bytes: this.#bytes,
      lengths: new Uint32Array(maxTexts),
      tokenEnds: new Uint32Array(maxTexts),
      tokens: new Uint32Array(2 * maxBytes),
      exposures: new Float64Array(exposureNumbers * maxTexts),
      idEnds: new Uint32Array(2 * maxTexts),
      ids: this.#ids,
    };
  }

  /**
   * Takes phrases from `start` on, one at least, until it is full. A longer one has no text here, so that it is
   * left; so has one with half a surrogate pair, which could become whole by the next one.
   */
  fill(phrases: readonly string[], start: number): TextsAsked {
    const { lengths, bytes } = this.arrays;
    let [text, count] = ['', 0];
    for (; count < maxTexts && start + count < phrases.length; count++) {
      const phrase = phrases[start + count] as string;
      const own = phrase.length > maxUnits || !phrase.isWellFormed() ? '' : phrase;
      if (text.length + own.length > maxUnits) break;
      lengths[count] = own.length;
      text += own;
    }
    return { phrases: count, bytes: encoder.encodeInto(text, bytes).written };
  }

  /** Begins to read what the kernel wrote, phrase by phrase and in their order. */
  read({ phrases, bytes }: TextsAsked, areIdsAscii: boolean): void {
    this.#text = this.#bytes.toString('latin1', 0, bytes);
    const { idEnds: ends } = this.arrays;
    const copied = { ends, room: this.#ids, areAscii: areIdsAscii };
    this.#copied = new CopiedIdReader(copied, 2 * phrases);
  }

  /** How many exposures phrase p has; undefined: it is left. */
  count(p: number): number | undefined {
    const count = this.arrays.exposures[exposureNumbers * p] as number;
    return count < 0 ? undefined : count;
  }

  tokens(p: number): string[] {
    const { tokenEnds, tokens } = this.arrays;
    const found: string[] = [];
    const end = tokenEnds[p] as number;
    for (let token = p === 0 ? 0 : (tokenEnds[p - 1] as number); token < end; token++) {
      found.push(this.#text.slice(tokens[2 * token], tokens[2 * token + 1]));
    }
    return found;
  }

  /** Of a phrase that has exposures; before its last one. */
  first(p: number): FoundEnd {
    const { exposures } = this.arrays;
    const at = exposureNumbers * p;
    return {
      segment: exposures[at + 1] as number,
      value: exposures[at + 2] as number,
      id: this.#copied?.read(2 * p),
    };
  }

  /** Undefined: it is the first one. */
  last(p: number): FoundEnd | undefined {
    const { exposures } = this.arrays;
    const at = exposureNumbers * p;
    const [segment, value] = [exposures[at + 3] as number, exposures[at + 4] as number];
    if (segment === exposures[at + 1] && value === exposures[at + 2]) return undefined;
    return { segment, value, id: this.#copied?.read(2 * p + 1) };
  }
}
