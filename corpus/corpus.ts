// A corpus: the records that a model was fed, in order, and how they are read.
//
// Plain data with all defaults filled in, read once from options or a run description (read-corpus.ts).

import type { RunFormat } from '../formats/registry.ts';
import type { RunDescription, Steps, Truncate } from '../formats/run-description.ts';
import type { Quoting } from '../formats/tables/quoting.ts';
import type { TextField } from '../input/lines/field-path.ts';
import type { NamedPath } from '../input/paths/named-path.ts';
import type { FeedPlan } from './plan-run.ts';
import type { StepRule } from './step-rule.ts';

export interface Corpus {
  /** The run description's file, or "the options"; for messages. */
  readonly where: string;
  /** Which of them it is: an index decides keys that options leave out. */
  readonly origin: 'options' | 'description';
  readonly said: Said;
  /** The description that a new index keeps. */
  readonly kept: RunKeys;
  readonly steps: StepRule;
  readonly reading: Reading;
  /** Only so much was fed; undefined: all of it. */
  readonly consumed: ConsumedPart | undefined;
  /** In order, those of several epochs over again. */
  readonly sources: readonly FeedPlan[];
}

/** Keys that were given and are not defaults: an index must not contradict them. */
export interface Said {
  readonly steps: Steps | undefined;
  readonly text_field: TextField | undefined;
  readonly id_field: string | undefined;
  readonly facet_field: string | undefined;
}

/** How records become text. */
export interface Reading {
  readonly textField: TextField;
  readonly idField: string;
  /** The field whose values are facets; undefined: none. */
  readonly facetField?: string | undefined;
  /** Records are token ids. */
  readonly holdsTokens: boolean;
  readonly tokenizer: NamedPath | undefined;
  readonly truncate: Truncate | undefined;
  readonly endOfDocument: number | undefined;
}

/** Keys of a run description, any of which may be absent. */
export type RunKeys = Partial<
  Omit<RunDescription, 'format' | 'files' | 'quoting' | 'text_field'>
> & {
  readonly format?: RunFormat | undefined;
  readonly files?: readonly string[] | undefined;
  readonly quoting?: Quoting | undefined;
  readonly text_field?: TextField;
};

export interface ConsumedPart {
  readonly key: 'records' | 'steps';
  readonly amount: number;
}
