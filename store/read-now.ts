// A part of a snapshot that is read when the snapshot is opened and may be damaged: its damage must
// not be damage of answers that do not need it.

import { IndexError } from '../errors.ts';

/** Runs `read` at once. The function returned gives its value, or throws its IndexError. */
export function readNow<T>(read: () => T): () => T {
  try {
    const value = read();
    return () => value;
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    return () => {
      throw error;
    };
  }
}
