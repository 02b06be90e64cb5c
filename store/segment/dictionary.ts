// Token -> symbol: a hash table over the terms' UTF-8 bytes, read in place.
//
//   term_slots   a power of two of u32, at least 1.5 a term; 0 = empty, else the symbol
//   term_bytes   the terms' bytes in order of symbol, without separators
//   symbols      entry of each symbol (see bwt.ts), its last word the term's first byte
//
// A lookup costs two or three cache lines where a binary search over sorted terms would cost
// twenty, and symbols are free to be numbered by falling count. Symbol 0 ends records: no term.

import { finalMix } from '../../native/final-mix.ts';
import type { TermSymbol } from '../ids.ts';
import { symbolWords } from './bwt.ts';
import type { PageFile } from './page-file.ts';

/** FNV-1a over the bytes [start, end) with a final mix, since the low bits choose the slot. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let h = 0x811c9dc5;
  for (let i = start; i < end; i++) h = Math.imul(h ^ (bytes[i] as number), 0x01000193);
  return finalMix(h);
}

/** Number of slots for an alphabet. */
export function slotsFor(alphabet: number): number {
  let slots = 2;
  while (slots < alphabet * 1.5) slots *= 2;
  return slots;
}

/**
 * The slots for terms given as bytes in order of symbol, and the hash of each; the term of symbol s
 * starts at starts[s].
 */
export function fillSlots(
  bytes: Uint8Array,
  starts: Uint32Array,
  alphabet: number,
): { slots: Uint32Array; hashes: Uint32Array } {
  const hashes = new Uint32Array(alphabet);
  const slots = new Uint32Array(slotsFor(alphabet));
  const mask = slots.length - 1;
  for (let symbol = 1; symbol < alphabet; symbol++) {
    const start = starts[symbol] as number;
    const end = symbol + 1 < alphabet ? (starts[symbol + 1] as number) : bytes.length;
    const hash = hashBytes(bytes, start, end);
    hashes[symbol] = hash;
    let slot = hash & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = symbol;
  }
  return { slots, hashes };
}

const encoder = new TextEncoder();
/** See FORMAT.md: a boundary is a term of this byte. */
const boundaryByte = 0xff;

/** Where an index file has the terms; their entries are those of the BWT's symbols. */
export interface DictionaryPlaces {
  /** First word of the slots. */
  readonly slots: number;
  /** The number of slots less 1. */
  readonly slotMask: number;
  /** First byte of the terms. */
  readonly terms: number;
  readonly termBytes: number;
}

export class Dictionary {
  #file: PageFile;
  #alphabet: number;
  #slots: number; // first word
  #mask: number;
  #symbols: number; // first word
  #bytes: number; // first byte
  #byteLength: number;
  #scratch = new Uint8Array(256);

  constructor(file: PageFile, alphabet: number) {
    this.#file = file;
    this.#alphabet = alphabet;
    const slots = file.section('term_slots');
    this.#slots = slots.start / 4;
    this.#mask = slots.length / 4 - 1;
    this.#symbols = file.section('symbols').start / 4;
    const bytes = file.section('term_bytes');
    this.#bytes = bytes.start;
    this.#byteLength = bytes.length;
  }

  get places(): DictionaryPlaces {
    return {
      slots: this.#slots,
      slotMask: this.#mask,
      terms: this.#bytes,
      termBytes: this.#byteLength,
    };
  }

  /** The symbol of a token (as the analyzer gives it), or undefined where the segment has none. */
  find(token: string): TermSymbol | undefined {
    return this.#find(this.#encode(token));
  }

  /** The symbol of the boundary, whose term is a byte that no token has; undefined where there is none. */
  findBoundary(): TermSymbol | undefined {
    this.#scratch[0] = boundaryByte;
    return this.#find(1);
  }

  /** The symbol of the first bytes of the scratch. */
  #find(length: number): TermSymbol | undefined {
    const bytes = this.#scratch;
    let slot = hashBytes(bytes, 0, length) & this.#mask;
    for (;;) {
      const symbol = this.#file.word(this.#slots + slot);
      if (symbol === 0) return undefined;
      const start = this.#start(symbol);
      const end = this.#start(symbol + 1);
      if (end - start === length && this.#file.equalBytes(this.#bytes + start, bytes, length)) {
        return symbol;
      }
      slot = (slot + 1) & this.#mask;
    }
  }

  /** The token of a symbol. */
  term(symbol: TermSymbol): string {
    const start = this.#start(symbol);
    return this.#file.text(this.#bytes + start, this.#start(symbol + 1) - start);
  }

  /** The hash of a token, which is the same in all segments. */
  hash(token: string): number {
    const length = this.#encode(token);
    return hashBytes(this.#scratch, 0, length);
  }

  /** Its bytes go into the scratch; their number. */
  #encode(token: string): number {
    if (token.length * 3 > this.#scratch.length) this.#scratch = new Uint8Array(token.length * 3);
    return encoder.encodeInto(token, this.#scratch).written;
  }

  #start(symbol: TermSymbol): number {
    if (symbol === this.#alphabet) return this.#byteLength;
    return this.#file.word(this.#symbols + symbol * symbolWords + 3);
  }
}
