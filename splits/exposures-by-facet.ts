// exposure_by_facet.csv: for each example of a split the exposures of its phrases in each facet (a domain,
// a source) by the split's step. A row for each facet that has one: an unseen example has none.

import { answerPhrases } from '../exposure/answer-phrases.ts';
import { planQuestion, type QuestionPlan } from '../exposure/plan-question.ts';
import type { ByFacet } from '../schemas/answer.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { csvCell } from './output/csv-cell.ts';
import { pickExamples, sides } from './output/split-sides.ts';
import type { SplitSet } from './split.ts';

interface InFacet {
  readonly count: number;
  readonly firstStep: number;
}

type Facets = ReadonlyMap<string, InFacet>;

const noFacets: Facets = new Map();

export class ExposuresByFacet {
  #snapshot: Snapshot;
  #step: number;
  #plan: QuestionPlan;
  #known = new Map<string, Facets>();

  /** By the split's step. Throws `records_not_indexed` where the index knows steps only. */
  constructor(snapshot: Snapshot, step: number) {
    this.#snapshot = snapshot;
    this.#step = step;
    this.#plan = planQuestion(snapshot, { at: [step], byFacet: true });
  }

  /** The table as CSV, a piece for each example: sets and rows in order, facets as in the index. */
  *chunks(sets: readonly SplitSet[]): Generator<string> {
    yield 'set,row,facet,good,bad,first_good,first_bad\n';
    for (const set of sets) {
      const examples = sides.flatMap((side) => [...pickExamples(set, side)]);
      examples.sort((one, other) => one.row - other.row);
      for (const { row, good, bad } of examples) {
        yield* this.#rows(
          `${csvCell(set.name)},${row}`,
          this.#ask(good.phrase),
          this.#ask(bad.phrase),
        );
      }
    }
  }

  *#rows(place: string, good: Facets, bad: Facets): Generator<string> {
    const facets = this.#plan.byFacet?.facets.values ?? [];
    if (good.size + bad.size === 0) return;
    for (const facet of facets) {
      const [inGood, inBad] = [good.get(facet), bad.get(facet)];
      if (inGood === undefined && inBad === undefined) continue;
      const counts = `${inGood?.count ?? 0},${inBad?.count ?? 0}`;
      const firsts = `${inGood?.firstStep ?? ''},${inBad?.firstStep ?? ''}`;
      yield `${place},${csvCell(facet)},${counts},${firsts}\n`;
    }
  }

  /** Each phrase is asked once. */
  #ask(phrase: string): Facets {
    const known = this.#known.get(phrase);
    if (known !== undefined) return known;
    const [answer] = answerPhrases(this.#snapshot, this.#plan, [phrase]);
    const facets = answer === undefined || 'error' in answer ? noFacets : this.#byStep(answer);
    this.#known.set(phrase, facets);
    return facets;
  }

  #byStep({ by_facet = {} }: { readonly by_facet?: ByFacet }): Facets {
    const facets = new Map<string, InFacet>();
    for (const [facet, { first, at = {} }] of Object.entries(by_facet)) {
      const count = at[String(this.#step)] ?? 0;
      if (count > 0) facets.set(facet, { count, firstStep: first.step });
    }
    return facets;
  }
}
