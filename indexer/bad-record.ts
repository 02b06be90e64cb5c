// A record that cannot be used, as the error that ends a command.

import { IndexError } from '../errors.ts';
import type { BadRecord } from './sources/decode-batch.ts';

/** `name` is the source's; `isOpen`: the record is its last line and has no line feed. */
export function badRecordError(
  name: string,
  { line, code, message }: BadRecord,
  isOpen = false,
): IndexError {
  const isCut = isOpen && (code === 'not_json' || code === 'not_utf8');
  const cut = isCut
    ? ' The source ends there without a line feed: it is cut short, or still being written.'
    : '';
  return new IndexError(
    code,
    `${message}.${cut} ${adviceFor(line, code, isCut)}, or skip such records with --on-bad-record skip (they are counted and listed).`,
    { file: name, line },
  );
}

function adviceFor(line: number, code: BadRecord['code'], isCut: boolean): string {
  if (isCut) return 'Copy it again, run the same command again once the line is complete';
  // A wrong name of the field shows at once.
  if (code !== 'missing_field' || line > 1) return 'Fix it';
  return 'Name the right field with --text-field (or --step-field; text_field in a run description), fix it';
}
