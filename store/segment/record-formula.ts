// Which records of a segment a search wants: a formula over leaves, each some intervals of its sorted
// suffixes. A leaf holds in the records of its intervals.
//
// The formula is in postfix order, as numbers, because the kernel evaluates it for each node of the
// rank wavelet (native/src/store/formula.rs). Truth has three values, as Kleene has it: false, unknown
// and true. Values of four digits are evaluated together, as bits of two masks.

import type { LocalRecord } from '../ids.ts';
import type { Interval } from './interval.ts';
import { joinAtOnce } from './join-intervals.ts';

/** The low bits of an operation: what it is. The other ones are its number. */
export const operationBits = 3;

/** Each takes values from a stack and puts one there. */
export const operations = {
  /** Puts the value of the leaf of this number. */
  leaf: 0,
  /** Takes so many values, one at least: true where all are. */
  and: 1,
  /** Takes so many values, one at least: true where any is. */
  or: 2,
  /** Takes one. */
  not: 3,
  /** Takes one: unknown where it is true. For what only the symbols of a record can decide. */
  unsure: 4,
} as const;

export interface RecordFormula {
  readonly operations: Uint32Array;
  /** The intervals of leaf i are those before interval ends[i] that are of no leaf before; it may have none. */
  readonly ends: Uint32Array;
  /** Start and end of each interval among the ranks; those of a leaf rise and are apart. */
  readonly rows: Uint32Array;
}

/** Which records of a segment, and in which order. */
export interface RecordRange {
  /** Local records [start, end); all by default. */
  readonly start?: LocalRecord;
  readonly end?: LocalRecord;
  /** From the last one back. */
  readonly descending?: boolean;
  /** All are wanted, not the first ones soon: by levels from the root on, which takes a sixth less. */
  readonly wantsAll?: boolean;
}

/** Some records that a formula does not exclude, in order; its arrays are good until the next batch. */
export interface RecordBatch {
  readonly records: Uint32Array;
  /** For each: 1 where the formula holds, 0 where the symbols of the record decide. */
  readonly certain: Uint8Array;
}

/** Collects the operations and leaves of a formula, operands before what takes them. */
export class FormulaBuilder {
  #operations: number[] = [];
  #ends: number[] = [];
  #rows: number[] = [];

  /** Intervals in any order, which may overlap; one at least. */
  leaf(intervals: readonly Interval[]): void {
    for (const { start, end } of joinAtOnce(intervals)) this.#rows.push(start, end);
    this.#push(operations.leaf, this.#ends.push(this.#rows.length / 2) - 1);
  }

  /** Joins the last `count` values. */
  join(kind: 'and' | 'or', count: number): void {
    if (count > 1) this.#push(operations[kind], count);
  }

  not(): void {
    this.#push(operations.not, 0);
  }

  unsure(): void {
    this.#push(operations.unsure, 0);
  }

  build(): RecordFormula {
    return {
      operations: new Uint32Array(this.#operations),
      ends: new Uint32Array(this.#ends),
      rows: new Uint32Array(this.#rows),
    };
  }

  #push(kind: number, count: number): void {
    this.#operations.push((count << operationBits) | kind);
  }
}

/** Throws a RangeError, as for a bug, where an operation lacks its operands or a leaf its intervals. */
export function requireFormula({ operations: all, ends, rows }: RecordFormula): void {
  requireOperations(all, { start: 0, end: all.length, leaves: ends.length });
  let before = 0;
  for (const end of ends) {
    if (end < before) throw new RangeError('expected intervals of leaves in order');
    before = end;
  }
  if (rows.length !== 2 * before) throw new RangeError('expected two rows for each interval');
}

/** Where operations are among some numbers, half-open, and how many leaves there are. */
interface OperationPlaces {
  readonly start: number;
  readonly end: number;
  readonly leaves: number;
}

/** The same for operations alone. */
export function requireOperations(
  numbers: ArrayLike<number>,
  { start, end, leaves }: OperationPlaces,
): void {
  let values = 0;
  for (let i = start; i < end; i++) {
    const operation = numbers[i] as number;
    const number = operation >>> operationBits;
    const kind = operation & ((1 << operationBits) - 1);
    const isLeaf = kind === operations.leaf;
    const takes = kind === operations.and || kind === operations.or ? number : 1;
    const fits = isLeaf ? number < leaves : takes > 0 && takes <= values;
    if (!fits || kind > operations.unsure)
      throw new RangeError('expected operations with operands');
    values += isLeaf ? 1 : 1 - takes;
  }
  if (values !== 1) throw new RangeError('expected one formula');
}
