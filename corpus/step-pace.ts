// How much of an amount each step has, where steps follow from amounts.
//
// Step 1 begins with amount 0. Each stage gives its steps one size, and the last one never ends.

import type { Stage, StepRule } from './step-rule.ts';

/** The amount by which a rule counts, and how much of it each step has. */
export interface Pace {
  readonly unit: 'records' | 'words' | 'modelTokens';
  readonly stages: readonly Stage[];
}

/** Undefined: the records say their steps. */
export function findPace(rule: StepRule): Pace | undefined {
  const one = (size: number) => [{ fromStep: 1, size }];
  switch (rule.kind) {
    case 'batch_size':
      return { unit: 'records', stages: one(rule.size) };
    case 'schedule':
      return { unit: 'records', stages: rule.stages };
    case 'model_tokens':
      return { unit: 'modelTokens', stages: one(rule.amount) };
    case 'words':
      return { unit: 'words', stages: one(rule.amount) };
    default:
      return undefined;
  }
}

/** The step that begins with `amount` before it or has begun by then, and the amount by which it is full. */
export function findStep({ stages }: Pace, amount: number): { step: number; full: number } {
  let start = 0;
  for (const [i, { fromStep, size }] of stages.entries()) {
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
