// What a split has to know of phrases, for whoever makes it from several indexes.

import { exposePhrases } from '../../exposure/expose-phrases.ts';
import { planQuestion } from '../../exposure/plan-question.ts';
import type { ShardExposure } from '../../schemas/shard-answers.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';

interface ExposureQuestion {
  /** Steps S: exposures with step <= S. */
  readonly at?: readonly number[] | undefined;
  /** The steps of so many exposures, from the first on (1). */
  readonly minCount?: number | undefined;
}

/** Phrases that are asked without a pause. */
const phrasesAtOnce = 64;

/** By the tokens of the phrases, in order; `undefined` where a caller with other work can pause. */
export function* walkPhraseExposures(
  opened: OpenSnapshot,
  phrases: readonly (readonly string[])[],
  { at = [], minCount = 1 }: ExposureQuestion,
): Generator<ShardExposure | undefined, void, undefined> {
  const snapshot = snapshotOf(opened);
  const question = { plan: planQuestion(snapshot, { at }), minCount, withFirstSteps: true };
  for (let start = 0; start < phrases.length; start += phrasesAtOnce) {
    const some = phrases.slice(start, start + phrasesAtOnce);
    for (const [i, { firstSteps = [], counts }] of exposePhrases(
      snapshot,
      some,
      question,
    ).entries()) {
      yield { tokens: [...(some[i] ?? [])], first_steps: [...firstSteps], counts: [...counts] };
    }
    yield undefined;
  }
}
