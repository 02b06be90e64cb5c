// The steps of a training run that does not exist: a function of the seed, so that whoever was killed goes on
// with the same records, and each count at each step is known.

import { seededRandom } from '../../test/phrases.ts';

export interface PlannedRecord {
  readonly id: string;
  readonly text: string;
}

const recordsAStep = 16;
const wordsARecord = 40;
/** Few words, so that each is in most steps. */
const words = 500;

export const runName = 'soak';

/** Of step 1 and after. */
export function planStep(seed: number, step: number): PlannedRecord[] {
  const random = seededRandom(seed * 1_000_003 + step);
  return Array.from({ length: recordsAStep }, (_, i) => {
    const text = Array.from({ length: wordsARecord }, () => `w${Math.floor(random() * words)}`);
    return { id: `${step}-${i}`, text: text.join(' ') };
  });
}

/** The probes that `countProbes` counts. */
export const probes = ['w1', 'w22', 'w333', 'w444'] as const;

/** How often each probe is in the step. */
export function countProbes(seed: number, step: number): number[] {
  const all = planStep(seed, step).flatMap(({ text }) => text.split(' '));
  return probes.map((probe) => all.filter((word) => word === probe).length);
}
