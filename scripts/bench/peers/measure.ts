// Small measurements that engines share.

import type { Times } from './peer.ts';

/** Seconds that `run` took. */
export function secondsOf(run: () => void): number {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
}

/** The same in each engine: so long it warms up, so many times it takes, or as many as fit into so long. */
const warmMilliseconds = 200;
const maxTimes = 1000;
const maxMilliseconds = 1000;

/** Asks the questions in turn until warm, and then again while it takes times: whole rounds, at least one. */
export function timeEach<Q>(questions: readonly Q[], ask: (question: Q) => unknown): Times {
  const begun = performance.now();
  do for (const question of questions) ask(question);
  while (performance.now() - begun < warmMilliseconds);
  const times: number[] = [];
  const warm = performance.now();
  do {
    for (const question of questions) {
      const started = performance.now();
      ask(question);
      times.push((performance.now() - started) * 1000);
    }
  } while (times.length < maxTimes && performance.now() - warm < maxMilliseconds);
  times.sort((a, b) => a - b);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0;
  return { mean, median: at(0.5), p99: at(0.99) };
}
