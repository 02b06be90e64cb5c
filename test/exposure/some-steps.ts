// Steps that a timeline is asked for: some before a corpus' first step, some after its last.

import fc from 'fast-check';

interface Steps {
  readonly fromStep: number;
  readonly toStep: number;
}

/** Gives, for the first step of a corpus, a range of up to 31 steps near it. */
export const someSteps: fc.Arbitrary<(firstStep: number) => Steps> = fc
  .record({ from: fc.integer({ min: -10, max: 60 }), more: fc.nat({ max: 30 }) })
  .map(({ from, more }) => (firstStep) => {
    const fromStep = Math.max(1, firstStep + from);
    return { fromStep, toStep: fromStep + more };
  });
