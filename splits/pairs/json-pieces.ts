// A JSON text cut into pieces that JSON.parse reads, and the value put together from them.
//
// Brackets, commas and strings are followed, no more. What lies between two commas of one list or
// object is read by JSON.parse, so what is valid JSON, and what a value is, is its business. A list,
// an object or a string that is longer than a piece is put together from its parts.

import { jsonMarks } from './json-marks.ts';

/** Characters of JSON: bytes of UTF-8, or the units of a string. */
export interface JsonSource {
  readonly length: number;
  at(place: number): number;
  slice(start: number, end: number): string;
  /** False inside of a character. */
  canCut(place: number): boolean;
}

/** A list or object that is put together; the whole text is the one element of a list. */
interface Frame {
  readonly value: unknown[] | Record<string, unknown>;
  /** The mark or part before its next part. */
  after: 'start' | 'comma' | 'value';
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Reads a text from its start; `end` has the value once `next` has said that it is there. */
export class PieceParser {
  /** Elements and members that a comma follows, lists and objects. */
  values = 0;
  readonly #source: JsonSource;
  readonly #pieceLength: number;
  /** The innermost frame, and those around it. */
  #frame: Frame = { value: [], after: 'start' };
  readonly #outer: Frame[] = [];
  /** Where the part of the innermost frame starts that is not in it yet, and its last comma. */
  #start = 0;
  #comma = -1;
  /** Of the lists and objects that are open in that part: where each starts, and its last comma. */
  #opens: number[] = [];
  #commas: number[] = [];
  #at = 0;
  /** Where the string starts that the scan is in; its parts, once it is a long one. */
  #string = -1;
  #parts: string[] | undefined;
  #partStart = 0;

  constructor(source: JsonSource, pieceLength: number) {
    this.#source = source;
    this.#pieceLength = pieceLength;
  }

