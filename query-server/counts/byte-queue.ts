/** Bytes as they come from a connection, taken out in pieces of the length that is asked for. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** Undefined: they are not there yet. What came in one chunk is not copied. */
  take(length: number): Buffer | undefined {
    if (length > this.#length) return undefined;
    let [first = Buffer.alloc(0)] = this.#chunks;
    if (first.length < length) {
      first = Buffer.concat(this.#chunks, this.#length);
      this.#chunks = [first];
    }
    this.#length -= length;
    if (first.length === length) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(length);
    return first.subarray(0, length);
  }
}
