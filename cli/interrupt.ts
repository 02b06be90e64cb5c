// Ctrl-C and the signals of schedulers, and what they mean for a command.

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
 * Until disposed of: the first SIGTERM or SIGUSR1, which a scheduler sends before it ends a task, fires
 * `stop`; the next one, and Ctrl-C, fires `signal`, and one more ends the process. A script may pass on
 * a signal that its scheduler sent to the command too, so what follows within a second is the same one.
 */
export function listenForStop(): { stop: AbortSignal; signal: AbortSignal } & Disposable {
  const stop = new AbortController();
  const abort = new AbortController();
  const onAbort = () => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  };
  let stoppedMs = 0;
  const onStop = () => {
    if (!stop.signal.aborted) {
      stoppedMs = performance.now();
      stop.abort();
    } else if (performance.now() - stoppedMs > 1000) onAbort();
  };
  const names = ['SIGTERM', 'SIGUSR1'] as const;
  process.on('SIGINT', onAbort);
  for (const name of names) process.on(name, onStop);
  return {
    ...{ stop: stop.signal, signal: abort.signal },
    [Symbol.dispose]: () => {
      process.off('SIGINT', onAbort);
      for (const name of names) process.off(name, onStop);
    },
  };
}
