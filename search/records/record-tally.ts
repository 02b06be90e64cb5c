// Records that come in rising order, counted by the steps of a plan and in the bins of its timeline.

import type { QuestionPlan } from '../../exposure/plan-question.ts';
import type { SearchAnswer } from '../../schemas/search-answer.ts';
import { findFirst } from '../../store/segment/find-first.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { FoundRecords } from './record-search.ts';

export class RecordTally {
  #plan: QuestionPlan;
  #segment: Segment | undefined;
  /** Of the segment at hand. */
  #byStep: BoundCounts | undefined;
  #byEdge: BoundCounts | undefined;
  #at: number[];
  #cumulative: number[];
  /** The steps of the plan in rising order, by their places. */
  #order: readonly number[];

  constructor(plan: QuestionPlan) {
    const { at, edges = [] } = plan;
    this.#plan = plan;
    this.#order = at.map((_, i) => i).sort((one, other) => (at[one] ?? 0) - (at[other] ?? 0));
    this.#at = at.map(() => 0);
    this.#cumulative = edges.map(() => 0);
  }

  /** Records behind those before: of the same segment, or of a later one. */
  add({ segment, records }: FoundRecords): void {
    if (this.#at.length + this.#cumulative.length === 0) return;
    if (segment !== this.#segment) this.#begin(segment);
    this.#byStep?.add(records);
    this.#byEdge?.add(records);
  }

  /** What the plan asks for of all records so far; nothing may be added behind it. */
  finish(): Pick<SearchAnswer, 'at' | 'timeline'> {
    this.#end();
    const { at, edges } = this.#plan;
    return {
      ...(at.length > 0 && {
        at: Object.fromEntries(at.map((step, i) => [String(step), this.#at[i] ?? 0])),
      }),
      ...(edges !== undefined && {
        timeline: {
          edges: [...edges],
          records: this.#cumulative.slice(1).map((sum, i) => sum - (this.#cumulative[i] ?? 0)),
        },
      }),
    };
  }

  #begin(segment: Segment): void {
    this.#end();
    const bounds = this.#plan.bounds.get(segment);
    if (bounds === undefined) throw new Error('a plan was used for another snapshot');
    this.#segment = segment;
    this.#byStep = new BoundCounts(this.#order.map((i) => bounds.at[i] ?? 0));
    this.#byEdge = new BoundCounts(bounds.edges);
  }

  #end(): void {
    this.#byStep?.finish().forEach((count, i) => {
      const place = this.#order[i] as number;
      this.#at[place] = (this.#at[place] ?? 0) + count;
    });
    this.#byEdge?.finish().forEach((count, edge) => {
      this.#cumulative[edge] = (this.#cumulative[edge] ?? 0) + count;
    });
    this.#byStep = undefined;
    this.#byEdge = undefined;
  }
}

/** How many records lie below each of some bounds, which rise. */
class BoundCounts {
  #bounds: readonly number[];
  #counts: number[] = [];
  #records = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
  }

  add(records: Uint32Array): void {
    const { length } = records;
    const last = records[length - 1] as number;
    for (let i = this.#counts.length; i < this.#bounds.length; i++) {
      const bound = this.#bounds[i] as number;
      if (bound > last) break;
      const below = findFirst(length, (place) => (records[place] as number) >= bound);
      this.#counts.push(this.#records + below);
    }
    this.#records += length;
  }

  finish(): number[] {
    while (this.#counts.length < this.#bounds.length) this.#counts.push(this.#records);
    return this.#counts;
  }
}
