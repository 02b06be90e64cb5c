// Merges the segments of an index into as few as memory allows. No source is read.

import { IndexError } from '../errors.ts';
import { Catalogue } from '../store/catalogue/catalogue.ts';
import { requireIndex } from '../store/catalogue/require-index.ts';
import type { CatalogueSnapshot } from '../store/catalogue/tables.ts';
import { assertLittleEndian } from '../store/codec.ts';
import { describeWriteError, type FileOperations, fileOperations } from '../store/files.ts';
import { defaultMemoryBytes } from './default-memory.ts';
import { removeUnnamed } from './index-folder.ts';
import { type Merged, SegmentMerger } from './merge/segment-merger.ts';
import { planMemory } from './plan-memory.ts';

export interface CompactOptions {
  readonly memoryBytes?: number;
  readonly signal?: AbortSignal;
  readonly onMerged?: (merged: Merged) => void;
  /** The part that is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
  /** For tests: work in this thread, with these file operations. */
  readonly inline?: FileOperations;
  /** For tests: segments of at most so many symbols. */
  readonly segmentSymbols?: number;
}

export interface CompactSummary {
  readonly snapshot: string;
  readonly segments_before: number;
  readonly segments: number;
  /** Of all files of segments. */
  readonly bytes_before: number;
  readonly bytes: number;
  readonly seconds: number;
}

/**
 * Merges neighbouring segments, one commit a merge: the same records, ranks, steps and answers. Rejects
 * with an IndexError, the index then standing at its last commit: `index_busy` where another process
 * writes to it, `index_damaged` where a segment cannot be read, `interrupted`.
 */
export async function compactIndex(
  directory: string,
  options: CompactOptions = {},
): Promise<CompactSummary> {
  assertLittleEndian();
  const started = performance.now();
  requireIndex(directory);
  const files = options.inline ?? fileOperations;
  try {
    using catalogue = Catalogue.openForWriting(directory, files);
    const before = catalogue.committed();
    removeUnnamed(directory, before, files);
    await createMerger({ catalogue, files }, options).compact();
    const after = catalogue.committed();
    return {
      snapshot: after.name,
      segments_before: before.segments.length,
      segments: after.segments.length,
      bytes_before: countBytes(before),
      bytes: countBytes(after),
      seconds: Math.round(performance.now() - started) / 1000,
    };
  } catch (error) {
    if (options.signal?.aborted === true && !(error instanceof IndexError)) throw interrupted();
    throw describeWriteError(error, directory);
  }
}

function createMerger(
  { catalogue, files }: { readonly catalogue: Catalogue; readonly files: FileOperations },
  options: CompactOptions,
): SegmentMerger {
  const { memoryBytes = defaultMemoryBytes(), segmentSymbols, inline, ...watching } = options;
  const plan = planMemory(memoryBytes, 1);
  return new SegmentMerger({
    ...watching,
    ...{ catalogue, files, inline: inline !== undefined },
    limits: { ...plan, segmentSymbols: segmentSymbols ?? plan.segmentSymbols },
  });
}

function interrupted(): IndexError {
  return new IndexError(
    'interrupted',
    'interrupted; the index holds the same records, in the segments of its last commit. Run the same command again to merge the rest.',
  );
}

function countBytes({ segments }: CatalogueSnapshot): number {
  return segments.reduce(
    (sum, { index, text }) => sum + index.byteLength + (text?.byteLength ?? 0),
    0,
  );
}
