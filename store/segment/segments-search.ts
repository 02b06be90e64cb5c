// Phrases -> their rows in each of several segments, and their first and last value there.
//
// With the kernel all mapped segments are searched at once. What it leaves, and all without it, is found
// segment by segment, phrase by phrase.

import type { Interval } from './interval.ts';
import type { CreateJointSearch } from './joint-search.ts';
import { type FoundPhrases, type FoundTexts, MappedPhrases } from './mapped-phrases.ts';
import type { PhraseList } from './phrase-list.ts';
import { leftOut } from './phrase-search.ts';
import type { Segment } from './segment.ts';

export class SegmentsSearch {
  #segments: readonly Segment[];
  #mapped: MappedPhrases | undefined;

  constructor(segments: readonly Segment[], create: CreateJointSearch | undefined) {
    this.#segments = segments;
    const files = segments.flatMap(({ searched }) => searched ?? []);
    if (create !== undefined && files.length === segments.length) {
      this.#mapped = new MappedPhrases(files, create);
    }
  }

  /**
   * The rows of each phrase, segment by segment; its smallest value of `ranks` in the first segment that has
   * it, and its largest in the last one. Of one phrase they are valid until the next call.
   */
  find(list: PhraseList): FoundPhrases {
    const phrases = list.phrases.length;
    const found = this.#mapped?.find(list) ?? {
      rows: this.#allLeft(phrases),
      ends: new Uint32Array(2 * phrases).fill(leftOut),
    };
    this.#fillRows(list, found.rows);
    this.#fillEnds(found);
    return found;
  }

  /**
   * Finds phrases by their texts, from `start` on as many as there is room for; see MappedPhrases. Undefined: the
   * segments are not searched together.
   */
  findTexts(phrases: readonly string[], start: number, isCased: boolean): FoundTexts | undefined {
    return this.#mapped?.findTexts(phrases, start, isCased);
  }

  /** The rows alone, which are the caller's. */
  findRows(list: PhraseList): Uint32Array {
    const rows = this.#mapped?.findRows(list) ?? this.#allLeft(list.phrases.length);
    this.#fillRows(list, rows);
    return rows;
  }

  #allLeft(phrases: number): Uint32Array {
    return new Uint32Array(2 * phrases * this.#segments.length).fill(leftOut);
  }

  /** Finds the rows that are left. */
  #fillRows({ phrases }: PhraseList, rows: Uint32Array): void {
    for (let at = 0; at < rows.length; at += 2) {
      if (rows[at] !== leftOut) continue;
      const i = at / 2;
      const segment = this.#segments[Math.floor(i / phrases.length)] as Segment;
      const { start, end } = segment.find(phrases[i % phrases.length] as readonly string[]);
      rows[at] = start;
      rows[at + 1] = end;
    }
  }

  /** Finds the ends that are left, each for a page of its own. */
  #fillEnds({ rows, ends }: FoundPhrases): void {
    const last = this.#segments.length - 1;
    for (let at = 0; at < ends.length; at += 2) {
      if (ends[at] === leftOut) {
        for (let s = 0; s <= last && ends[at] === leftOut; s++) {
          const own = intervalAt(rows, s * ends.length + at);
          ends[at] = this.#segments[s]?.ranks.first(own) ?? leftOut;
        }
      }
      if (ends[at + 1] === leftOut) {
        for (let s = last; s >= 0 && ends[at + 1] === leftOut; s--) {
          const own = intervalAt(rows, s * ends.length + at);
          ends[at + 1] = this.#segments[s]?.ranks.last(own) ?? leftOut;
        }
      }
    }
  }
}

function intervalAt(rows: Uint32Array, at: number): Interval {
  return { start: rows[at] as number, end: rows[at + 1] as number };
}
