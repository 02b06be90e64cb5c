// The bytes of every token of a tokenizer in one table, and rows of ids to text by it.
//
// A row is parted at special tokens and at the end of documents. Between two of them the bytes are
// joined before they become text, since a character may be spread over several tokens.

import { isUtf8 } from 'node:buffer';
import type { Place } from './decoder-plan.ts';
import { insidePlace, type TokenSpeller } from './token-speller.ts';

/** Text, and the UTF-16 offsets in it of the boundaries that no phrase crosses, in order. */
export interface BoundedText {
  readonly text: string;
  /** Undefined: none. Never at the start or the end, and no two of them at one place. */
  readonly boundaries: readonly number[] | undefined;
  /** Bytes that are not UTF-8 became U+FFFD; absent: there are none. */
  readonly isRepaired?: true;
}

const kinds = { unknown: 0, text: 1, boundary: 2, byte: 3 } as const;

interface IdRange {
  readonly start: number;
  readonly end: number;
  readonly isWhole: boolean;
}

/** Grows to the longest record and stays: one a thread, used within a call only. */
let scratch = Buffer.allocUnsafe(1 << 16);

export class TokenTable {
  #speller: TokenSpeller;
  /** Tokens whose spelling hangs on their place, by id. */
  #tokens: ReadonlyMap<number, string> | undefined;
  #bytes: Uint8Array;
  #starts: Uint32Array;
  #kinds: Uint8Array;
  /** Of the call under way: bytes that are not UTF-8 were joined so often. */
  #repairs = 0;

  /** `tokens` by id; those in `special` are boundaries. */
  constructor(
    tokens: ReadonlyMap<number, string>,
    special: ReadonlySet<number>,
    speller: TokenSpeller,
  ) {
    this.#speller = speller;
    if (speller.marksFirst || speller.marksLast) this.#tokens = tokens;
    let size = 0;
    for (const id of tokens.keys()) size = Math.max(size, id + 1);
    this.#starts = new Uint32Array(size + 1);
    this.#kinds = new Uint8Array(size);
    let all = new Uint8Array(size * 8 + 64);
    let at = 0;
    for (let id = 0; id < size; id++) {
      const token = tokens.get(id);
      if (token !== undefined && !special.has(id)) {
        const bytes = speller.spell(token, insidePlace);
        if (at + bytes.length > all.length) {
          const larger = new Uint8Array(2 * (at + bytes.length));
          larger.set(all);
          all = larger;
        }
        all.set(bytes, at);
        at += bytes.length;
        this.#kinds[id] = speller.isByte(token) ? kinds.byte : kinds.text;
      } else if (token !== undefined) this.#kinds[id] = kinds.boundary;
      this.#starts[id + 1] = at;
    }
    this.#bytes = all.slice(0, at);
  }

  /** One more than the largest id. */
  get size(): number {
    return this.#kinds.length;
  }

  /** The ids as text; a number instead where ids[that number] is an id that no token has. */
  decode(ids: ArrayLike<number>, endOfDocument: number): BoundedText | number {
    let text = '';
    let boundaries: number[] | undefined;
    this.#repairs = 0;
    for (let start = 0; start < ids.length; ) {
      const end = this.#partEnd(ids, start, endOfDocument);
      if (end < 0) return -1 - end;
      const range = { start, end, isWhole: true };
      const part = end > start ? this.#speller.finish(this.#join(ids, range)) : '';
      if (part !== '' && text !== '') {
        boundaries ??= [];
        boundaries.push(text.length);
      }
      text += part;
      start = end + 1;
    }
    return { text, boundaries, ...(this.#repairs > 0 && { isRepaired: true }) };
  }

  /** What ids spell that stand inside a text: special tokens nothing. */
  decodeInside(ids: readonly number[]): string {
    const known = ids.filter((id) => this.#kinds[id] !== kinds.boundary);
    return this.#join(known, { start: 0, end: known.length, isWhole: false });
  }

  /** Where the next boundary is, or the end; -1 - i for an id that no token has. */
  #partEnd(ids: ArrayLike<number>, start: number, endOfDocument: number): number {
    for (let i = start; i < ids.length; i++) {
      const id = ids[i] as number;
      if (id === endOfDocument) return i;
      const kind = id < this.#kinds.length ? this.#kinds[id] : kinds.unknown;
      if (kind === kinds.boundary) return i;
      if (kind === kinds.unknown) return -1 - i;
    }
    return ids.length;
  }

  /** What ids[start, end) spell; where they are a whole text, its first and last token by their place. */
  #join(ids: ArrayLike<number>, { start, end, isWhole }: IdRange): string {
    const tokens = isWhole ? this.#tokens : undefined;
    const bytes = this.#bytes;
    const starts = this.#starts;
    let length = 0;
    let runStart = -1;
    for (let i = start; i < end; i++) {
      const id = ids[i] as number;
      const isByte = this.#kinds[id] === kinds.byte;
      if (!isByte && runStart >= 0) length = this.#endRun(runStart, length);
      if (!isByte) runStart = -1;
      else if (runStart < 0) runStart = length;
      if (tokens !== undefined && (i === start || i === end - 1)) {
        const place = { isFirst: i === start, isLast: i === end - 1 };
        length = this.#appendAt(tokens.get(id) ?? '', place, length);
        continue;
      }
      const to = starts[id + 1] as number;
      let at = starts[id] as number;
      makeRoom(length + to - at);
      for (; at < to; at++) scratch[length++] = bytes[at] as number;
    }
    if (runStart >= 0) length = this.#endRun(runStart, length);
    if (!isUtf8(scratch.subarray(0, length))) this.#repairs++;
    return scratch.toString('utf8', 0, length);
  }

  #appendAt(token: string, place: Place, length: number): number {
    const bytes = this.#speller.spell(token, place);
    makeRoom(length + bytes.length);
    scratch.set(bytes, length);
    return length + bytes.length;
  }

  /** A run of byte tokens that is not UTF-8 as a whole becomes U+FFFD for each. */
  #endRun(start: number, length: number): number {
    if (isUtf8(scratch.subarray(start, length))) return length;
    this.#repairs++;
    const replacement = Buffer.from('\ufffd'.repeat(length - start));
    makeRoom(start + replacement.length);
    scratch.set(replacement, start);
    return start + replacement.length;
  }
}

function makeRoom(length: number): void {
  if (length > scratch.length) scratch = Buffer.concat([scratch], 2 * length);
}
