// Answers as lines of JSON in UTF-8: the bytes of JSON.stringify, without its strings. A list has
// millions of answers, and of most of them all fields are short and plain.

import type { Answer, Answered, Seen } from '../../schemas/answer.ts';

const encoder = new TextEncoder();
const key = (text: string) => encoder.encode(text);

const keys = {
  phrase: key('{"phrase":'),
  tokens: key(',"tokens":['),
  count: key('],"count":'),
  first: key(',"first":'),
  last: key(',"last":'),
  step: key('{"step":'),
  rank: key(',"rank":'),
  id: key(',"id":'),
  null: key('null'),
  end: key('}\n'),
};
const [quote, backslash, comma, bracket, zero] = [0x22, 0x5c, 0x2c, 0x7d, 0x30];

/** UTF-8 bytes of a UTF-16 unit at most; an escape has twice as many. */
const maxUnitBytes = 3;
/** Fields and numbers of one answer, texts apart: less than this. */
const maxFixedBytes = 512;

/** The lines of some answers: `JSON.stringify` of each, and a line feed. */
export function writeAnswers(answers: readonly Answered[]): Uint8Array<ArrayBuffer> {
  const lines = new LineWriter(answers.length * 256);
  for (const answer of answers) {
    if (isPlain(answer)) lines.answer(answer);
    else lines.line(JSON.stringify(answer));
  }
  return lines.taken();
}

/** Has it the fields of a question for nothing more than count, first and last? */
function isPlain(answer: Answered): answer is Answer {
  if ('error' in answer || !('tokens' in answer)) return false;
  const { at, checkpoints, last_at, records, records_at } = answer;
  const { timeline, by_facet, contexts, variants } = answer;
  const counts = at ?? checkpoints ?? last_at ?? records ?? records_at;
  return (counts ?? timeline ?? by_facet ?? contexts ?? variants) === undefined;
}

class LineWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #at = 0;

  constructor(bytes: number) {
    this.#bytes = new Uint8Array(bytes + maxFixedBytes);
  }

  taken(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#at);
  }

  line(text: string): void {
    this.#encode(text);
    this.#reserve(1);
    this.#bytes[this.#at++] = 0x0a;
  }

  answer({ phrase, tokens, count, first, last }: Answer): void {
    this.#reserve(maxFixedBytes);
    this.#key(keys.phrase);
    this.#text(phrase);
    this.#key(keys.tokens);
    for (let i = 0; i < tokens.length; i++) {
      if (i > 0) this.#bytes[this.#at++] = comma;
      this.#text(tokens[i] as string);
    }
    this.#key(keys.count);
    this.#number(count);
    this.#key(keys.first);
    const start = this.#at;
    this.#seen(first);
    const end = this.#at;
    this.#key(keys.last);
    if (last !== first) this.#seen(last);
    else {
      this.#reserve(end - start + maxFixedBytes);
      this.#bytes.copyWithin(this.#at, start, end);
      this.#at += end - start;
    }
    this.#key(keys.end);
  }

  #seen(seen: Seen | null): void {
    if (seen === null) {
      this.#key(keys.null);
      return;
    }
    this.#key(keys.step);
    this.#number(seen.step);
    this.#key(keys.rank);
    if (seen.rank === null) this.#key(keys.null);
    else this.#number(seen.rank);
    this.#key(keys.id);
    if (seen.id === null) this.#key(keys.null);
    else this.#text(seen.id);
    this.#bytes[this.#at++] = bracket;
  }

  /** A string of JSON; there is room for the fixed fields behind it. */
  #text(text: string): void {
    const { length } = text;
    this.#reserve(length + maxFixedBytes);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = quote;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x20 || unit >= 0x7f || unit === quote || unit === backslash) {
        this.#encode(JSON.stringify(text));
        return;
      }
      bytes[at++] = unit;
    }
    bytes[at++] = quote;
    this.#at = at;
  }

  #encode(text: string): void {
    this.#reserve(text.length * maxUnitBytes + maxFixedBytes);
    this.#at += encoder.encodeInto(text, this.#bytes.subarray(this.#at)).written;
  }

  /** A whole number from 0. */
  #number(value: number): void {
    if (value > 0x7fffffff) {
      this.#encode(String(value));
      return;
    }
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits++;
    let left = value;
    for (let i = digits - 1; i >= 0; i--) {
      const tens = (left / 10) | 0;
      this.#bytes[this.#at + i] = zero + left - 10 * tens;
      left = tens;
    }
    this.#at += digits;
  }

  #key(bytes: Uint8Array): void {
    const { length } = bytes;
    for (let i = 0; i < length; i++) this.#bytes[this.#at + i] = bytes[i] as number;
    this.#at += length;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * this.#bytes.length + bytes);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
