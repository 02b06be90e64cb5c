// Steps that the index, or the corpus, does not have: before its first one, or after its last.

import { formatStep } from './format-text.ts';

export interface StepRange {
  /** 0 both where there is no record. */
  readonly firstStep: number;
  readonly lastStep: number;
}

export function warnOfSteps(
  at: readonly number[],
  { firstStep, lastStep }: StepRange,
  what: 'index' | 'corpus' = 'index',
): void {
  const counts = (steps: readonly number[]) =>
    `so counts for ${steps.length === 1 ? 'step' : 'steps'} ${steps.map(formatStep).join(', ')}`;
  // By step 0 nothing has been consumed: a checkpoint before training, and no slip.
  const before = at.filter((step) => step > 0 && step < firstStep);
  if (before.length > 0) {
    warn(`the ${what} begins at step ${formatStep(firstStep)}, ${counts(before)} are all 0`);
  }
  const after = at.filter((step) => step > lastStep);
  if (after.length > 0) {
    const last = formatStep(lastStep);
    warn(`the ${what} ends at step ${last}, ${counts(after)} equal those for step ${last}`);
  }
}

function warn(text: string): void {
  process.stderr.write(`firstseen: warning: ${text}\n`);
}
