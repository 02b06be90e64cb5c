// A line of JSON -> its object.

import { explainJsonError } from '../../input/lines/explain-json-error.ts';
import { isObject, type JsonObject } from '../../splits/pairs/is-object.ts';

/** Throws the error that `refuse` makes of what is wrong with the line. */
export function parseLine(
  line: string,
  refuse: (fault: string, cause?: unknown) => Error,
): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw refuse(`the line is not valid JSON: ${explainJsonError(line, error)}`, error);
  }
  if (isObject(value)) return value;
  throw refuse('the line is not a JSON object');
}
