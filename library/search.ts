// Queries -> answers in records, with pauses in which a program does other work.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SearchAnswer, UnaskableQuery } from './answers/search.ts';
import { questionRules, type SearchQuestion } from './index-questions.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { withNames } from './options/name-options.ts';
import { rules } from './options/rules.ts';
import { SearchPlan } from './questions/search-plan.ts';
import { OpenSnapshot } from './snapshots/open-snapshot.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

export interface SearchOptions extends SearchQuestion {
  readonly signal?: AbortSignal | undefined;
}

/** Work between two pauses. */
const maxTurnMs = 20;

/**
 * The answers of the index in `directory`, in the order of the queries; one that cannot be asked has
 * `{ query, error }` in its place. Numbers are records. Rejects with `records_not_indexed` for an index of
 * the resolution `step`, and with `interrupted` where the signal fires.
 *
 * @example
 * const [answer] = await search('brown.idx', ['sketch* NEAR/5 pencil'], { at: [100] });
 */
export async function search(
  directory: string,
  queries: readonly string[],
  options: SearchOptions = {},
): Promise<(SearchAnswer | UnaskableQuery)[]> {
  checkArgument(directory, rules.text, 'search');
  checkArgument(queries, rules.anyTexts, 'search: queries');
  checkOptions(options, { ...questionRules.search, signal: rules.signal }, 'search');
  const { signal, ...question } = options;
  using snapshot = withNames(() => OpenSnapshot.open(directory));
  const plan = withNames(() => new SearchPlan(snapshot, question));
  return await unlessInterrupted(signal, async () => {
    const answers: (SearchAnswer | UnaskableQuery)[] = [];
    let paused = performance.now();
    signal?.throwIfAborted();
    for (const answer of plan.walk(queries)) {
      if (typeof answer === 'object') answers.push(answer);
      if (performance.now() - paused < maxTurnMs) continue;
      await nextTurn();
      signal?.throwIfAborted();
      paused = performance.now();
    }
    return answers;
  });
}
