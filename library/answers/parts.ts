// What planning, building and assembling a corpus in parts come to.

import type { BuildSummary } from './summary.ts';

export interface PlannedParts {
  /** Of the plan: the name of the folder of its shards. */
  readonly digest: string;
  readonly shards: readonly PlannedShard[];
}

export interface PlannedShard {
  readonly rank: number;
  /** Names of its sources, in order. */
  readonly sources: readonly string[];
  readonly pieces: readonly SourcePiece[];
  /** Text that it has, roughly. */
  readonly bytes: number;
}

/** Lines or rows [start, end) of a source, from 0 on; end null: to the end of a source that is not cut. */
export interface SourcePiece {
  readonly source: string;
  /** From 2 on; absent: the first. */
  readonly epoch?: number;
  readonly start: number;
  readonly end: number | null;
}

export interface PartSummary {
  readonly rank: number;
  /** Of the shard. */
  readonly directory: string;
  /** It was there, and nothing was done. */
  readonly kept: boolean;
  readonly records: number;
  readonly tokens: number;
  readonly model_tokens: number;
  readonly skipped: number;
  readonly segments: number;
  /** Of all files. */
  readonly bytes: number;
  readonly seconds: number;
}

export interface AssembleSummary extends BuildSummary {
  /** Parts of the plan, those that the index holds, and those of them that are new. */
  readonly parts: number;
  readonly assembled: number;
  readonly added: number;
  /** Files that were copied, because they could not be linked. */
  readonly copied: number;
}