  /** Goes on by about a piece; true at the end of the text. */
  next(): boolean {
    const end = Math.min(this.#source.length, this.#at + this.#pieceLength);
    while (this.#at < end) {
      if (this.#string >= 0) this.#scanString(end);
      else this.#scan(end);
    }
    if (end === this.#source.length) return true;
    if (this.#string < 0) this.#cut(this.#at);
    else if (this.#at - this.#string >= this.#pieceLength) this.#cutString();
    return false;
  }

  /** The value, at the end of the text. */
  end(): unknown {
    if (this.#string >= 0 || this.#opens.length > 0 || this.#outer.length > 0) throw endsEarly();
    this.#close(this.#source.length);
    const [value, ...more] = Object.values(this.#frame.value);
    if (value === undefined || more.length > 0) throw endsEarly();
    return value;
  }

  #scan(end: number): void {
    const source = this.#source;
    let at = this.#at;
    while (at < end) {
      const character = source.at(at);
      if (character === quote) {
        this.#string = at++;
        break;
      }
      if (character === comma) {
        this.values++;
        if (this.#opens.length > 0) this.#commas[this.#commas.length - 1] = at;
        else this.#takeComma(at);
      } else if (character === openList || character === openObject) {
        this.values++;
        this.#opens.push(at);
        this.#commas.push(at);
      } else if (character === closeList || character === closeObject) {
        if (this.#opens.length > 0) {
          this.#opens.pop();
          this.#commas.pop();
        } else this.#closeFrame(at, character);
      }
      at++;
    }
    this.#at = at;
  }

  #scanString(end: number): void {
    const source = this.#source;
    let at = this.#at;
    while (at < end) {
      const character = source.at(at);
      if (character === quote) {
        this.#at = at + 1;
        this.#endString();
        return;
      }
      // An escape is not cut: \u has four more, and JSON.parse finds wrong escapes.
      if (character === backslash) at += source.at(at + 1) === letterU ? 6 : 2;
      else at++;
    }
    this.#at = at;
  }

  #endString(): void {
    const parts = this.#parts;
    const start = this.#string;
    this.#string = -1;
    if (parts === undefined) return;
    parts.push(this.#part(this.#at - 1));
    this.#parts = undefined;
    this.#put(parts.join(''), start);
    this.#start = this.#at;
  }

  /** The string is a long one: as a value it is read in parts. Long names are read at once. */
  #cutString(): void {
    if (this.#parts === undefined) {
      this.#cut(this.#string);
      const frame = this.#frame;
      if (!Array.isArray(frame.value) && this.#isBlank(this.#start, this.#string)) return;
      this.#parts = [];
      this.#partStart = this.#string + 1;
    }
    let at = Math.min(this.#at, this.#source.length);
    while (!this.#source.canCut(at)) at--;
    this.#parts.push(this.#part(at));
    this.#partStart = at;
  }

  #part(end: number): string {
    return this.#read('"', { start: this.#partStart, end }, '"');
  }

  /** Puts into frames all that is before a place, and makes frames of what is open there. */
  #cut(place: number): void {
    if (this.#comma >= 0) this.#take(this.#comma);
    for (const [i, open] of this.#opens.entries()) {
      const last = this.#commas[i] ?? open;
      const value = this.#source.at(open) === openList ? [] : {};
      this.#put(value, open);
      this.#outer.push(this.#frame);
      this.#frame = { value, after: 'start' };
      this.#start = open + 1;
      if (last > open) this.#take(last);
    }
    this.#opens = [];
    this.#commas = [];
    // White space is not kept until something comes after it.
    if (this.#isBlank(this.#start, place)) this.#start = place;
  }

  #takeComma(at: number): void {
    if (this.#outer.length === 0) throw this.#unexpected(at);
    if (this.#frame.after === 'value') {
      if (!this.#isBlank(this.#start, at)) throw this.#unexpected(this.#start);
      this.#frame.after = 'comma';
      this.#start = at + 1;
    } else this.#comma = at;
  }

  /** Takes the elements or members from #start to a comma. */
  #take(comma: number): void {
    if (this.#isBlank(this.#start, comma)) throw this.#unexpected(comma);
    this.#addAll(comma);
    this.#frame.after = 'comma';
    this.#start = comma + 1;
    this.#comma = -1;
  }

  /** Takes the last elements or members of the innermost frame. */
  #close(at: number): void {
    const { after } = this.#frame;
    const isBlank = this.#isBlank(this.#start, at);
    if (after === 'value' ? !isBlank : after === 'comma' && isBlank) throw this.#unexpected(at);
    if (!isBlank) this.#addAll(at);
    this.#comma = -1;
  }

  #closeFrame(at: number, character: number): void {
    const expected = Array.isArray(this.#frame.value) ? closeList : closeObject;
    const outer = this.#outer.at(-1);
    if (outer === undefined || character !== expected) throw this.#unexpected(at);
    this.#close(at);
    this.#outer.pop();
    this.#frame = outer;
    this.#frame.after = 'value';
    this.#start = at + 1;
  }

  /** Puts one value that starts at `open`; what is before it says under which name. */
  #put(value: unknown, open: number): void {
    const { value: into, after } = this.#frame;
    if (after === 'value') throw this.#unexpected(open);
    const range = { start: this.#start, end: open };
    // Where something else is there too, null after it is not valid.
    if (Array.isArray(into)) {
      this.#read('[', range, 'null]');
      into.push(value);
    } else {
      const member: object = this.#read('{', range, 'null}');
      for (const name of Object.keys(member)) define(into, name, value);
    }
    this.#frame.after = 'value';
  }

  #addAll(end: number): void {
    const into = this.#frame.value;
    const range = { start: this.#start, end };
    if (Array.isArray(into)) {
      for (const element of this.#read<unknown[]>('[', range, ']')) into.push(element);
      return;
    }
    const members: object = this.#read('{', range, '}');
    for (const [name, member] of Object.entries(members)) define(into, name, member);
  }

  /** Reads a part of the text between two more; an error says where it is in the whole. */
  #read<Value>(before: string, { start, end }: Range, after: string): Value {
    try {
      return JSON.parse(before + this.#source.slice(start, end) + after);
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      const base = this.#source.slice(0, start).length - before.length;
      throw new SyntaxError(
        message.replace(/position (\d+).*$/s, (_, at: string) => `position ${base + Number(at)}`),
      );
    }
  }

  #isBlank(start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      if (!blanks.includes(this.#source.at(at))) return false;
    }
    return true;
  }

  #unexpected(at: number): SyntaxError {
    const position = this.#source.slice(0, at).length;
    const found = JSON.stringify(this.#source.slice(at, at + 1));
    return new SyntaxError(`Unexpected ${found} in JSON at position ${position}`);
  }
}

function endsEarly(): SyntaxError {
  return new SyntaxError('Unexpected end of JSON input');
}

/** Sets a member, `__proto__` too. */
function define(into: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    const own = { value, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(into, name, own);
  } else into[name] = value;
}

const blanks: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];
const letterU = 0x75;
const { quote, backslash, comma, openList, closeList, openObject, closeObject } = jsonMarks;
