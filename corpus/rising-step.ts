// Steps that records say never fall, since records come in training order.

import { IndexError } from '../errors.ts';
import type { FieldRule } from './step-rule.ts';

/** Throws `step_backwards` for a step below the one before; `where` names its record. */
export function requireRisingStep(
  rule: FieldRule,
  { before, step, where }: { before: number; step: number; where: () => string },
): void {
  if (step >= before) return;
  const isDate = rule.format === 'date' || rule.format === 'date-time';
  const place = where();
  throw new IndexError(
    'step_backwards',
    `${place}: step ${step} after step ${before}. Expected records in training order, steps never falling. Name the right field with --step-field, or sort the corpus by this one. JSON lines${isDate ? ', their dates in one form,' : ''} are sorted by: cat FILES | ${sortCommand(rule)} > sorted.jsonl`,
    { where: place, found: step, expected: before },
  );
}

/** A command that sorts JSON lines by their steps, in memory; lines stay as they are, equal ones in order. */
function sortCommand({ field, format }: FieldRule): string {
  const value = `json.loads(line)[${JSON.stringify(field)}]`;
  const key = format === 'digits' ? `int(${value})` : value;
  const script = [
    'import json, sys',
    `lines = sorted(filter(bytes.strip, sys.stdin.buffer), key=lambda line: ${key})`,
    'sys.stdout.buffer.writelines(line.strip() + b"\\n" for line in lines)',
  ].join('; ');
  return `python3 -c '${script.replaceAll("'", "'\\''")}'`;
}
