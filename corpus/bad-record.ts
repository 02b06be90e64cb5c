// A record that cannot be used, as the error that ends a command.

import { IndexError } from '../errors.ts';
import type { BadRecord } from '../formats/lines/decode-batch.ts';

/** `name` is the source's; `isOpen`: the record is its last line and has no line feed. */
export function badRecordError(
  name: string,
  { line, code, message, missing, solve }: BadRecord,
  isOpen = false,
): IndexError {
  const isCut = isOpen && (code === 'not_json' || code === 'not_utf8');
  const cut = isCut
    ? ' The source ends there without a line feed: it is cut short, or still being written.'
    : '';
  const skip = ', or skip such records with --on-bad-record skip (they are counted and listed)';
  const advice = solve ?? `${isCut ? adviceForCut : adviceFor(line, missing)}${skip}`;
  return new IndexError(code, `${message}.${cut} ${advice}.`, { file: name, line });
}

const adviceForCut = 'Copy it again, run the same command again once the line is complete';

/** A wrong name of a field shows at once. */
function adviceFor(line: number, missing: BadRecord['missing']): string {
  if (missing === undefined || line > 1) return 'Fix it';
  return `${nameField(missing)}, fix it`;
}

function nameField(missing: NonNullable<BadRecord['missing']>): string {
  const key = missing === 'text' ? 'text_field' : 'steps.field';
  return `Name the right field with --${missing}-field (${key} in a run description)`;
}

/** What to do where no record of a corpus can be used, and this is the first. */
export function adviceForAll({ missing, solve }: BadRecord): string {
  if (solve !== undefined) return solve;
  return missing === undefined ? 'Fix the records' : `${nameField(missing)}, or fix the records`;
}
