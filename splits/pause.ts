// Where long work on a client's input lets other work go on.

/**
 * Called between small pieces of work, once for a row or a chunk. A promise is awaited before the
 * next piece; it rejects to end the work.
 */
export type Pause = () => Promise<void> | undefined;

export const noPause: Pause = () => undefined;
