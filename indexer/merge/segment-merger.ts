// Merges segments of an open catalogue, one commit a merge.
//
// A merge writes a new segment, publishes it in place of the old ones, and then removes their files. What
// fails before the commit leaves the index as it was. Work is done in a thread, so that a signal is
// noticed meanwhile.

import { join } from 'node:path';
import { loadKernel } from '../../native/kernel.ts';
import type { Catalogue } from '../../store/catalogue/catalogue.ts';
import { segmentName, segmentsFolder } from '../../store/catalogue/file-names.ts';
import { lastSegmentId, type SegmentRow } from '../../store/catalogue/segment-row.ts';
import { resolutionOf } from '../../store/catalogue/settings.ts';
import type { CatalogueSnapshot } from '../../store/catalogue/tables.ts';
import type { FileOperations } from '../../store/files.ts';
import { addAmounts, type Consumed, nothingConsumed } from '../../store/segment/record-amounts.ts';
import { ThreadPool } from '../../threads/thread-pool.ts';
import type { MemoryPlan, SegmentFill } from '../plan-memory.ts';
import { type MergeTask, mergeSegments } from './merge-segments.ts';
import { type PlannedMerge, planCompaction, planTierMerge } from './plan-merges.ts';
import { readFill } from './read-fill.ts';

/** A commit that put one segment in the place of several. */
export interface Merged {
  readonly snapshot: string;
  /** Segments that became one. */
  readonly merged: number;
  /** Segments of the index now. */
  readonly segments: number;
  readonly records: number;
}

/** A merge within these limits is a moment's work, in memory that no plan counts. */
export const momentLimits = { segmentSymbols: 1 << 20, segmentBytes: 32 << 20 };

interface MergerOptions {
  readonly catalogue: Catalogue;
  readonly files: FileOperations;
  readonly limits: Pick<MemoryPlan, 'segmentSymbols' | 'segmentBytes'>;
  /** For tests: work in this thread. Merges of a moment do so anyway. */
  readonly inline: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Gives an id that no segment has; by default the next one after those of the catalogue. */
  readonly takeId?: (() => number) | undefined;
  readonly onMerged?: (merged: Merged) => void;
  /** The part of all merges that is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

export class SegmentMerger {
  #options: MergerOptions;
  #fills = new Map<number, SegmentFill>();
  /** Id of a segment that is being written. */
  #writing: number | undefined;

  constructor(options: MergerOptions) {
    this.#options = options;
  }

  /** Merges small segments until no merge is worth its work. Rejects with the signal's reason. */
  async mergeTiers(): Promise<void> {
    const { catalogue, limits } = this.#options;
    for (;;) {
      const snapshot = catalogue.snapshot();
      if (snapshot === undefined) return;
      const planned = planTierMerge(this.#fillsOf(snapshot), limits);
      if (planned === undefined) return;
      await this.#mergeAll([snapshot.segments.slice(planned.start, planned.end)]);
    }
  }

  /** Merges neighbours until there are as few segments as the limits allow. */
  async compact(): Promise<void> {
    const { catalogue, limits } = this.#options;
    const snapshot = catalogue.snapshot();
    if (snapshot === undefined) return;
    const planned = planCompaction(this.#fillsOf(snapshot), limits);
    const rows = ({ start, end }: PlannedMerge) => snapshot.segments.slice(start, end);
    await this.#mergeAll(planned.map(rows));
  }

  /** Each of the groups becomes one segment. */
  async #mergeAll(groups: readonly (readonly SegmentRow[])[]): Promise<void> {
    try {
      if (groups.length > 0) await this.#mergeEach(groups);
    } finally {
      // By now the thread has ended: it makes no more files.
      if (this.#writing !== undefined) this.#removeUnnamed(this.#writing);
      this.#writing = undefined;
    }
  }

  async #mergeEach(groups: readonly (readonly SegmentRow[])[]): Promise<void> {
    const { inline, signal, onProgress = () => {} } = this.#options;
    const isMoment = groups.every((rows) => sizeOf(rows) <= momentLimits.segmentSymbols);
    await using pool = inline || isMoment ? undefined : startThread(signal);
    const total = groups.reduce((sum, rows) => sum + sizeOf(rows), 0);
    let done = 0;
    for (const rows of groups) {
      signal?.throwIfAborted();
      const size = sizeOf(rows);
      await this.#merge(rows, pool, (part) => onProgress((done + part * size) / total));
      done += size;
      onProgress(done / total);
    }
  }

  async #merge(
    segments: readonly SegmentRow[],
    pool: MergePool | undefined,
    onProgress: (done: number) => void,
  ): Promise<void> {
    const { catalogue, files, onMerged } = this.#options;
    const { directory } = catalogue;
    const { settings, segments: all } = catalogue.committed();
    const id = this.#options.takeId?.() ?? lastSegmentId(all) + 1;
    const before = all
      .filter(({ firstRank }) => firstRank < (segments[0]?.firstRank ?? 0))
      .reduce<Consumed>(addAmounts, nothingConsumed);
    const place = { pace: settings.pace ?? undefined, before };
    const task = { directory, segments, id, place, resolution: resolutionOf(settings) };
    this.#writing = id;
    const row =
      pool === undefined
        ? mergeSegments(task, { kernel: loadKernel(), files, onProgress })
        : await pool.run(task, onProgress);
    files.fsyncDirectory(join(directory, segmentsFolder));
    const replaced = segments.map((old) => old.id);
    const commit = { segments: [row], replaced, sources: [], skipped: [] };
    const snapshot = catalogue.commit(settings, commit);
    this.#writing = undefined;
    const records = all.reduce((sum, row) => sum + row.records, 0);
    const left = all.length - segments.length + 1;
    onMerged?.({ snapshot, merged: segments.length, segments: left, records });
    for (const { id, index, text } of segments) {
      this.#fills.delete(id);
      this.#remove([index.name, ...(text === null ? [] : [text.name])]);
    }
  }

  /** After a failure; a commit may have been made although it threw. */
  #removeUnnamed(id: number): void {
    try {
      const named = this.#options.catalogue.snapshot()?.segments ?? [];
      if (named.every((row) => row.id !== id)) this.#remove(namesOf(id));
    } catch {
      // The merge's own error is the one to report.
    }
  }

  /** Files that the catalogue does not name. Those that stay the next writer removes. */
  #remove(names: readonly string[]): void {
    const { catalogue, files } = this.#options;
    for (const name of names) {
      try {
        files.remove(join(catalogue.directory, name));
      } catch {
        // A reader may have it open, where the system does not allow that.
      }
    }
  }

  #fillsOf({ segments }: CatalogueSnapshot): SegmentFill[] {
    const { directory } = this.#options.catalogue;
    return segments.map((row) => {
      const fill = this.#fills.get(row.id) ?? readFill(directory, row);
      this.#fills.set(row.id, fill);
      return fill;
    });
  }
}

type MergePool = ThreadPool<MergeTask, SegmentRow, number>;

/** Symbols, boundaries left out. */
function sizeOf(rows: readonly SegmentRow[]): number {
  return rows.reduce((sum, { tokens, records }) => sum + tokens + records, 0);
}

function startThread(signal: AbortSignal | undefined): MergePool {
  const name = import.meta.url.endsWith('.ts') ? './merge-worker.ts' : './merge-worker.js';
  return new ThreadPool({ worker: new URL(name, import.meta.url), count: 1, signal });
}

/** Files that the merge of this id may have left. */
function namesOf(id: number): string[] {
  const name = segmentName(id);
  return ['.text.tmp', '.text', '.index.tmp', '.index'].map((suffix) => name + suffix);
}
