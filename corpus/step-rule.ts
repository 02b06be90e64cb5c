// How records become steps (docs/exposures.md, "What is a step?").
//
// Steps count from 1. By every rule but one, the step of a record follows from the amount that lies
// before it in the index, so that an append continues to fill the last step. With a step field the
// records say their steps.

import type { Steps } from '../formats/run-description.ts';
import type { StepFormat } from '../input/lines/step-value.ts';
import type { Pace, Stage } from '../store/segment/pace.ts';

export type StepRule = FieldRule | AmountRule;

/** The records say their steps. */
export interface FieldRule {
  readonly kind: 'field';
  readonly field: string;
  readonly format: StepFormat;
}

/** So many records, model tokens or words a step. */
type AmountRule =
  | { readonly kind: 'batch_size'; readonly size: number }
  | { readonly kind: 'schedule'; readonly stages: readonly Stage[] }
  | { readonly kind: 'model_tokens' | 'words'; readonly amount: number };

/** The rule of a run description, which has been checked; `drop_last` is a matter of its sources. */
export function decodeSteps(steps: Steps): StepRule {
  const { batch_size, schedule, field, format = 'integer', model_tokens, words } = steps;
  if (batch_size !== undefined) return { kind: 'batch_size', size: batch_size };
  if (schedule !== undefined) return { kind: 'schedule', stages: schedule.map(decodeStage) };
  if (field !== undefined) return { kind: 'field', field, format };
  if (model_tokens !== undefined) return { kind: 'model_tokens', amount: model_tokens };
  if (words !== undefined) return { kind: 'words', amount: words };
  throw new Error('steps without a rule');
}

function decodeStage([fromStep, size]: readonly number[]): Stage {
  if (fromStep === undefined || size === undefined) throw new Error('half a stage');
  return { fromStep, size };
}

/** As a run description spells the rule, in one way for rules that mean the same. */
export function encodeSteps(rule: StepRule): Steps {
  switch (rule.kind) {
    case 'batch_size':
      return { batch_size: rule.size };
    case 'schedule':
      return { schedule: rule.stages.map(({ fromStep, size }) => [fromStep, size]) };
    case 'field':
      return { field: rule.field, ...(rule.format !== 'integer' && { format: rule.format }) };
    default:
      return { [rule.kind]: rule.amount };
  }
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
