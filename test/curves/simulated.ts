// Simulated results of a model that learns a set of pairs: phrases have a difficulty, which the
// examples of a phrase share, and a step at which they were met.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { SetResults } from '../../curves/results/results.ts';
import type { SetExamples } from '../../curves/split/split-examples.ts';
import { examplesOf } from './small-examples.ts';

export interface Simulation {
  readonly seed: number;
  readonly phrases: number;
  readonly examplesOfPhrase: number;
  readonly steps: readonly number[];
  /** Steps by which unexposed examples are learned later. */
  readonly lag: number;
  /** Spread of the step at which a phrase is learned; its examples share it. */
  readonly spread: number;
}

export function simulate({ seed, phrases, examplesOfPhrase, steps, lag, spread }: Simulation): {
  readonly examples: SetExamples;
  readonly results: SetResults;
} {
  const random = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(random);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const last = steps.at(-1) ?? 0;
  const groups = Array.from({ length: phrases }, () => ({
    exposedStep: uniform() < 0.5 ? 1 : null,
    learnedAt: last * 0.35 + spread * normal(),
  }));
  const specs = groups.flatMap(({ exposedStep }, group) =>
    Array.from({ length: examplesOfPhrase }, () => ({ exposedStep, group })),
  );
  const width = last * 0.1;
  const right = steps.map((step) =>
    Uint8Array.from(specs, ({ group, exposedStep }) => {
      const { learnedAt } = groups[group] as (typeof groups)[number];
      const late = exposedStep === null ? lag : 0;
      const share = 0.5 + 0.5 / (1 + Math.exp(-(step - learnedAt - late) / width));
      return Number(uniform() < share);
    }),
  );
  const examples = examplesOf(specs, { set: 'simulated', at: last });
  const results = { set: 'simulated', seed: null, steps: Float64Array.from(steps), right };
  return { examples, results };
}
