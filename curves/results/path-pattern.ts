// A pattern of a user that finds the step or seed in a path.

import { IndexError } from '../../errors.ts';

/** Throws `bad_argument`, with `name` for what the pattern was given as, such as `--step-pattern`. */
export function pathPattern(name: string, text: string): RegExp {
  let pattern: RegExp;
  try {
    pattern = new RegExp(text);
  } catch (error) {
    throw new IndexError('bad_argument', `${name} ${text}: ${(error as Error).message}`);
  }
  // The groups of a match of nothing tell how many there are.
  if ((new RegExp(`${text}|`).exec('')?.length ?? 1) >= 2) return pattern;
  throw new IndexError(
    'bad_argument',
    `${name} ${text} has no group, expected the number in parentheses, as in "step(\\d+)"`,
  );
}
