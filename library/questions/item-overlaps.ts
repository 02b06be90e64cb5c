// How far items, such as questions of a benchmark, stand in the corpus.

import type { FailedItem, ItemOverlap } from '../../schemas/overlap.ts';
import type { OverlapQuestion } from '../../trace/overlap-coverage.ts';
import {
  type OverlapItem,
  requireOverlap,
  usualOverlap,
  walkOverlaps,
} from '../../trace/overlap-items.ts';
import type { OverlapOptions } from '../index-questions.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';

export class OverlapPlan {
  #question: OverlapQuestion;

  /** Throws `bad_argument` for a number that is out of its range. */
  constructor({
    n = usualOverlap.n,
    coverage = usualOverlap.coverage,
    at = usualOverlap.at,
    positions,
  }: OverlapOptions & { readonly positions?: boolean | undefined }) {
    this.#question = { n, coverage, at, positions };
    requireOverlap(this.#question);
  }

  /** What is asked of each item, with the defaults filled in. */
  get parts(): Readonly<{ n: number; coverage: readonly number[]; at: readonly number[] }> {
    return this.#question;
  }

  /** The answers in the order of the items; `undefined` where a caller with other work can pause. */
  walk(
    snapshot: OpenSnapshot,
    items: Iterable<OverlapItem>,
  ): Generator<ItemOverlap | FailedItem | undefined, void, undefined> {
    return walkOverlaps(snapshotOf(snapshot), items, this.#question);
  }
}
