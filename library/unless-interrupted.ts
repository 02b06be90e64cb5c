// What a caller hears of work that its signal stopped.

import { IndexError } from '../errors.ts';

/**
 * Runs work that writes nothing before its end. Throws `interrupted` in place of what a signal throws;
 * errors with a code stay.
 */
export async function unlessInterrupted<Result>(
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted !== true || error instanceof IndexError) throw error;
    throw new IndexError('interrupted', 'interrupted: nothing was written');
  }
}
