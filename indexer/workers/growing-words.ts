// Lists of numbers that grow while records come in, in typed arrays: one number, no object.

interface GrowingList<A extends Uint32Array | Float64Array> {
  readonly length: number;
  /** A view of the numbers so far. */
  readonly words: A;
  push(value: number): void;
}

/** A list of u32. */
export function growingWords(): GrowingList<Uint32Array> {
  return growing((length) => new Uint32Array(length));
}

/** A list of whole numbers up to 2^53 - 1. */
export function growingNumbers(): GrowingList<Float64Array> {
  return growing((length) => new Float64Array(length));
}

function growing<A extends Uint32Array | Float64Array>(
  allocate: (length: number) => A,
): GrowingList<A> {
  let words = allocate(1 << 10);
  let length = 0;
  return {
    get length() {
      return length;
    },
    get words() {
      return words.subarray(0, length) as A;
    },
    push(value) {
      if (length === words.length) {
        const grown = allocate(words.length * 2);
        grown.set(words);
        words = grown;
      }
      words[length++] = value;
    },
  };
}
