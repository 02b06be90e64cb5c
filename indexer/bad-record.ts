// A record that cannot be used, as the error that ends a command.

import { IndexError } from '../errors.ts';
import type { BadRecord } from './sources/decode-batch.ts';

/** `name` is the source's. */
export function badRecordError(name: string, { line, code, message }: BadRecord): IndexError {
  // A wrong name of the field shows at once.
  const advice =
    code === 'missing_field' && line === 1
      ? 'Name the right field with --text-field (or --step-field; text_field in a run description), mend it'
      : 'Mend it';
  return new IndexError(
    code,
    `${message}. ${advice}, or leave such records out with --on-bad-record skip (they are counted and listed).`,
    { file: name, line },
  );
}
