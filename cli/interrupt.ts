// Ctrl-C and SIGTERM, and what they mean for a command.

import { IndexError } from '../errors.ts';

/** Until disposed of: the first signal aborts, the second one ends the process. */
export function listenForInterrupt(): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/**
 * Runs work that writes nothing before its end. Throws `interrupted` in place of what a signal throws;
 * errors with a code stay.
 */
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
