// What somebody who runs a server should know of its watch lists: things that went wrong, and events.

export type WatchNote =
  /** A commit could not be asked, or its events not be written; it is tried again. */
  | { readonly kind: 'failed'; readonly name: string; readonly error: unknown }
  | {
      readonly kind: 'webhook-failed';
      readonly name: string;
      readonly reason: string;
      /** Tries of the same event that have failed, this one included. */
      readonly inRow: number;
    }
  | {
      readonly kind: 'events';
      readonly name: string;
      readonly count: number;
      /** Milliseconds from the moment at which the commit was opened. */
      readonly delayMs: number;
    };
