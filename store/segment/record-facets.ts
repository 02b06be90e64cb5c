// The facet of each record of a segment: a value of one field (domain, source, stage), as a number.
//
//   record_facets   u32 a record: place of its value in the list `facets` of the segment's catalogue row
//
// The section is there only in an index with a field of facets. The values stand in order of first use.

import type { LocalRecord } from '../ids.ts';
import { damaged } from './disk-file.ts';
import type { PageFile } from './page-file.ts';
import { WordList } from './word-list.ts';

/** Distinct values of a segment, and of an index: facets are few by nature, and answers list them. */
export const maxFacets = 65_536;

/** Collects facets while records come in. */
export class RecordFacetsBuilder {
  #places = new Map<string, number>();
  #records = new WordList();
  #units = 0;

  /** Distinct values. */
  get size(): number {
    return this.#places.size;
  }

  /** UTF-16 units of the distinct values. */
  get units(): number {
    return this.#units;
  }

  /** Is the value new here, and one too many? */
  isTooMany(facet: string): boolean {
    return this.#places.size >= maxFacets && !this.#places.has(facet);
  }

  /** Takes the next record's. */
  add(facet: string): void {
    let place = this.#places.get(facet);
    if (place === undefined) {
      place = this.#places.size;
      this.#places.set(facet, place);
      this.#units += facet.length;
    }
    this.#records.push(place);
  }

  get words(): Uint32Array {
    return this.#records.words;
  }

  /** The values, which the section names by their places in this list. */
  get facets(): string[] {
    return [...this.#places.keys()];
  }
}

export class RecordFacets {
  #file: PageFile;
  #start: number;
  #facets: readonly string[];

  /** `facets`: the values, as the segment's catalogue row lists them. */
  constructor(file: PageFile, facets: readonly string[]) {
    this.#file = file;
    this.#start = file.section('record_facets').start / 4;
    this.#facets = facets;
  }

  get values(): readonly string[] {
    return this.#facets;
  }

  of(record: LocalRecord): string {
    return this.#facets[this.placeOf(record)] as string;
  }

  /** The place of the record's value in the segment's list. */
  placeOf(record: LocalRecord): number {
    const place = this.#file.word(this.#start + record);
    if (place < this.#facets.length) return place;
    const found = `record ${record} has none of the segment's ${this.#facets.length} facets`;
    throw damaged(this.#file.path, 'record_facets', found);
  }
}
