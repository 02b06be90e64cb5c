// What a split is made of: the exposures of phrases, and what is known of the index, or of several.

import type { ExposureSource } from './exposure-source.ts';
import type { FacetTable } from './split.ts';

export interface SplitSource extends ExposureSource {
  /** Of its snapshot. */
  readonly name: string;
  readonly firstStep: number;
  readonly lastStep: number;
  /** Phrases that are asked between two pauses: some milliseconds of work. */
  readonly phrasesAtOnce: number;
  /** Throws where it does not know exposures by facet. */
  requireFacets(): void;
  /** Exposures by facet by the end of a step. */
  facetsBy(step: number): FacetTable;
}
