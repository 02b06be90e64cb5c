// How records become steps (CONTRACT section 3).
//
// Steps are 1-based. With a batch size they follow from the rank over the whole index, so that an
// append goes on filling the last step; with a step field the records say them.

import { IndexError } from '../errors.ts';

/** The `steps` of a run description: step = floor(rank / batch_size) + 1, or as the field says. */
export type StepRule = { readonly batch_size: number } | { readonly field: string };

export function stepField(rule: StepRule): string | undefined {
  return 'field' in rule ? rule.field : undefined;
}

/** Throws `step_backwards` for a step below the one before. */
export function requireRisingStep(before: number, step: number, where: string): void {
  if (step >= before) return;
  throw new IndexError(
    'step_backwards',
    `${where}: step ${step} after step ${before}. Records have to come in training order, steps never falling: sort the corpus by its step field, or name the right field with --step-field.`,
    { where, found: step, expected: before },
  );
}
