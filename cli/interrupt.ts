// Ctrl-C and SIGTERM, and what they mean for a command.

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
