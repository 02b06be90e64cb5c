// A record that cannot be used, as the error that ends a command.

import { IndexError } from '../errors.ts';
import type { BadRecord } from './sources/decode-batch.ts';

/** `name` is the source's. */
export function badRecordError(name: string, { line, code, message }: BadRecord): IndexError {
  return new IndexError(
    code,
    `${message}. Mend it, or leave such records out with --on-bad-record skip (they are counted and listed).`,
    { file: name, line },
  );
}
