// The one form of a message: where, what was expected, what was found, and what to do.

interface Parts {
  /** The file with its line, the option, or what could not be done. */
  readonly where: string;
  /** A noun: "a step, a whole number from 0". */
  readonly expected?: string;
  /** A noun after `expected`; without it, words that stand by themselves. */
  readonly found: string;
  /** Sentences with their full stops. */
  readonly solve?: string | undefined;
}

/** "list.txt:3: expected a phrase; found an empty line. Remove the line." */
export function sentence({ where, expected, found, solve }: Parts): string {
  const facts = expected === undefined ? found : `expected ${expected}; found ${found}`;
  return `${where}: ${facts}.${solve === undefined ? '' : ` ${solve}`}`;
}
