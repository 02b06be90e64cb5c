// How many tokens a text has, unit by unit: a unit is what lies between two cuts. Units repeat, so the
// numbers of those seen before are kept, by their characters, in a hash table of bounded size.

import type { UnitWalker } from '../../native/unit-walker.ts';
import type { UnitCuts } from './unit-cuts.ts';

const maxEntries = 1 << 19;
/** A unit that is no more than so many bytes of Latin-1 is its own key, four bytes a number. */
const keyNumbers = 5;
/** Numbers of a slot: tokens + 1 (0: the slot is free), and the key. */
const slotNumbers = 1 + keyNumbers;
/** Other units are looked up as strings; longer ones hardly come again. */
const maxStringLength = 64;
const maxStrings = 1 << 15;

/** What the native kernel's walker does, in TypeScript. */
export class UnitCounter implements UnitWalker {
  #cuts: UnitCuts;
  #count: (unit: string) => number;
  #slots = new Int32Array(slotNumbers << 12);
  #size = 0;
  #key = new Int32Array(slotNumbers);
  #strings = new Map<string, number>();
  /** The text at work as Latin-1, with room behind it for a key that starts at its end. */
  #bytes = Buffer.alloc(1 << 12);
  #view = createView(this.#bytes);

  /** `count` gives the tokens of a unit that stands inside a text. */
  constructor(cuts: UnitCuts, count: (unit: string) => number) {
    this.#cuts = cuts;
    this.#count = count;
  }

  walk(text: string, maxTokens: number): { readonly tokens: number; readonly end: number } {
    const { classes, allowed } = this.#cuts;
    const { length } = text;
    this.#load(text);
    let tokens = 0;
    for (let start = 0; start < length; ) {
      let unit = text.charCodeAt(start);
      let row = (classes[unit] as number) << 8;
      let isNarrow = unit !== 0 && unit <= 0xff;
      let end = start + 1;
      for (; end < length; end++) {
        unit = text.charCodeAt(end);
        const right = classes[unit] as number;
        if (allowed[row | right] === 1) break;
        row = right << 8;
        isNarrow &&= unit !== 0 && unit <= 0xff;
      }
      const isKey = isNarrow && end - start <= 4 * keyNumbers;
      if (isKey) this.#makeKey(start, end - start);
      let count = isKey ? this.#find() : -1;
      if (count < 0) {
        const piece = text.slice(start, end);
        count = isKey ? this.#add(this.#count(piece)) : this.#countString(piece);
      }
      if (tokens + count > maxTokens) return { tokens, end: start };
      tokens += count;
      start = end;
    }
    return { tokens, end: length };
  }

  #load(text: string): void {
    if (text.length + 4 * keyNumbers > this.#bytes.length) {
      this.#bytes = Buffer.alloc(2 * text.length + 4 * keyNumbers);
      this.#view = createView(this.#bytes);
    }
    this.#bytes.write(text, 0, 'latin1');
  }

  /** The key of a unit: its bytes, then zeros. No unit with a key has a zero itself. */
  #makeKey(start: number, length: number): void {
    const view = this.#view;
    const key = this.#key;
    for (let i = 0; i < keyNumbers; i++) {
      const bytes = view.getInt32(start + 4 * i, true);
      key[i + 1] = bytes & (keyMasks[length * keyNumbers + i] as number);
    }
  }

  /** The tokens of the unit whose key was made last; -1: it was not seen. */
  #find(): number {
    const slots = this.#slots;
    const key = this.#key;
    const count = slots.length / slotNumbers;
    for (let slot = hash(key) & (count - 1); ; slot = (slot + 1) & (count - 1)) {
      const at = slot * slotNumbers;
      const tokens = slots[at] as number;
      if (tokens === 0) return -1;
      let i = 1;
      while (i < slotNumbers && slots[at + i] === key[i]) i++;
      if (i === slotNumbers) return tokens - 1;
    }
  }

  /** Keeps the tokens of the unit whose key was made last; at the bound all are forgotten. */
  #add(tokens: number): number {
    if (this.#size === maxEntries) {
      this.#slots.fill(0);
      this.#size = 0;
    }
    const slots = this.#slots;
    if (this.#size * slotNumbers * 2 >= slots.length) {
      this.#slots = new Int32Array(2 * slots.length);
      for (let at = 0; at < slots.length; at += slotNumbers) {
        if (slots[at] !== 0) place(this.#slots, slots.subarray(at, at + slotNumbers));
      }
    }
    this.#key[0] = tokens + 1;
    place(this.#slots, this.#key);
    this.#size++;
    return tokens;
  }

  #countString(unit: string): number {
    if (unit.length > maxStringLength) return this.#count(unit);
    const known = this.#strings.get(unit);
    if (known !== undefined) return known;
    const count = this.#count(unit);
    if (this.#strings.size === maxStrings) this.#strings.clear();
    this.#strings.set(unit, count);
    return count;
  }
}

/** For each length of a key and number of it: the bits that belong to the key. */
const keyMasks = Int32Array.from({ length: (4 * keyNumbers + 1) * keyNumbers }, (_, i) => {
  const bytes = Math.floor(i / keyNumbers) - 4 * (i % keyNumbers);
  return bytes >= 4 ? -1 : 2 ** (8 * Math.max(0, bytes)) - 1;
});

function createView(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Puts an entry that is not there into the first free slot. */
function place(slots: Int32Array, entry: Int32Array): void {
  const count = slots.length / slotNumbers;
  let slot = hash(entry) & (count - 1);
  while (slots[slot * slotNumbers] !== 0) slot = (slot + 1) & (count - 1);
  slots.set(entry, slot * slotNumbers);
}

function hash(entry: Int32Array): number {
  const first =
    Math.imul(entry[1] as number, 0x9e37_79b1) ^ Math.imul(entry[2] as number, 0x85eb_ca6b);
  const last =
    Math.imul(entry[3] as number, 0xc2b2_ae35) ^ Math.imul(entry[4] as number, 0x27d4_eb2f);
  let mixed = first ^ (first >>> 15) ^ last ^ Math.imul(entry[5] as number, 0x1656_67b1);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x2c1b_3c6d);
  return mixed ^ (mixed >>> 15);
}
