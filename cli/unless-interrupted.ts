// Work that writes nothing before its end, and may be interrupted until then.

import { IndexError } from '../errors.ts';

/** Throws `interrupted` in place of what a signal throws; errors with a code stay. */
export async function unlessInterrupted<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!signal.aborted || error instanceof IndexError) throw error;
    throw new IndexError('interrupted', 'interrupted: nothing was written');
  }
}
