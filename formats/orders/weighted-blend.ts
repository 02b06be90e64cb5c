// The order in which Megatron blends data sets by weight, computed entry by entry.
//
// Each entry goes to the data set that is furthest behind its share, the first one of several; the
// data set gives its next sample. Entries depend on all before them, so the counts are kept at each
// block's start: memory is a few numbers a block, and reading on is cheap. The arithmetic is that of
// doubles in Megatron's order, as x86-64 computes it; a machine that fuses multiplication and
// subtraction may break a tie otherwise.

export interface BlendEntry {
  /** The data set, and its sample: both from 0 on. */
  readonly set: number;
  readonly sample: number;
}

const blockEntries = 1 << 16;

export class WeightedBlend {
  readonly #weights: Float64Array;
  /** Samples of each data set before each block that is known. */
  readonly #starts: Float64Array[];
  #block = -1;
  readonly #sets = new Uint16Array(blockEntries);
  readonly #samples = new Float64Array(blockEntries);

  /** Weights above 0, which need not sum to 1. */
  constructor(weights: readonly number[]) {
    // Megatron normalises twice, which is not always the same as once.
    this.#weights = normalize(normalize(Float64Array.from(weights)));
    this.#starts = [new Float64Array(weights.length)];
  }

  at(entry: number): BlendEntry {
    const block = Math.floor(entry / blockEntries);
    if (block !== this.#block) this.#computeUpTo(block);
    const local = entry - block * blockEntries;
    return { set: this.#sets[local] as number, sample: this.#samples[local] as number };
  }

  #computeUpTo(block: number): void {
    for (let next = Math.min(block, this.#starts.length - 1); next <= block; next++) {
      this.#compute(next);
    }
  }

  #compute(block: number): void {
    const weights = this.#weights;
    const counts = Float64Array.from(this.#starts[block] as Float64Array);
    for (let local = 0; local < blockEntries; local++) {
      const entries = Math.max(block * blockEntries + local, 1);
      let set = 0;
      let most = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < weights.length; i++) {
        const behind = (weights[i] as number) * entries - (counts[i] as number);
        if (behind > most) {
          most = behind;
          set = i;
        }
      }
      this.#sets[local] = set;
      this.#samples[local] = counts[set] as number;
      counts[set] = (counts[set] as number) + 1;
    }
    this.#block = block;
    if (this.#starts.length === block + 1) this.#starts.push(counts);
  }
}

function normalize(weights: Float64Array): Float64Array {
  const sum = pairwiseSum(weights);
  return weights.map((weight) => weight / sum);
}

/** The sum in NumPy's order of additions, of which the last digits depend. */
function pairwiseSum(numbers: Float64Array): number {
  const { length } = numbers;
  if (length > 128) {
    const half = Math.floor(length / 16) * 8;
    return pairwiseSum(numbers.subarray(0, half)) + pairwiseSum(numbers.subarray(half));
  }
  const lanes = length < 8 ? 0 : length - (length % 8);
  let sum = 0;
  if (lanes > 0) {
    const sums = numbers.slice(0, 8);
    for (let i = 8; i < lanes; i++) sums[i % 8] = (sums[i % 8] as number) + (numbers[i] as number);
    const pair = (at: number) => (sums[at] as number) + (sums[at + 1] as number);
    sum = pair(0) + pair(2) + (pair(4) + pair(6));
  }
  for (let i = lanes; i < length; i++) sum += numbers[i] as number;
  return sum;
}
