// A phrase of a list of JSON values.

import { sentence } from '../../errors/sentence.ts';
import { IndexError } from '../../errors.ts';
import { explainJsonError } from '../../input/lines/explain-json-error.ts';

/** Throws `not_json`, `not_an_object`, `missing_field` and `wrong_field_type`, with the place. */
export function decodePhrase(
  text: string,
  place: string,
  details: { file: string; line: number },
): string {
  const expected = 'a JSON object with "phrase", or a string';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const found = `a line that is not valid JSON: ${explainJsonError(text, error)}`;
    const solve = 'Fix it, or write one phrase per line in a file that ends in .txt.';
    const message = sentence({ where: place, expected, found, solve });
    throw new IndexError('not_json', message, details, error);
  }
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = sentence({ where: place, expected, found: typeName(value) });
    throw new IndexError('not_an_object', message, details);
  }
  const phrase = 'phrase' in value ? value.phrase : undefined;
  if (typeof phrase === 'string') return phrase;
  if (phrase === undefined) {
    const keys = Object.keys(value)
      .slice(0, 8)
      .map((key) => JSON.stringify(key.slice(0, 24)));
    const found = keys.length === 0 ? 'an empty object' : `an object with ${keys.join(', ')}`;
    throw new IndexError('missing_field', sentence({ where: place, expected, found }), details);
  }
  const found = typeName(phrase);
  const message = sentence({ where: place, expected: 'a string as "phrase"', found });
  throw new IndexError('wrong_field_type', message, details);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${String(value)}`;
}
