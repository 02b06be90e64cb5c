// The error for a row of a pair file that cannot be used.

import { IndexError } from '../../errors.ts';

export interface RowPlace {
  readonly file: string;
  /** Where the row is in it: "line 7". */
  readonly place: string;
}

type RowCode =
  | 'not_json'
  | 'not_an_object'
  | 'not_csv'
  | 'missing_field'
  | 'wrong_field_type'
  | 'record_too_long';

/** `found` goes on after the place. */
export function refuseRow({ file, place }: RowPlace, code: RowCode, found: string): IndexError {
  const line = /\d+$/.exec(place)?.[0];
  const details = { file, ...(line !== undefined && { line: Number(line) }) };
  return new IndexError(code, `${file}, ${place} ${found}`, details);
}
