// What a corpus is, as buildIndex and scanCorpus take it: files with a rule for steps, or a run description.

import type { Rule } from './options/check-options.ts';
import { oneOf, rules } from './options/rules.ts';

/** Either `from` with the options behind it, or `run`, which says all of that itself. */
export interface CorpusQuestion {
  /** Files, globs and https addresses, in training order. */
  readonly from?: string | readonly string[] | undefined;
  /** A run description (docs/corpora.md): its path, or the object itself, with paths from here. */
  readonly run?: string | Readonly<Record<string, unknown>> | undefined;
  /** Format of the files; by default detected by content and name. */
  readonly format?: string | undefined;
  /** Quotation marks in CSV and TSV: `standard` (default) or `none`. */
  readonly quoting?: 'standard' | 'none' | undefined;
  /** Field of the text (`text`); several are joined by line feeds. */
  readonly textField?: string | readonly string[] | undefined;
  /** Field of the id (`id`). */
  readonly idField?: string | undefined;
  /** Field whose values are facets. */
  readonly facetField?: string | undefined;
  /** Records per step (512). Not together with stepField. */
  readonly batchSize?: number | undefined;
  /** The records say their step in this field. */
  readonly stepField?: string | undefined;
  /** How stepField says it (`integer`). */
  readonly stepFormat?: 'integer' | 'digits' | 'date' | 'date-time' | undefined;
  /** What is done with a record that cannot be read: `fail` (default), or `skip` and count it. */
  readonly onBadRecord?: 'fail' | 'skip' | undefined;
}

export const corpusRules: Readonly<Record<keyof CorpusQuestion, Rule>> = {
  from: rules.texts,
  run: {
    expected: 'a path, or a run description as an object',
    holds: (value) => rules.text.holds(value) || rules.object.holds(value),
  },
  format: rules.text,
  quoting: oneOf(['standard', 'none']),
  textField: rules.texts,
  idField: rules.text,
  facetField: rules.text,
  batchSize: rules.count,
  stepField: rules.text,
  stepFormat: oneOf(['integer', 'digits', 'date', 'date-time']),
  onBadRecord: oneOf(['fail', 'skip']),
};
