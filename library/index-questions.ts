// The options of the questions to an open index that are not about one phrase or a list of them.

import type { Rule } from './options/check-options.ts';
import { listOf, oneOf, rules } from './options/rules.ts';

export interface ContextOptions {
  /** `first`: from the first exposure on (default); `last`: from the last one back. */
  readonly order?: 'first' | 'last' | undefined;
  /** Contexts at most (20). */
  readonly limit?: number | undefined;
  /** Only exposures with fromStep <= step <= toStep. */
  readonly fromStep?: number | undefined;
  readonly toStep?: number | undefined;
}

export interface SearchQuestion {
  /** Steps S: records with step <= S, as `at`. */
  readonly at?: readonly number[] | undefined;
  /** Bins of a timeline. */
  readonly timeline?: number | undefined;
  /** Records by facet too, as `by_facet`. */
  readonly byFacet?: boolean | undefined;
  /** Contexts of the first so many records. */
  readonly contexts?: number | undefined;
}

export interface TraceOptions {
  /** Shorter spans are left out (4). */
  readonly minTokens?: number | undefined;
  /** Steps S: exposures of each span with step <= S. */
  readonly at?: readonly number[] | undefined;
  /** Spans that were seen by the end of this step. */
  readonly until?: number | undefined;
  /** The rarest spans: so many, or a share of the tokens of the text (`{ share: 0.05 }`). */
  readonly rarest?: number | { readonly share: number } | undefined;
}

export interface OverlapOptions {
  /** Tokens of an n-gram (13). */
  readonly n?: number | undefined;
  /** Shares to be reached, each above 0 and at most 1 ([0.8]). */
  readonly coverage?: readonly number[] | undefined;
  /** Steps S: the share by the end of S. */
  readonly at?: readonly number[] | undefined;
}

export interface WordOptions {
  /** Steps S: exposures with step <= S. */
  readonly at?: readonly number[] | undefined;
  /** Only terms with so many exposures. */
  readonly minCount?: number | undefined;
  /** Only terms that begin with it. */
  readonly prefix?: string | undefined;
}

export const questionRules = {
  contexts: {
    order: oneOf(['first', 'last']),
    limit: rules.count,
    fromStep: rules.number,
    toStep: rules.number,
  } satisfies Record<keyof ContextOptions, Rule>,
  search: {
    at: rules.steps,
    timeline: rules.count,
    byFacet: rules.flag,
    contexts: rules.number,
  } satisfies Record<keyof SearchQuestion, Rule>,
  trace: {
    minTokens: rules.count,
    at: rules.steps,
    until: rules.number,
    rarest: {
      expected: 'a whole number from 1, or { share } above 0 and at most 1',
      holds: (value) =>
        rules.count.holds(value) ||
        (typeof value === 'object' &&
          value !== null &&
          'share' in value &&
          rules.share.holds(value.share)),
    },
  } satisfies Record<keyof TraceOptions, Rule>,
  overlap: {
    n: rules.count,
    coverage: listOf(rules.share),
    at: rules.steps,
  } satisfies Record<keyof OverlapOptions, Rule>,
  words: {
    at: rules.steps,
    minCount: rules.count,
    prefix: rules.anyText,
  } satisfies Record<keyof WordOptions, Rule>,
};
