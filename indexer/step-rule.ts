// How records become steps (CONTRACT section 3).
//
// Steps are 1-based. With a batch size they follow from the rank over the whole index, so that an
// append goes on filling the last step; with a step field the records say them.

import { IndexError } from '../errors.ts';

/** The `steps` of a run description. */
export type StepRule = { readonly batch_size: number } | { readonly field: string };

export function stepField(rule: StepRule): string | undefined {
  return 'field' in rule ? rule.field : undefined;
}

/** The step of the record at `rank`; `own` is what the record says where the rule is a field. */
export function stepOfRecord(rule: StepRule, rank: number, own: number | undefined): number {
  if ('batch_size' in rule) return Math.floor(rank / rule.batch_size) + 1;
  if (own === undefined) throw new Error('a record without a step got through');
  return own;
}

/** Refuses a step below the one before. */
export function requireRisingStep(before: number, step: number, where: string): void {
  if (step >= before) return;
  throw new IndexError(
    'step_backwards',
    `${where}: step ${step} after step ${before}. Records have to come in training order, steps never falling: sort the corpus by its step field, or name the right field with --step-field.`,
    { where, found: step, expected: before },
  );
}
