// The catalogue's rows of a command's sources, before the command and since.

import { isDeepStrictEqual } from 'node:util';
import type { SourceRow } from '../store/catalogue/source-row.ts';
import type { Feed } from './feed/feed.ts';
import type { SourceReach } from './workers/range-reaches.ts';
import type { SourceTally } from './workers/range-tally.ts';

interface Entry {
  /** As it was before this command. */
  readonly before: SourceRow;
  now: SourceRow;
  /** As the catalogue has it; undefined: it is not there yet. */
  stored: SourceRow | undefined;
}

export class SourceLedger {
  #entries = new Map<number, Entry>();
  #touched = new Set<number>();

  constructor(feeds: readonly Feed[]) {
    for (const { source, standing } of feeds) {
      const stored = 'stored' in standing ? source : undefined;
      this.#entries.set(source.id, { before: source, now: source, stored });
    }
  }

  /** Adds how far a range has come into its sources, and then its counts. */
  add(reaches: readonly SourceReach[], tallies: readonly SourceTally[]): void {
    for (const reach of reaches) {
      const { records, skipped, repaired, cut, padding } = this.#find(reach.id).now;
      this.#put({
        ...{ ...reach, records, skipped, repaired },
        ...(cut !== undefined && { cut }),
        ...(padding !== undefined && { padding }),
      });
    }
    for (const { source, records, skipped, repaired, cut, padding } of tallies) {
      const { now } = this.#find(source);
      const sum = { cut: (now.cut ?? 0) + cut, padding: (now.padding ?? 0) + padding };
      this.#put({
        ...now,
        records: now.records + records,
        skipped: now.skipped + skipped,
        repaired: now.repaired + repaired,
        ...(sum.cut > 0 && { cut: sum.cut }),
        ...(sum.padding > 0 && { padding: sum.padding }),
      });
    }
  }

  /** The rows that changed since this was asked for. */
  takeTouched(): SourceRow[] {
    const touched = Array.from(this.#touched, (id) => this.#find(id).now);
    this.#touched.clear();
    return touched;
  }

  /** Whether the catalogue has the row as it is. */
  isStored(row: SourceRow): boolean {
    return isDeepStrictEqual(this.#find(row.id).stored, row);
  }

  /** The rows are in the catalogue. */
  store(rows: readonly SourceRow[]): void {
    for (const row of rows) this.#find(row.id).stored = row;
  }

  /** Sources that the catalogue has, in order. */
  stored(): { readonly before: SourceRow; readonly now: SourceRow }[] {
    return [...this.#entries.values()].filter(({ stored }) => stored !== undefined);
  }

  #put(row: SourceRow): void {
    this.#find(row.id).now = row;
    this.#touched.add(row.id);
  }

  #find(id: number): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new Error(`no source ${id}`);
    return entry;
  }
}
