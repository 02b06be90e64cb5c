// Options of a call, checked where they enter: JavaScript has no types, and a name that is spelled wrong
// would be a default that nobody asked for.

import { IndexError } from '../../errors.ts';

/** What the value of an option has to be. */
export interface Rule {
  /** "a whole number from 1" */
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

/** Throws `bad_argument` for an unknown name, and for a value that breaks its rule; undefined is absent. */
export function checkOptions<Options extends object>(
  given: Options,
  rules: Readonly<Record<keyof Options & string, Rule>>,
  call: string,
): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refuse(call, 'options', 'an object', given);
  }
  const known = new Map<string, Rule>(Object.entries(rules));
  for (const [name, value] of Object.entries(given)) {
    const rule = known.get(name);
    if (rule === undefined) {
      const names = [...known.keys()].join(', ');
      throw new IndexError(
        'bad_argument',
        `${call}: ${JSON.stringify(name)} is not an option: expected one of ${names}`,
        { option: name },
      );
    }
    if (value !== undefined && !rule.holds(value)) throw refuse(call, name, rule.expected, value);
  }
}

/** Throws `bad_argument` where an argument breaks its rule. */
export function checkArgument(value: unknown, { expected, holds }: Rule, name: string): void {
  if (!holds(value)) throw refuse(name, 'argument', expected, value);
}

function refuse(call: string, name: string, expected: string, value: unknown): IndexError {
  return new IndexError(
    'bad_argument',
    `${call}: ${name}: expected ${expected}, found ${show(value)}`,
    {
      option: name,
      expected,
    },
  );
}

const maxShown = 60;

function show(value: unknown): string {
  const text =
    typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
  return text.length > maxShown ? `${text.slice(0, maxShown)}...` : text;
}
