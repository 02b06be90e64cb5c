// Settings that the first commit of an index fixes for all later ones: analyzer, texts, resolution,
// the run.

import type { Pace } from '../segment/pace.ts';

/** An append must not contradict these; only `run.consumed` may change. */
export interface IndexSettings {
  readonly format: number;
  readonly analyzer: string;
  readonly analyzerVersion: number;
  /** Unicode version of the runtime that normalised and lower-cased the corpus. */
  readonly unicode: string;
  readonly storesText: boolean;
  /** `step`: the index knows the steps of exposures and not their records; absent: it knows both. */
  readonly resolution?: 'step';
  /** The field of the records whose values are facets; absent: none. */
  readonly facetField?: string;
  /** How steps follow from amounts; null: the records say their steps. */
  readonly pace: Pace | null;
  readonly run: StoredRun;
  /** By which model tokens are counted, or token ids became text; absent: none. */
  readonly tokenizer?: TokenizerRow;
}

/** The finest thing that an index tells exposures apart by. */
export type Resolution = 'record' | 'step';

export function resolutionOf(settings: Pick<IndexSettings, 'resolution'>): Resolution {
  return settings.resolution ?? 'record';
}

/** The run description, checked when it was read: how records become steps, and from which fields. */
interface StoredRun {
  /** The id between two documents; absent: the run names none. */
  readonly end_of_document?: number;
  /** How much of the run was consumed; each commit may raise it. */
  readonly consumed?: unknown;
  readonly [key: string]: unknown;
}

export interface TokenizerRow {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}
