// A stretch of a record's text: what a search for hits needs of it at a time, not all.
//
// Places count UTF-16 units from where reading began: up from 0, or down from 0 when the record is
// read from its end back. A boundary is one unit of white space, and its place is kept.

import type { TextStore } from '../store/segment/text-store.ts';

/** Units of text that reading goes on to without asking: some blocks. */
const largeWindow = 1 << 20;

/**
 * Yielded before more than a megabyte or so of one record is held in memory, which only a text
 * without a place to cut needs. Whoever has other requests may wait here.
 */
export const needsMemory = Symbol('needs memory');

export class TextWindow {
  readonly backward: boolean;
  /** Places of boundaries in the window, ascending. */
  boundaries: number[] = [];
  /** The record's text is in the window as far as reading goes. */
  exhausted = false;
  text = '';
  #chunks: Generator<string | undefined, void, undefined>;
  #start = 0;

  constructor(texts: Pick<TextStore, 'walk'>, record: number, backward: boolean) {
    this.backward = backward;
    this.#chunks = texts.walk(record, backward);
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#start + this.text.length;
  }

  /** Reads until `place` is in the window, or the record is. */
  *readTo(place: number): Generator<typeof needsMemory, void, undefined> {
    while (!this.exhausted && (this.backward ? this.#start > place : this.end < place)) {
      if (this.text.length > largeWindow) yield needsMemory;
      const { done, value } = this.#chunks.next();
      if (done === true) this.exhausted = true;
      else this.#add(value);
    }
  }

  #add(chunk: string | undefined): void {
    const added = chunk ?? '\n';
    if (this.backward) {
      this.#start -= added.length;
      this.text = added + this.text;
      if (chunk === undefined) this.boundaries.unshift(this.#start);
    } else {
      if (chunk === undefined) this.boundaries.push(this.end);
      this.text += added;
    }
  }

  slice(from: number, to: number): string {
    return this.text.slice(Math.max(0, from - this.#start), Math.max(0, to - this.#start));
  }

  /** Lets go of what reading has passed: before `place`, or after it. */
  forget(place: number): void {
    if (this.backward) {
      this.text = this.slice(this.#start, place);
      this.boundaries = this.boundaries.filter((boundary) => boundary < place);
      return;
    }
    const from = Math.max(this.#start, place);
    this.text = this.slice(from, this.end);
    this.#start = from;
    this.boundaries = this.boundaries.filter((boundary) => boundary >= from);
  }
}
