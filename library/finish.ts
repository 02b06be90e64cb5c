// Work that pauses for a server, where nobody else waits.

/** The result of work, made without a pause. */
export function finish<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
