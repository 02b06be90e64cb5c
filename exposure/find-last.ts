// The last exposure of a phrase at or before a step: how long ago a model had met it by then.
//
// One bounded walk down the ranks of the last segment that has such an exposure, whatever the count.

import type { Seen } from '../schemas/answer.ts';
import type { Place } from './find-phrases.ts';
import { boundsIn, type QuestionPlan } from './plan-question.ts';
import { seenIn } from './seen-in.ts';

/** The last exposure with step <= S by S, for each S of the plan's `lastAt`; null: there is none. */
export function findLastAt(
  { lastAt, bounds }: QuestionPlan,
  places: readonly Place[],
): Record<string, Seen | null> {
  const found = lastAt.map((step, s): [string, Seen | null] => {
    for (let i = places.length - 1; i >= 0; i--) {
      const { segment, interval } = places[i] as Place;
      const bound = boundsIn(bounds, segment).lastAt[s] as number;
      const value = segment.ranks.lastBelow(interval, bound);
      if (value !== undefined) return [String(step), seenIn(segment, value)];
    }
    return [String(step), null];
  });
  return Object.fromEntries(found);
}
