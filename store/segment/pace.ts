// How much of an amount each step has, where the steps of records follow from amounts.
//
// Step 1 begins with amount 0. Each stage gives its steps one size, and the last one never ends. A
// record belongs to the step in whose share the amount before it falls. The catalogue keeps the pace of
// an index, so that segments need not know their steps.

/** So much a step, from a step on. */
export interface Stage {
  readonly fromStep: number;
  readonly size: number;
}

/** The amount by which steps are counted, and how much of it each step has. */
export interface Pace {
  readonly unit: 'records' | 'words' | 'modelTokens';
  readonly stages: readonly Stage[];
}

/** The step that begins with `amount` before it or has begun by then, and the amount by which it is full. */
export function findStep({ stages }: Pace, amount: number): { step: number; full: number } {
  let start = 0;
  for (let i = 0; i < stages.length; i++) {
    const { fromStep, size } = stages[i] as Stage;
    const nextStep = stages[i + 1]?.fromStep ?? Number.POSITIVE_INFINITY;
    const end = start + (nextStep - fromStep) * size;
    if (amount < end) {
      const steps = Math.floor((amount - start) / size);
      return { step: fromStep + steps, full: start + (steps + 1) * size };
    }
    start = end;
  }
  throw new Error('a schedule without an end ended');
}

/** The amount by which a step is full; 0 for step 0. */
export function fillStep({ stages }: Pace, step: number): number {
  let full = 0;
  for (const [i, { fromStep, size }] of stages.entries()) {
    if (step < fromStep) break;
    const nextStep = stages[i + 1]?.fromStep ?? Number.POSITIVE_INFINITY;
    full += (Math.min(step + 1, nextStep) - fromStep) * size;
  }
  return full;
}
