// Merges of the segments of an index.

import { type CompactSummary, compactIndex } from '../../indexer/compact-index.ts';

/** One merge: so many segments became one, and the index has so many then. */
interface MergedSegments {
  readonly merged: number;
  readonly segments: number;
  readonly snapshot: string;
}

export interface Compaction {
  readonly memoryBytes?: number | undefined;
  readonly signal: AbortSignal;
  readonly onMerged: (merged: MergedSegments) => void;
  /** The part that is done, from 0 to 1. */
  readonly onProgress: (done: number) => void;
}

/**
 * The same records, ranks, steps and answers in fewer segments. Rejects with `index_busy`, `index_damaged`
 * and `interrupted`, the index then standing at its last commit.
 */
export async function compactFolder(
  directory: string,
  { memoryBytes, ...watched }: Compaction,
): Promise<CompactSummary> {
  const memory = memoryBytes === undefined ? {} : { memoryBytes };
  return await compactIndex(directory, { ...watched, ...memory });
}
