// Steps that are asked for and that an index, or a corpus, does not have: before its first, or after
// its last. A remark changes no answer. Pure; shown by the command line, the server and the page.

import { formatStep as format } from '../errors/format-step.ts';
import type { KnownSteps } from './plan-edges.ts';
import { namedSteps, type Question } from './question.ts';

interface StepRemark {
  readonly code:
    | 'step_before_first'
    | 'step_after_last'
    | 'checkpoint_after_last'
    | 'timeline_before_first'
    | 'timeline_after_last';
  /** A sentence: what there is, and what that makes of the numbers. */
  readonly message: string;
}

/** Steps that a sentence names at most. */
const maxNamed = 8;

/** Of each code at most one; empty for a question of steps that are there. */
export function remarksOnSteps(
  question: Question,
  { firstStep, lastStep }: KnownSteps,
  what: 'index' | 'corpus' = 'index',
): StepRemark[] {
  const { checkpoints = [], fromStep, toStep } = question;
  const at = [...new Set(namedSteps(question))];
  const remarks: StepRemark[] = [];
  const begins = `The ${what} begins at step ${format(firstStep)}`;
  const ends = `The ${what} ends at step ${format(lastStep)}`;
  // By step 0 nothing has been consumed: a checkpoint before training, and no slip.
  const before = at.filter((step) => step > 0 && step < firstStep);
  if (before.length > 0) {
    const message = `${begins}, so counts for ${name(before)} are all 0.`;
    remarks.push({ code: 'step_before_first', message });
  }
  const after = at.filter((step) => step > lastStep);
  if (after.length > 0) {
    const message = `${ends}, so counts for ${name(after)} equal those for step ${format(lastStep)}.`;
    remarks.push({ code: 'step_after_last', message });
  }
  const beyond = checkpoints.filter(({ isBeyond }) => isBeyond === true);
  if (beyond.length > 0) {
    const names = beyond.slice(0, maxNamed).map(({ name }) => JSON.stringify(name.slice(0, 40)));
    const more = beyond.length > maxNamed ? ` and ${beyond.length - maxNamed} more` : '';
    const message = `${ends} before the amount of ${beyond.length === 1 ? 'checkpoint' : 'checkpoints'} ${names.join(', ')}${more}, so counts for it are those for the last step.`;
    remarks.push({ code: 'checkpoint_after_last', message });
  }
  if (fromStep !== undefined && fromStep < firstStep) {
    const message = `${begins}, so the timeline is 0 before it.`;
    remarks.push({ code: 'timeline_before_first', message });
  }
  if (toStep !== undefined && toStep > lastStep) {
    const message = `${ends}, so the timeline is 0 after it.`;
    remarks.push({ code: 'timeline_after_last', message });
  }
  return remarks;
}

function name(steps: readonly number[]): string {
  const more = steps.length - maxNamed;
  const named = steps.slice(0, maxNamed).map(format).join(' and ');
  return `${steps.length === 1 ? 'step' : 'steps'} ${named}${more > 0 ? ` and ${more} more` : ''}`;
}
