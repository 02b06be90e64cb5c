// The answers of several phrases, or of the ways to ask one (phrase-variants.ts) -> what they are together.

import type { AtCheckpoint, Numbers, Seen, Timeline } from '../schemas/answer.ts';

/** Distinct records do not add up: they are given. */
type Added = Omit<Numbers, 'records' | 'records_at' | 'by_facet' | 'contexts'>;

/** What adds up of several answers to the same question, one at least. */
export function addAnswers(answers: readonly Numbers[]): Added {
  const [{ at, checkpoints, last_at, timeline } = {}] = answers;
  return {
    count: sum(answers, ({ count }) => count),
    first: choose(
      answers.map(({ first }) => first),
      (one, other) => compare(one, other) < 0,
    ),
    last: findLast(answers.map(({ last }) => last)),
    ...(at !== undefined && { at: addAt(Object.keys(at), answers) }),
    ...(checkpoints !== undefined && { checkpoints: addCheckpoints(checkpoints, answers) }),
    ...(last_at !== undefined && {
      last_at: mapValues(last_at, (_, step) => {
        return findLast(answers.map((one) => one.last_at?.[step] ?? null));
      }),
    }),
    ...(timeline !== undefined && { timeline: addTimelines(timeline.edges, answers) }),
  };
}

function addAt(steps: readonly string[], answers: readonly Numbers[]): Record<string, number> {
  return Object.fromEntries(steps.map((step) => [step, sum(answers, (one) => one.at?.[step])]));
}

function addCheckpoints(
  checkpoints: Readonly<Record<string, AtCheckpoint>>,
  answers: readonly Numbers[],
): Record<string, AtCheckpoint> {
  return mapValues(checkpoints, ({ step }, name) => {
    return { step, count: sum(answers, (one) => one.checkpoints?.[name]?.count) };
  });
}

/** Timelines of the same edges as one. */
function addTimelines(edges: readonly number[], answers: readonly Numbers[]): Timeline {
  const bins = edges.slice(1);
  return {
    edges: [...edges],
    count: bins.map((_, bin) => sum(answers, ({ timeline }) => timeline?.count[bin])),
  };
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  change: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, change(value, key)]),
  );
}

/** By rank, or by step where ranks are not known; steps never fall from rank to rank. */
function compare(one: Seen, other: Seen): number {
  return one.step - other.step || (one.rank ?? 0) - (other.rank ?? 0);
}

function sum(answers: readonly Numbers[], read: (answer: Numbers) => number | undefined): number {
  return answers.reduce((total, answer) => total + (read(answer) ?? 0), 0);
}

function findLast(seen: readonly (Seen | null)[]): Seen | null {
  return choose(seen, (one, other) => compare(one, other) > 0);
}

function choose(
  all: readonly (Seen | null)[],
  isFurther: (one: Seen, other: Seen) => boolean,
): Seen | null {
  let chosen: Seen | null = null;
  for (const seen of all) {
    if (seen !== null && (chosen === null || isFurther(seen, chosen))) chosen = seen;
  }
  return chosen;
}
