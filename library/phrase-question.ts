// What may be asked of phrases, as `ask`, `askAll` and `scanCorpus` take it.

import type { Rule } from './options/check-options.ts';
import { listOf, rules } from './options/rules.ts';

export interface PhraseQuestion {
  /** Steps S: exposures with step <= S, as `at`. */
  readonly at?: readonly number[] | undefined;
  /** Steps by name: the same, as `checkpoints`. */
  readonly checkpoints?: readonly { readonly name: string; readonly step: number }[] | undefined;
  /** Steps S: the last exposure with step <= S, as `last_at`. */
  readonly lastAt?: readonly number[] | undefined;
  /** Distinct records, as `records`. */
  readonly records?: boolean | undefined;
  /** Steps S: distinct records with step <= S, as `records_at`. */
  readonly recordsAt?: readonly number[] | undefined;
  /** Bins of a timeline; at most as many as there are steps. */
  readonly timeline?: number | undefined;
  /** Counts by facet too, as `by_facet`. */
  readonly byFacet?: boolean | undefined;
}

/** What an index answers besides; a scan does not. */
export interface IndexQuestion extends PhraseQuestion {
  /** Contexts of the first so many exposures. */
  readonly contexts?: number | undefined;
}

/** Several phrases asked as one, such as the inflections of a word. */
export interface PhraseGroup {
  readonly name: string;
  readonly phrases: readonly string[];
}

export const phraseRules: Readonly<Record<keyof PhraseQuestion, Rule>> = {
  at: rules.steps,
  checkpoints: listOf({
    expected: 'an object { name, step }',
    holds: (value) =>
      typeof value === 'object' &&
      value !== null &&
      'name' in value &&
      rules.text.holds(value.name) &&
      'step' in value &&
      rules.number.holds(value.step),
  }),
  lastAt: rules.steps,
  records: rules.flag,
  recordsAt: rules.steps,
  timeline: rules.count,
  byFacet: rules.flag,
};
