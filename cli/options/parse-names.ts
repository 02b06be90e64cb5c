// Parsers of option values that are names. What does not fit is a usage error that says what was expected.

import { InvalidArgumentError } from 'commander';
import type { CorpusQuestion } from '../../library/corpus-question.ts';

type TextField = NonNullable<CorpusQuestion['textField']>;

/** A name of a file, a folder or a field; an empty one is mostly a variable that is not set. */
export function parseName(value: string): string {
  if (value !== '') return value;
  throw new InvalidArgumentError('Expected a name, found an empty one: is a variable not set?');
}

/** Names, comma-separated; may be given several times. */
export function parseNames(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(',').map((part) => parseName(part.trim()))];
}

/** A field, or several where the option is repeated: a name may hold commas. */
export function parseFields(value: string, before?: TextField): TextField {
  return before === undefined ? parseName(value) : [...[before].flat(), parseName(value)];
}
