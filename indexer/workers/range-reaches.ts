// How far each range reached into its sources, batch by batch: a commit writes it into the catalogue.
//
// A commit may hold a range up to any of its batches, so notes for the batches behind it
// stay until they are committed too.

import type { SourceRow } from '../../store/catalogue/source-row.ts';

/** How far a range reached into a source: its row, but for what the workers count. */
export type SourceReach = Omit<SourceRow, 'records' | 'skipped' | 'repaired' | 'cut' | 'padding'>;

interface Note {
  /** Batches of the range that have to be in. */
  readonly batches: number;
  readonly reach: SourceReach;
}

export class RangeReaches {
  #notes = new Map<number, Note[]>();

  /** Notes a reach that holds once the first `batches` batches of a range are in. */
  note(range: number, batches: number, reach: SourceReach): void {
    const notes = this.#notes.get(range) ?? [];
    notes.push({ batches, reach });
    this.#notes.set(range, notes);
  }

  /** The last reach of each source in the first `batches` of a range, or in all; forgets them. */
  take(range: number, batches = Number.POSITIVE_INFINITY): SourceReach[] {
    const notes = this.#notes.get(range) ?? [];
    const end = notes.findIndex((note) => note.batches > batches);
    const taken = end < 0 ? notes : notes.slice(0, end);
    if (end < 0) this.#notes.delete(range);
    else this.#notes.set(range, notes.slice(end));
    return [...new Map(taken.map(({ reach }) => [reach.id, reach])).values()];
  }
}
