// A phrase, or a group of phrases, of a list of JSON values.

import { sentence } from '../../errors/sentence.ts';
import { IndexError } from '../../errors.ts';
import { isObject, type JsonObject, parseJson } from '../../input/lines/json-text.ts';
import { type Askable, type PhraseGroup, requireGroup } from '../../schemas/askable.ts';

/** Throws `not_json`, `not_an_object`, `missing_field` and `wrong_field_type`, with the place. */
export function decodePhrase(
  text: string,
  place: string,
  details: { file: string; line: number },
): Askable {
  const expected = 'a JSON object with "phrase", or with "name" and "phrases", or a string';
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
  if (Object.hasOwn(value, 'phrases')) return decodeGroup(value, place, details);
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

/** `bad_argument` for a group that has no phrase, too many, or a phrase of its own besides. */
function decodeGroup(
  { phrase, name, phrases }: JsonObject,
  place: string,
  details: { file: string; line: number },
): PhraseGroup {
  const refuse = (code: 'missing_field' | 'wrong_field_type' | 'bad_argument', found: string) => {
    const expected = '"name", a string, and "phrases", an array of strings';
    return new IndexError(code, sentence({ where: place, expected, found }), details);
  };
  if (phrase !== undefined) throw refuse('bad_argument', '"phrase" too');
  if (name === undefined) throw refuse('missing_field', '"phrases" and no "name"');
  if (typeof name !== 'string') throw refuse('wrong_field_type', `${typeName(name)} as "name"`);
  if (!Array.isArray(phrases)) {
    throw refuse('wrong_field_type', `${typeName(phrases)} as "phrases"`);
  }
  const texts = phrases.filter((one) => typeof one === 'string');
  const other = phrases.find((one) => typeof one !== 'string');
  if (other !== undefined) throw refuse('wrong_field_type', `${typeName(other)} in "phrases"`);
  const group = { name, phrases: texts };
  try {
    requireGroup(group);
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    throw new IndexError(error.code, `${place}: ${error.message}`, details, error);
  }
  return group;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${String(value)}`;
}
