// The text around the exposures of a phrase.

import { countInSteps, walkContexts } from '../../exposure/find-contexts.ts';
import { locatePhrases } from '../../exposure/find-phrases.ts';
import type { PhraseVariant } from '../../exposure/phrase-ids.ts';
import { chooseCounted, chooseOwn, seekVariants } from '../../exposure/phrase-variants.ts';
import type { needsMemory } from '../../exposure/text-window.ts';
import type { Context } from '../../schemas/answer.ts';
import type { Contexts } from '../../schemas/contexts.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { ContextOptions } from '../index-questions.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';

const usualLimit = 20;

/** A phrase of which contexts are asked for. */
export class PhraseContexts {
  #snapshot: Snapshot;
  #phrase: string;
  #variants: readonly PhraseVariant[];

  /** Throws `records_not_indexed` and `phrase_without_token`. */
  constructor(opened: OpenSnapshot, phrase: string) {
    opened.requireRecords('contexts');
    this.#snapshot = snapshotOf(opened);
    this.#phrase = phrase;
    this.#variants = seekVariants(this.#snapshot, phrase);
  }

  /**
   * The contexts of fromStep <= step <= toStep, with `undefined` where a caller with other work can pause,
   * and `needsMemory` (memory-place.ts). Throws `text_not_stored`.
   */
  *walk({
    order,
    limit = usualLimit,
    fromStep,
    toStep,
  }: ContextOptions): Generator<undefined | typeof needsMemory, Contexts, undefined> {
    const counted = chooseCounted(this.#variants).map(({ tokens }) => tokens);
    const located = locatePhrases(this.#snapshot, counted);
    const sought = counted.map((tokens, i) => ({ tokens, places: located[i] ?? [] }));
    const steps = { fromStep, toStep };
    const question = { ...steps, limit, lastFirst: order === 'last' };
    const contexts: Context[] = [];
    for (const context of walkContexts(this.#snapshot, sought, question)) {
      if (typeof context === 'object') contexts.push(context);
      yield typeof context === 'object' ? undefined : context;
    }
    const count = countInSteps(sought, steps);
    const tokens = [...chooseOwn(this.#phrase, this.#variants).tokens];
    return {
      ...{ phrase: this.#phrase, tokens, count, truncated: count > contexts.length },
      ...{ limit, contexts },
    };
  }
}
