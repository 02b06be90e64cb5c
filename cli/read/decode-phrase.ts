// A phrase of a list of JSON values.

import { sentence } from '../../errors/sentence.ts';
import { IndexError } from '../../errors.ts';
import { isObject, parseJson } from '../../input/lines/json-text.ts';

/** Throws `not_json`, `not_an_object`, `missing_field` and `wrong_field_type`, with the place. */
export function decodePhrase(
  text: string,
  place: string,
  details: { file: string; line: number },
): string {
  const expected = 'a JSON object with "phrase", or a string';
  const value = parseJson(text, (fault, cause) => {
    const solve = 'Fix it, or write one phrase per line in a file that ends in .txt.';
    const message = sentence({ where: place, expected, found: `a line that is ${fault}`, solve });
    return new IndexError('not_json', message, details, cause);
  });
  if (typeof value === 'string') return value;
  if (!isObject(value)) {
    const message = sentence({ where: place, expected, found: typeName(value) });
    throw new IndexError('not_an_object', message, details);
  }
  const { phrase } = value;
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
