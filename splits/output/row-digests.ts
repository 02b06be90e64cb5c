// The rows of a split's sets, and digests of them for the dataset card.
//
// A digest is made while the rows are. Where the files of rows are written before the card, each row is
// made once. Rows that were not made by then are made for the card alone.

import { createHash } from 'node:crypto';
import type { SplitSet } from '../split.ts';
import { rowLines } from './split-rows.ts';
import { filledSides, pickExamples, type Side } from './split-sides.ts';

export class RowDigests {
  readonly #prefix: string;
  /** Of the sides whose rows have been made, as hexadecimal. */
  readonly #made = new Map<SplitSet, Map<Side, string>>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The lines of a side in pieces, each a little work. */
  *lines(set: SplitSet, side: Side): Generator<string> {
    const hash = createHash('sha256').update(`${side}\n`);
    for (const piece of rowLines(pickExamples(set, side), this.#prefix)) {
      hash.update(piece);
      yield piece;
    }
    const made = this.#made.get(set) ?? new Map<Side, string>();
    this.#made.set(set, made.set(side, hash.digest('hex')));
  }

  /** The digest of a set's rows; each empty text is a place to pause. */
  *digest(set: SplitSet): Generator<string, string> {
    const hash = createHash('sha256');
    for (const side of filledSides(set)) {
      if (this.#made.get(set)?.get(side) === undefined) {
        for (const _ of this.lines(set, side)) yield '';
      }
      hash.update(this.#made.get(set)?.get(side) ?? '');
    }
    return hash.digest('hex');
  }
}
