// The symbols of some records of a segment, without its stored texts.
//
// Row i of the BWT is the end of local record i, and has the symbol before it. One step goes to the row
// that begins with that symbol, so a record is walked through from its end to its start. Many records
// go together in the kernel, which stops a walk at a page that has not been checked; a step here checks
// it, and the kernel goes on.

import type { Bwt } from './bwt.ts';
import { damaged } from './disk-file.ts';
import type { PageFile } from './page-file.ts';
import type { RecordAmounts } from './record-amounts.ts';
import type { SymbolCodes } from './symbol-codes.ts';

/** Walks through records, each on its way to the start of its record. */
export interface SymbolWalks {
  /** Where the symbols of record i begin in `symbols`. */
  readonly starts: Uint32Array;
  /** The row at which walk i stands; `walkedOut` where it met the end of a record before its start. */
  readonly rows: Uint32Array;
  /** Where the symbols begin that walk i has found. It is done where that is its start. */
  readonly ends: Uint32Array;
  readonly symbols: Uint32Array;
}

/** In place of a row. */
export const walkedOut = 0xffffffff;

/** Takes up to `steps` steps of each walk, but none through pages that have not been checked. */
export type WalkSymbols = (codes: SymbolCodes, walks: SymbolWalks, steps: number) => void;

/** Symbols of records next to each other: those of record i are [starts[i], starts[i + 1]). */
export interface RecordSymbols {
  readonly starts: Uint32Array;
  readonly symbols: Uint32Array;
}

/** Steps between two pauses, about: some milliseconds. */
const stepsAtOnce = 20_000;

interface RecordPlaces {
  readonly file: PageFile;
  readonly bwt: Bwt;
  /** Read when they are first asked for. */
  readonly codes: () => SymbolCodes;
  readonly amounts: RecordAmounts;
  /** By the kernel; undefined: all by its twin here. */
  readonly walkMapped: WalkSymbols | undefined;
}

export class RecordSymbolReader {
  #places: RecordPlaces;

  constructor(places: RecordPlaces) {
    this.#places = places;
  }

  /** Symbols and boundaries of a record. */
  length(record: number): number {
    const { amounts } = this.#places;
    return amounts.endOf(record + 1).symbols - amounts.endOf(record).symbols - 1;
  }

  /**
   * The symbols of records in any order: tokens and boundaries, without the ends. Yields where a caller
   * can pause. Takes 4 bytes a symbol.
   */
  *read(records: ArrayLike<number>): Generator<undefined, RecordSymbols> {
    const { file, walkMapped } = this.#places;
    const codes = this.#places.codes();
    const bounds = new Uint32Array(records.length + 1);
    for (let i = 0; i < records.length; i++) {
      bounds[i + 1] = (bounds[i] as number) + this.length(records[i] as number);
    }
    const walks: SymbolWalks = {
      starts: bounds.subarray(0, -1),
      rows: Uint32Array.from(records),
      ends: bounds.slice(1),
      symbols: new Uint32Array(bounds.at(-1) ?? 0),
    };
    const twin: WalkSymbols = (codes, some, steps) => {
      for (let i = 0; i < some.rows.length; i++) this.#walk(codes, some, { i, steps });
    };
    for (let left = walksLeft(walks); left > 0; left = walksLeft(walks)) {
      const steps = Math.ceil(stepsAtOnce / left);
      if (walkMapped === undefined) twin(codes, walks, steps);
      else {
        walkMapped(codes, walks, steps);
        // Walks that wait for a page.
        twin(codes, walks, 1);
      }
      if (walks.rows.includes(walkedOut)) {
        throw damaged(file.path, 'bwt', 'a record ends before its start');
      }
      yield undefined;
    }
    return { starts: bounds, symbols: walks.symbols };
  }

  /** The twin of the kernel, for one walk. */
  #walk(codes: SymbolCodes, walks: SymbolWalks, { i, steps }: { i: number; steps: number }): void {
    const { levels } = this.#places.bwt;
    const { nodes, firstLeaves, symbols, shifts } = codes;
    const start = walks.starts[i] as number;
    let end = walks.ends[i] as number;
    let row = walks.rows[i] as number;
    for (let left = steps; left > 0 && end > start; left--) {
      let node = 0;
      let position = row;
      let level = 0;
      for (;;) {
        const digits = levels[level];
        if (digits === undefined) throw new Error('a code is longer than the levels');
        const digit = digits.digit(position);
        position = digits.place(position, digit);
        node += digit * (nodes[level++] as number);
        if (node >= (nodes[level] as number)) break;
      }
      const leaf = (firstLeaves[level] as number) + node - (nodes[level] as number);
      const symbol = symbols[leaf] as number;
      if (symbol === 0) {
        walks.rows[i] = walkedOut;
        return;
      }
      walks.symbols[--end] = symbol;
      row = (position + (shifts[leaf] as number)) >>> 0;
    }
    walks.rows[i] = row;
    walks.ends[i] = end;
  }
}

function walksLeft({ starts, ends }: SymbolWalks): number {
  let left = 0;
  for (let i = 0; i < ends.length; i++) if ((ends[i] as number) > (starts[i] as number)) left++;
  return left;
}
