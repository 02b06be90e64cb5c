// The ways to ask a phrase (phrase-ids.ts) -> one answer over all of them.
//
// A place in the corpus is counted once. Two ways match at the same place only where the ids of one
// end with those of the other (an id for a space alone); then the shorter one has all places.

import type { Answer, Seen, Timeline } from '../schemas/answer.ts';

/** The variants that have every place once: those whose tokens do not end with another one's. */
export function countedVariants<T extends { readonly tokens: readonly string[] }>(
  variants: readonly T[],
): T[] {
  return variants.filter(({ tokens }) => !variants.some((other) => endsWith(tokens, other.tokens)));
}

function endsWith(tokens: readonly string[], end: readonly string[]): boolean {
  const start = tokens.length - end.length;
  return start > 0 && end.every((token, i) => tokens[start + i] === token);
}

/** What adds up of the counted variants' answers, at least one; all were asked the same. */
export function addUp(answers: readonly Answer[]): Pick<Answer, 'count' | 'first' | 'last' | 'at'> {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const steps = Object.keys(answers[0]?.at ?? {});
  return {
    count: sum(answers.map(({ count }) => count)),
    first: edge(
      answers.map(({ first }) => first),
      (one, other) => one.rank < other.rank,
    ),
    last: edge(
      answers.map(({ last }) => last),
      (one, other) => one.rank > other.rank,
    ),
    ...(steps.length > 0 && {
      at: Object.fromEntries(
        steps.map((step) => [step, sum(answers.map(({ at }) => at?.[step] ?? 0))]),
      ),
    }),
  };
}

/** The timelines of the counted variants as one; they have the same edges. */
export function addTimelines(answers: readonly Answer[]): Timeline {
  const [first, ...others] = answers.flatMap(({ timeline }) => timeline ?? []);
  const { edges = [], count = [] } = first ?? {};
  return {
    edges: [...edges],
    count: count.map((one, bin) =>
      others.reduce((sum, timeline) => sum + (timeline.count[bin] ?? 0), one),
    ),
  };
}

function edge(
  seen: readonly (Seen | null)[],
  isFurther: (one: Seen, other: Seen) => boolean,
): Seen | null {
  let found: Seen | null = null;
  for (const one of seen)
    if (one !== null && (found === null || isFurther(one, found))) found = one;
  return found;
}
