// The exposures of a phrase in each shard -> those of the whole: the first steps stand one after the other.

import type { ShardExposure } from '../schemas/shard-answers.ts';

interface Exposure {
  readonly firstStep: number | null;
  /** Step of the k-th exposure. */
  readonly exposedStep: number | null;
  readonly counts: readonly number[];
}

/** The same as a shard says it. */
export function joinExposures(exposures: readonly ShardExposure[], k: number): ShardExposure {
  const [{ tokens } = { tokens: [] }] = exposures;
  const steps = exposures.flatMap(({ first_steps }) => first_steps);
  const { counts } = mergeExposures(exposures, k);
  return { tokens, first_steps: steps.slice(0, k), counts: [...counts] };
}

/** `exposures`: of the shards in their order, each with its first k steps. */
export function mergeExposures(exposures: readonly ShardExposure[], k: number): Exposure {
  const steps = exposures.flatMap(({ first_steps }) => first_steps);
  const [{ counts } = { counts: [] }] = exposures;
  return {
    firstStep: steps[0] ?? null,
    exposedStep: steps[k - 1] ?? null,
    counts: counts.map((_, i) => exposures.reduce((sum, one) => sum + (one.counts[i] ?? 0), 0)),
  };
}
