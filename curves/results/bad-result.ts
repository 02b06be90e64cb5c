// The error for results that cannot be used: where they are, then what was found and expected.

import { IndexError } from '../../errors.ts';

export interface ResultPlace {
  readonly file: string;
  /** From 1. Of a table, `row` of the file where it has no lines. */
  readonly line?: number;
  readonly record?: number;
}

export function badResult(
  { file, line, record }: ResultPlace,
  found: string,
  cause?: unknown,
): IndexError {
  const inFile =
    line !== undefined ? `, line ${line}` : record !== undefined ? `, record ${record}` : '';
  return new IndexError(
    'results_invalid',
    `${file}${inFile}: ${found}`,
    { file, ...(line !== undefined && { line }), ...(record !== undefined && { record }) },
    cause,
  );
}

/** A value as it is quoted in a message. */
export function quoted(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
