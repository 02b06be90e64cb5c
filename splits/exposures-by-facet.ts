// The exposures of the phrases of a split in each facet (a domain, a source) by the split's step: as the
// table exposure_by_facet.csv, and of one example. A facet in which neither phrase was exposed has no row.

import { walkAnswers } from '../exposure/answer-phrases.ts';
import { planQuestion, type QuestionPlan } from '../exposure/plan-question.ts';
import type { Answered, ByFacet } from '../schemas/answer.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { csvCell } from './output/csv-cell.ts';
import { pickExamples, sides } from './output/split-sides.ts';
import type { Example, FacetRow, FacetTable, SplitSet } from './split.ts';

interface InFacet {
  readonly count: number;
  readonly firstStep: number;
}

/** By the place of the facet among those of the snapshot. */
type Facets = ReadonlyMap<number, InFacet>;

/** Counts of phrases that are kept, for phrases that come again. */
const maxKept = 200_000;

export class ExposuresByFacet implements FacetTable {
  #snapshot: Snapshot;
  #step: number;
  #plan: QuestionPlan;
  #values: readonly string[];
  #places: ReadonlyMap<string, number>;
  #known = new Map<string, Facets>();
  #kept = 0;

  /** By the split's step. Throws `records_not_indexed` where the index knows steps only. */
  constructor(snapshot: Snapshot, step: number) {
    this.#snapshot = snapshot;
    this.#step = step;
    this.#plan = planQuestion(snapshot, { at: [step], byFacet: true });
    this.#values = snapshot.facets.values;
    this.#places = new Map(this.#values.map((value, place) => [value, place]));
  }

  *chunks(sets: readonly SplitSet[]): Generator<string> {
    yield 'set,row,facet,good,bad,first_good,first_bad\n';
    for (const set of sets) {
      const examples = sides.flatMap((side) => [...pickExamples(set, side)]);
      examples.sort((one, other) => one.row - other.row);
      for (const example of examples) {
        const head = `${csvCell(set.name)},${example.row}`;
        for (const row of this.rows(example)) yield row === undefined ? '' : formatRow(head, row);
      }
    }
  }

  *rows({ good, bad }: Example): Generator<FacetRow | undefined> {
    const [inGood, inBad] = [yield* this.#ask(good.phrase), yield* this.#ask(bad.phrase)];
    const facets = [...new Set([...inGood.keys(), ...inBad.keys()])].sort((a, b) => a - b);
    for (const place of facets) {
      const [ofGood, ofBad] = [inGood.get(place), inBad.get(place)];
      yield {
        facet: this.#values[place] as string,
        ...{ good: ofGood?.count ?? 0, bad: ofBad?.count ?? 0 },
        ...{ firstGood: ofGood?.firstStep ?? null, firstBad: ofBad?.firstStep ?? null },
      };
    }
  }

  *#ask(phrase: string): Generator<undefined, Facets> {
    const known = this.#known.get(phrase);
    if (known !== undefined) return known;
    let answer: Answered | undefined;
    for (answer of walkAnswers(this.#snapshot, [{ phrase, plan: this.#plan }])) yield undefined;
    if (answer === undefined) throw new Error('every phrase has an answer');
    const facets = this.#byStep('error' in answer ? undefined : answer.by_facet);
    if (this.#kept > maxKept) {
      this.#known.clear();
      this.#kept = 0;
    }
    this.#known.set(phrase, facets);
    this.#kept += 1 + facets.size;
    return facets;
  }

  #byStep(byFacet: ByFacet = {}): Facets {
    const facets = new Map<number, InFacet>();
    for (const [facet, { first, at = {} }] of Object.entries(byFacet)) {
      const count = at[String(this.#step)] ?? 0;
      const place = this.#places.get(facet) as number;
      if (count > 0) facets.set(place, { count, firstStep: first.step });
    }
    return facets;
  }
}

function formatRow(head: string, { facet, good, bad, firstGood, firstBad }: FacetRow): string {
  return `${head},${csvCell(facet)},${good},${bad},${firstGood ?? ''},${firstBad ?? ''}\n`;
}
