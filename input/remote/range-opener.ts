// What opens ranges of one file in a store: one attempt each, of the version that was found at the start.

/** A range of bytes, half-open. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface RangeOpener extends AsyncDisposable {
  /** The server, for messages. */
  readonly host: string;
  /**
   * The bytes of a range that is not empty, as they come; more or fewer than asked for are the
   * caller's to find. Throws a PassingFault where another attempt may help, else `source_moved`,
   * `access_denied`, `input_not_found` and `transfer_failed`.
   */
  open(range: ByteRange, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}
