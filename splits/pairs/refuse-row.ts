// The error for a row of a pair file that cannot be used.

import { IndexError } from '../../errors.ts';

/** What is wrong with a row, and where it is: "line 7". */
export interface RowFault {
  readonly place: string;
  readonly found: string;
}

export type RowCode =
  | 'not_json'
  | 'not_an_object'
  | 'not_csv'
  | 'missing_field'
  | 'wrong_field_type'
  | 'record_too_long';

export function refusal(file: string, code: RowCode, { place, found }: RowFault): IndexError {
  const line = /\d+$/.exec(place)?.[0];
  const details = { file, ...(line !== undefined && { line: Number(line) }) };
  return new IndexError(code, `${file}, ${place} ${found}`, details);
}
