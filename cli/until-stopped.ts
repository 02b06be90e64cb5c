// How a command that serves learns that it is to end.

/**
 * Resolves at SIGTERM or SIGINT, and at the end of `input`, where one is given. A second signal ends the
 * process at once. The input does not keep the process alive.
 */
export function untilStopped(input?: NodeJS.ReadStream): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGTERM', stop).off('SIGINT', stop);
      resolve();
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
    if (input === undefined) return;
    // A pipe whose other end is gone may fail instead of ending.
    input.once('end', stop).once('close', stop).on('error', stop).resume();
    // The standard input of a file has no `unref`; it ends at once.
    input.unref?.();
  });
}
