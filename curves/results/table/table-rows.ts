// Rows of a table -> the collector. Rows mostly have the set, step and seed of the one before.

import { badResult, quoted, type ResultPlace } from '../bad-result.ts';
import { findSeed } from '../path-place.ts';
import type { ResultBlock, ResultCollector } from '../result-collector.ts';
import type { ReadingJob } from '../result-format.ts';
import type { Seed } from '../results.ts';
import { decodeOrdinal, decodeScore, decodeSeed, decodeVerdict } from './decode-cell.ts';
import type { TableColumn } from './table-columns.ts';

/** The cell of a column in the row at hand; undefined or null: there is none. */
export type CellOf = (column: TableColumn) => unknown;

const expectations: Readonly<Record<TableColumn, string>> = {
  set: 'the name of a set',
  row: 'a whole number from 0',
  step: 'a whole number from 0',
  seed: 'a whole number or a name',
  correct: '0 or 1',
  good: 'a log-probability',
  bad: 'a log-probability',
};

export class TableRows {
  #collector: ResultCollector;
  #file: string;
  #hasSeed: boolean;
  /** Where the table has no column for it. */
  #seedOfFile: Seed;
  #hasVerdict: boolean;
  #set: unknown;
  #step: unknown;
  #seed: unknown;
  #block: ResultBlock | undefined;
  #hasBlock = false;
  #where = '';

  constructor(
    { collector, options }: Pick<ReadingJob, 'collector' | 'options'>,
    { file, columns }: { readonly file: string; readonly columns: readonly TableColumn[] },
  ) {
    this.#collector = collector;
    this.#file = file;
    this.#seedOfFile = findSeed(file, options.seedPattern, options.roots);
    this.#hasSeed = columns.includes('seed');
    this.#hasVerdict = columns.includes('correct');
  }

  /** Throws `results_invalid` with the place, which is asked for then alone. */
  put(cell: CellOf, findPlace: () => Omit<ResultPlace, 'file'>): void {
    const refuse = (found: string) => badResult({ file: this.#file, ...findPlace() }, found);
    const set = cell('set');
    const step = cell('step');
    const seed = this.#hasSeed ? cell('seed') : null;
    if (!this.#hasBlock || set !== this.#set || step !== this.#step || seed !== this.#seed) {
      this.#enterBlock({ set, step, seed }, refuse);
    }
    const block = this.#block;
    const row = decodeOrdinal(cell('row'));
    if (row === undefined) throw refuse(describe('row', cell('row')));
    const isRight = this.#judge(cell, refuse);
    if (block === undefined) return;
    const fault = block.put(row, isRight);
    if (fault !== undefined) {
      throw refuse(`${fault} (${this.#where}). Expected each row of a set, step and seed once.`);
    }
  }

  #enterBlock(
    cells: { readonly set: unknown; readonly step: unknown; readonly seed: unknown },
    refuse: (found: string) => Error,
  ): void {
    const { set } = cells;
    if (typeof set !== 'string' || set === '') throw refuse(describe('set', set));
    const step = decodeOrdinal(cells.step);
    if (step === undefined) throw refuse(describe('step', cells.step));
    const seed: Seed | undefined = this.#hasSeed ? decodeSeed(cells.seed) : this.#seedOfFile;
    if (seed === undefined) throw refuse(describe('seed', cells.seed));
    this.#set = cells.set;
    this.#step = cells.step;
    this.#seed = cells.seed;
    this.#block = this.#collector.block(set, seed, step);
    this.#block?.beginSource(this.#file);
    this.#where = `${set}, step ${step}${seed === null ? '' : `, seed ${seed}`}`;
    this.#hasBlock = true;
  }

  #judge(cell: CellOf, refuse: (found: string) => Error): boolean {
    if (this.#hasVerdict) {
      const verdict = decodeVerdict(cell('correct'));
      if (verdict === undefined) throw refuse(describe('correct', cell('correct')));
      return verdict;
    }
    const good = decodeScore(cell('good'));
    if (good === undefined) throw refuse(describe('good', cell('good')));
    const bad = decodeScore(cell('bad'));
    if (bad === undefined) throw refuse(describe('bad', cell('bad')));
    if (good === Number.NEGATIVE_INFINITY && bad === good) {
      throw refuse('good and bad are both minus infinity, expected a number for one of them');
    }
    return good >= bad;
  }
}

function describe(column: TableColumn, cell: unknown): string {
  const found = cell === '' || cell === null ? 'an empty cell' : quoted(cell);
  return `${column} is ${found}, expected ${expectations[column]}`;
}
