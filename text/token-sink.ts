// Where analysed records go: token ids one after the other, in an array that grows.

/** Token ids are ids[0, length); `words` counts the runs without white space of the texts. */
export interface TokenSink {
  ids: Uint32Array;
  length: number;
  words: number;
  /** Makes room for `extra` more ids; may replace `ids`. */
  reserve(extra: number): void;
}

/** An empty sink that doubles when it is full, and has room for `roomy` ids at least once it has grown. */
export function growingSink(initialCapacity: number, roomy = 0): TokenSink {
  return {
    ids: new Uint32Array(initialCapacity),
    length: 0,
    words: 0,
    reserve(extra) {
      const needed = this.length + extra;
      if (needed <= this.ids.length) return;
      const grown = new Uint32Array(Math.max(needed, 2 * this.ids.length, roomy));
      grown.set(this.ids.subarray(0, this.length));
      this.ids = grown;
    },
  };
}
