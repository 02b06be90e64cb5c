// A question that was planned for a snapshot, and the answers to queries by it. Numbers are records.

import { planQuestion, type QuestionPlan } from '../../exposure/plan-question.ts';
import type { needsMemory } from '../../exposure/text-window.ts';
import type { SearchAnswer, UnaskableQuery } from '../../schemas/search-answer.ts';
import { walkAnswer, walkQueries } from '../../search/answer-queries.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';
import { type FullQuestion, readQuestion } from './full-question.ts';

/** What may be asked of queries. */
type SearchedParts = Pick<
  FullQuestion,
  'at' | 'timeline' | 'fromStep' | 'toStep' | 'byFacet' | 'contexts'
>;

/** What the answers to a question have. */
export interface SearchParts {
  readonly at: readonly number[];
  /** Edges of the timeline in steps; bin i is (edges[i], edges[i+1]]. Undefined: no timeline. */
  readonly edges: readonly number[] | undefined;
  /** Undefined: not by facet; without a field facets are source files. */
  readonly byFacet: { readonly facets: { readonly field?: string | undefined } } | undefined;
}

/** Where a caller with other work can pause, or waits for memory (memory-place.ts). */
type Pausing = undefined | typeof needsMemory;

export class SearchPlan {
  #snapshot: Snapshot;
  #plan: QuestionPlan;

  /** Throws `records_not_indexed`, and `bad_argument` for a question that cannot be asked. */
  constructor(opened: OpenSnapshot, question: SearchedParts) {
    opened.requireRecords('searches');
    this.#snapshot = snapshotOf(opened);
    this.#plan = planQuestion(this.#snapshot, readQuestion(question));
  }

  get parts(): SearchParts {
    return this.#plan;
  }

  /** The answer to one query; throws the error of one that cannot be asked. */
  walkOne(query: string): Generator<Pausing, SearchAnswer, undefined> {
    return walkAnswer(this.#snapshot, this.#plan, query);
  }

  /** The answers in order; a query that cannot be asked has its error in its place. */
  walk(
    queries: readonly string[],
  ): Generator<SearchAnswer | UnaskableQuery | Pausing, void, undefined> {
    return walkQueries(this.#snapshot, this.#plan, queries);
  }
}
