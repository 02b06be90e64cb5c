// The exposures of a phrase with the text around them, as /v1/contexts answers.

import { IndexError } from '../errors.ts';
import { countInSteps, walkContexts } from '../exposure/find-contexts.ts';
import { locatePhrases } from '../exposure/find-phrases.ts';
import { chooseCounted, chooseOwn, seekVariants } from '../exposure/phrase-variants.ts';
import { requireRecords } from '../exposure/require-records.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { Contexts } from './answers/exposure-lists.ts';
import type { ContextOptions } from './index-questions.ts';

const defaultLimit = 20;

/** Throws `phrase_without_token`, `records_not_indexed`, `text_not_stored`, and `bad_argument`. */
export function readContexts(
  snapshot: Snapshot,
  phrase: string,
  { order, limit = defaultLimit, fromStep, toStep }: ContextOptions,
): Contexts {
  if (fromStep !== undefined && toStep !== undefined && fromStep > toStep) {
    throw new IndexError(
      'bad_argument',
      `contexts: fromStep ${fromStep} is after toStep ${toStep}: expected steps in between, both ends included`,
    );
  }
  requireRecords(snapshot, 'contexts');
  const variants = seekVariants(snapshot, phrase);
  const counted = chooseCounted(variants).map(({ tokens }) => tokens);
  const located = locatePhrases(snapshot, counted);
  const sought = counted.map((tokens, i) => ({ tokens, places: located[i] ?? [] }));
  const steps = { fromStep, toStep };
  const walk = walkContexts(snapshot, sought, { ...steps, limit, lastFirst: order === 'last' });
  const contexts = walk.filter((context) => typeof context === 'object').toArray();
  const count = countInSteps(sought, steps);
  const tokens = [...chooseOwn(phrase, variants).tokens];
  return { phrase, tokens, count, truncated: count > contexts.length, limit, contexts };
}
