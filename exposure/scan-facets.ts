// What a scan has counted by facet: of each phrase or group, and of each facet in which it is exposed.
//
// Facets are numbered in order of first appearance, as in an index of the same records. Numbers are kept
// for the pairs of a phrase and a facet that occur.

import { IndexError } from '../errors.ts';
import type { ByFacet, FacetNumbers, Seen, Timeline } from '../schemas/answer.ts';
import { maxFacets } from '../store/segment/record-facets.ts';
import { requireFacetNumbers } from './plan-facets.ts';
import { sortSteps } from './question.ts';
import { ScanCounts } from './scan-counts.ts';
import type { StepCounts } from './step-counts.ts';

interface Pair {
  readonly counts: ScanCounts;
  /** Its number in the counts by step. */
  readonly thing: number;
}

interface FacetQuestion {
  /** Steps that are counted by in all, and those of `at`. */
  readonly steps: readonly number[];
  readonly at: readonly number[] | undefined;
  /** Where timelines are asked for. */
  readonly bySteps: StepCounts | undefined;
}

export class ScanFacets {
  #question: FacetQuestion;
  #numbers = new Map<string, number>();
  /** The facet of the record at hand. */
  #here = 0;
  /** By phrase or group: its facets. */
  #pairs = new Map<number, Map<number, Pair>>();

  constructor(question: FacetQuestion) {
    this.#question = question;
  }

  /** Facets that come in this order, whichever record is first. */
  declare(facets: readonly string[]): void {
    for (const facet of facets) this.#number(facet);
  }

  /** What is counted from here on is of a record of this facet. Throws `bad_argument` for one too many. */
  begin(facet: string): void {
    this.#here = this.#number(facet);
  }

  /** `place`: of the phrase or group; `stepAt`: see ScanCounts. */
  add(place: number, seen: Seen, stepAt: number): void {
    const { steps, bySteps } = this.#question;
    const facets = this.#pairs.get(place) ?? new Map<number, Pair>();
    let pair = facets.get(this.#here);
    if (pair === undefined) {
      pair = { counts: new ScanCounts(steps.length), thing: bySteps?.addThing() ?? 0 };
      facets.set(this.#here, pair);
      this.#pairs.set(place, facets);
    }
    pair.counts.add(seen, stepAt);
    bySteps?.count(pair.thing);
  }

  /** Throws `bad_argument` where an answer would have too many numbers, as an index does. */
  requireFew(edges: readonly number[] | undefined): void {
    requireFacetNumbers(this.#numbers.size, { at: sortSteps(this.#question.at), edges });
  }

  /** The numbers of a phrase or group. `readTimeline` gives that of a thing counted by step. */
  answer(place: number, readTimeline: ((thing: number) => Timeline) | undefined): ByFacet {
    const { steps, at } = this.#question;
    const places = new Map(steps.map((step, i) => [step, i]));
    const names = [...this.#numbers.keys()];
    const pairs = [...(this.#pairs.get(place) ?? [])].sort(([one], [other]) => one - other);
    const entries = pairs.map(([facet, { counts, thing }]): [string, FacetNumbers] => {
      const { count, first, last, at: counted } = counts.numbers({ at: sortSteps(at) }, places);
      if (first === null || last === null) throw new Error('a pair has an exposure');
      const timeline = readTimeline?.(thing);
      return [
        names[facet] as string,
        { count, first, last, ...(counted && { at: counted }), ...(timeline && { timeline }) },
      ];
    });
    return Object.fromEntries(entries);
  }

  #number(facet: string): number {
    const known = this.#numbers.get(facet);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    if (number >= maxFacets) throw tooManyFacets(facet);
    this.#numbers.set(facet, number);
    return number;
  }
}

function tooManyFacets(facet: string): IndexError {
  return new IndexError(
    'bad_argument',
    `the facet ${JSON.stringify(facet.slice(0, 40))} is one more than the ${maxFacets} distinct values that are counted: expected a field of few values, as a domain or a stage. Name another field of facets.`,
    { found: maxFacets + 1, expected: maxFacets },
  );
}
