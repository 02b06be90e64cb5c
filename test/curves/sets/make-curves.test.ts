// Curves made in threads are those made in one, in the same order; and they can be stopped.

import t from 'tap';
import type { Results } from '../../../curves/results/results.ts';
import { noFilters } from '../../../curves/sets/filters.ts';
import { makeCurves } from '../../../curves/sets/make-curves.ts';
import type { SplitExamples } from '../../../curves/split/split-examples.ts';
import { simulate } from '../simulated.ts';

const steps = [0, 100, 200, 300];
const simulations = Array.from({ length: 9 }, (_, seed) =>
  simulate({ ...{ seed, phrases: 30, examplesOfPhrase: 3, steps, lag: 100, spread: 40 } }),
);
const split: SplitExamples = {
  ...{ policy: 'either', at: 300, minCount: 1, snapshot: '1-a' },
  sets: new Map(
    simulations.map(({ examples }, i) => [`set_${i}`, { ...examples, set: `set_${i}` }]),
  ),
};
const results: Results = {
  runs: simulations.map(({ results }, i) => ({ ...results, set: `set_${i}` })),
  ...{ unknownSets: [], droppedRows: 0 },
};
const options = {
  ...{ thresholds: [60, 80], permutations: 3000, randomSeed: 1, filters: noFilters },
};

t.test('threads change nothing, and progress is told to its end', async (t) => {
  const told: number[] = [];
  const onProgress = ({ done, total }: { done: number; total: number }) => {
    told.push(done);
    t.equal(total, 9);
  };
  const inThreads = await makeCurves(split, results, {
    ...options,
    ...{ threads: true, onProgress },
  });
  t.strictSame(told, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  t.strictSame(inThreads, await makeCurves(split, results, options));
  t.equal(inThreads.length, 18);
});

t.test('a signal ends the threads, and so does what progress throws', async (t) => {
  const stop = new AbortController();
  const onProgress = () => stop.abort(new Error('stopped'));
  const run = { threads: true, signal: stop.signal, onProgress };
  await t.rejects(makeCurves(split, results, { ...options, ...run }), { message: 'stopped' });
  await t.rejects(makeCurves(split, results, { ...options, ...run }), { message: 'stopped' });
  const fails = () => {
    throw new Error('told too much');
  };
  await t.rejects(makeCurves(split, results, { ...options, threads: true, onProgress: fails }), {
    message: 'told too much',
  });
});
