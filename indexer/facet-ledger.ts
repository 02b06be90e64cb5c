// The distinct facets of an index and of what a command adds: no more than an index may have.

import { maxFacets } from '../store/segment/record-facets.ts';
import { tooManyFacets } from './too-many-facets.ts';

interface WithFacets {
  readonly facets?: readonly string[];
}

export class FacetLedger {
  #known: Set<string>;

  constructor(segments: readonly WithFacets[]) {
    this.#known = new Set(segments.flatMap(({ facets = [] }) => facets));
  }

  /** Throws `bad_argument` where segments that are about to be committed bring one too many. */
  add(segments: readonly WithFacets[]): void {
    for (const facet of segments.flatMap(({ facets = [] }) => facets)) {
      this.#known.add(facet);
      if (this.#known.size > maxFacets) throw tooManyFacets('the index', facet);
    }
  }
}
