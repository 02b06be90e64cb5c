// The answers of the ways to ask a phrase (phrase-variants.ts) -> one answer over all of them.

import type { Answer, Seen, Timeline } from '../schemas/answer.ts';

/** What adds up of several answers to the same question; `records`, which do not, are given. */
export function addAnswers(
  answers: readonly Answer[],
  records: number | undefined,
): Pick<Answer, 'count' | 'first' | 'last' | 'at' | 'records' | 'timeline'> {
  const [{ at, timeline } = {}] = answers;
  return {
    count: sum(answers, ({ count }) => count),
    first: choose(
      answers,
      ({ first }) => first,
      (one, other) => compare(one, other) < 0,
    ),
    last: choose(
      answers,
      ({ last }) => last,
      (one, other) => compare(one, other) > 0,
    ),
    ...(at !== undefined && {
      at: Object.fromEntries(
        Object.keys(at).map((step) => [step, sum(answers, (one) => one.at?.[step])]),
      ),
    }),
    ...(records !== undefined && { records }),
    ...(timeline !== undefined && { timeline: addTimelines(timeline.edges, answers) }),
  };
}

/** By rank, or by step where ranks are not known; steps never fall from rank to rank. */
function compare(one: Seen, other: Seen): number {
  return one.step - other.step || (one.rank ?? 0) - (other.rank ?? 0);
}

/** Timelines of the same edges as one. */
function addTimelines(edges: readonly number[], answers: readonly Answer[]): Timeline {
  const bins = edges.slice(1);
  return {
    edges: [...edges],
    count: bins.map((_, bin) => sum(answers, ({ timeline }) => timeline?.count[bin])),
  };
}

function sum(answers: readonly Answer[], read: (answer: Answer) => number | undefined): number {
  return answers.reduce((total, answer) => total + (read(answer) ?? 0), 0);
}

function choose(
  answers: readonly Answer[],
  read: (answer: Answer) => Seen | null,
  isFurther: (one: Seen, other: Seen) => boolean,
): Seen | null {
  let chosen: Seen | null = null;
  for (const seen of answers.map(read)) {
    if (seen !== null && (chosen === null || isFurther(seen, chosen))) chosen = seen;
  }
  return chosen;
}
