// How records become steps (docs/exposures.md, "What is a step?").
//
// Steps are 1-based. With a batch size or a schedule they follow from the rank over the whole
// index, so that an append continues to fill the last step; with a budget from the amount consumed
// before the record; with a step field the records say them.

import { IndexError } from '../errors.ts';
import type { Steps } from '../formats/run-description.ts';
import { type StepRuleName, stepRules } from '../formats/run-keys.ts';
import type { StepFormat } from '../input/lines/step-value.ts';

/** The `steps` of a run description; just one rule, except that drop_last stands with batch_size. */
export type StepRule = Steps;

/** The field of a record that says its step, and how. */
export function stepReading({ field, format }: StepRule): {
  stepField: string | undefined;
  stepFormat: StepFormat;
} {
  return { stepField: field, stepFormat: format ?? 'integer' };
}

/** The same text for rules that mean the same; drop_last is not part of it. */
export function spellRule({ drop_last: _, format, ...rule }: StepRule): string {
  const isSaid = format !== undefined && format !== 'integer';
  return JSON.stringify({ ...rule, ...(isSaid && { format }) });
}

/** Calls `refuse` with key and what is expected there, unless the rule is just one, and sound. */
export function requireStepRule(
  rule: StepRule,
  refuse: (key: string, expected: string) => never,
): void {
  const rules = Object.keys(stepRules) as StepRuleName[];
  const named = rules.filter((key) => rule[key] !== undefined);
  const [name, second] = named;
  if (name === undefined) throw refuse('batch_size', `one of the rules ${rules.join(', ')}`);
  if (second !== undefined) refuse(second, `no second rule next to ${name}`);
  for (const key of Object.keys(rule) as (keyof StepRule)[]) {
    if (key === name || stepRules[name].includes(key)) continue;
    const owners = rules.filter((owner) => stepRules[owner].includes(key));
    refuse(key, `it with ${owners.join(' or ')} only, not with ${name}`);
  }
  rule.schedule?.forEach(([from], i, schedule) => {
    if (i === 0 && from !== 1) refuse('schedule.0.0', '1, the first step');
    if (i > 0 && (from as number) <= (schedule[i - 1]?.[0] as number)) {
      refuse(`schedule.${i}.0`, 'a step after the one before');
    }
  });
}

/** A record that says its step, for messages. */
export interface StepPlace {
  readonly where: string;
  readonly rule: StepRule;
}

/** Throws `step_backwards` for a step below the one before. */
export function requireRisingStep(before: number, step: number, { where, rule }: StepPlace): void {
  if (step >= before) return;
  throw new IndexError(
    'step_backwards',
    `${where}: step ${step} after step ${before}. Expected records in training order, steps never falling. Name the right field with --step-field, or sort the corpus by this one. JSON lines${isDate(rule) ? ', their dates in one form,' : ''} are sorted by: cat FILES | ${sortCommand(rule)} > sorted.jsonl`,
    { where, found: step, expected: before },
  );
}

function isDate({ format }: StepRule): boolean {
  return format === 'date' || format === 'date-time';
}

/** A command that sorts JSON lines by their steps, in memory; lines stay as they are, equal ones in order. */
export function sortCommand({ field = 'step', format = 'integer' }: StepRule): string {
  const value = `json.loads(line)[${JSON.stringify(field)}]`;
  const key = format === 'digits' ? `int(${value})` : value;
  const script = [
    'import json, sys',
    `lines = sorted(filter(bytes.strip, sys.stdin.buffer), key=lambda line: ${key})`,
    'sys.stdout.buffer.writelines(line.strip() + b"\\n" for line in lines)',
  ].join('; ');
  return `python3 -c '${script.replaceAll("'", "'\\''")}'`;
}

/** The rank behind the last record of a step, where the rank alone decides. */
export function endRankOfStep(rule: StepRule, step: number): number {
  const schedule = rule.schedule ?? [[1, rule.batch_size as number]];
  let endRank = 0;
  for (const [i, [fromStep, size]] of (schedule as [number, number][]).entries()) {
    if (step < fromStep) break;
    const nextStep = schedule[i + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    endRank += (Math.min(step + 1, nextStep) - fromStep) * size;
  }
  return endRank;
}

/**
 * The step that consumes the record of rank `rank`, and the rank behind the step's last record,
 * where the rank alone decides (a batch size or a schedule).
 */
export function stepOfRank(rule: StepRule, rank: number): { step: number; endRank: number } {
  const schedule = rule.schedule ?? [[1, rule.batch_size as number]];
  let startRank = 0;
  for (const [i, [fromStep, size]] of (schedule as [number, number][]).entries()) {
    const nextStep = schedule[i + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    const endRank = startRank + (nextStep - fromStep) * size;
    if (rank < endRank) {
      const batch = Math.floor((rank - startRank) / size);
      return { step: fromStep + batch, endRank: startRank + (batch + 1) * size };
    }
    startRank = endRank;
  }
  throw new Error('a schedule without an end ended');
}
