// What is asked of each query, as plain numbers.

import { IndexError } from '../../errors.ts';
import { planEdges } from '../../exposure/plan-edges.ts';
import { requireFacetNumbers } from '../../exposure/plan-facets.ts';
import { type Question, requireSteps } from '../../exposure/question.ts';
import type { WholeExport } from '../documents/export-state.ts';

export type ClusterQuestion = Pick<
  Question,
  'at' | 'bins' | 'fromStep' | 'toStep' | 'byFacet' | 'contexts'
>;

export interface ClusterPlan {
  readonly at: readonly number[];
  /** Edges of the timeline in steps; bin i is (edges[i], edges[i+1]]. Undefined: no timeline. */
  readonly edges: readonly number[] | undefined;
  /** In the order of the snapshot. Undefined: not by facet. */
  readonly facets: readonly string[] | undefined;
  /** Undefined: facets are source files. */
  readonly facetField: string | undefined;
}

/** Throws `bad_argument`, and `not_exported` for contexts and for facets that are not listed. */
export function planClusterQuestion(whole: WholeExport, question: ClusterQuestion): ClusterPlan {
  requireSteps(question);
  const { at = [], byFacet = false, contexts = 0 } = question;
  if (contexts > 0) {
    throw new IndexError(
      'not_exported',
      'contexts of a search come from stored texts, and the cluster has tokens only: ask the index itself with search DIR',
    );
  }
  const known = { firstStep: whole.first_step, lastStep: whole.last_step };
  const edges = planEdges(question, known);
  if (byFacet && whole.facets === null) {
    throw new IndexError(
      'not_exported',
      'the index has more than 10,000 facets, which the cluster cannot count by: ask the index itself with search DIR',
    );
  }
  const facets = byFacet ? (whole.facets ?? []) : undefined;
  if (facets !== undefined) requireFacetNumbers(facets.length, { at, edges });
  return { at, edges, facets, facetField: whole.facet_field ?? undefined };
}
