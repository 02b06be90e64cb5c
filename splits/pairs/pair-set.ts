// A set of minimal pairs with their critical phrases: what a split is made of. Plain data.
// Wherever sets are listed, they are in the order of their names.

import type { RuleClass } from '../phrases/blimp-rules.ts';
import type { CriticalPhrasesOrReason } from '../phrases/critical-phrases.ts';
import type { Shape } from './value-shape.ts';

export interface PairRow {
  /** Its 0-based line in the file; of CSV its row under the header, of a list its element. */
  readonly row: number;
  /** The pair's own fields: the text of a JSON object, as it was read, so that no digit is lost. */
  readonly json: string;
  readonly phrases: CriticalPhrasesOrReason;
}

export interface PairSet {
  /** Of BLiMP its UID. Names files, tasks and configs. */
  readonly name: string;
  /** How often its phrases occur; null: the set has no rule of BLiMP. */
  readonly class: RuleClass | null;
  /** Were the phrases found in the sentences (lower-cased), or given in columns? */
  readonly phrasesFrom: 'sentences' | 'columns';
  /** The own fields of all rows fit into it. */
  readonly shape: Extract<Shape, { kind: 'struct' }>;
  readonly rows: readonly PairRow[];
}

const collator = new Intl.Collator('en', { numeric: true });

/** Names as people sort them: set_2 before set_10, and a name before those that it begins. */
export function inOrderOfNames<Set extends { readonly name: string }>(sets: readonly Set[]): Set[] {
  return sets.toSorted((a, b) => collator.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
}
