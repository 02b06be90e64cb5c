// A pattern that cannot be used is an error of its query, at its place there.

import { IndexError } from '../../errors.ts';
import { parsePattern } from '../terms/parse-pattern.ts';

/** `start`: offset of the pattern in its query. Throws `bad_query`. */
export function requirePattern(source: string, start: number): void {
  try {
    parsePattern(source);
  } catch (error) {
    const offset = error instanceof IndexError ? error.details['offset'] : undefined;
    if (!(error instanceof IndexError) || typeof offset !== 'number') throw error;
    const reason = error.message.replace(` at offset ${offset}`, '');
    const message = `query, offset ${start + offset}: ${reason}`;
    throw new IndexError('bad_query', message, { offset: start + offset }, error);
  }
}
