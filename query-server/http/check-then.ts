// A hook of Fastify that checks something: it goes on, or ends with the error of the check.

/** Calls `done` once: without an argument, or with what `check` throws. */
export function checkThen(check: () => void, done: (error?: Error) => void): void {
  try {
    check();
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  done();
}
