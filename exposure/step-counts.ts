// Counts of things by step, kept until the last step is known and bins can be told apart.
//
// A log of three numbers for each thing and step in which it was counted, written when the step
// has passed: 12 bytes an entry, in blocks, so that nothing is copied when it grows.

const blockEntries = 1 << 16;
const entryWords = 3;

export class StepCounts {
  #inStep: Uint32Array;
  /** Things counted in this step, each once. */
  #touched: number[] = [];
  /** Distinct steps, rising; entries name them by their place. */
  #steps: number[] = [];
  #blocks: Uint32Array[] = [];
  #entries = 0;

  /** Things are numbered [0, things). */
  constructor(things: number) {
    this.#inStep = new Uint32Array(things);
  }

  /** Counts from here on are of `step`; steps never fall. */
  begin(step: number): void {
    if (this.#steps.at(-1) === step) return;
    this.#flush();
    this.#steps.push(step);
  }

  count(thing: number): void {
    const before = this.#inStep[thing] as number;
    if (before === 0) this.#touched.push(thing);
    this.#inStep[thing] = before + 1;
  }

  /** Of each thing: its counts in the steps (edges[i], edges[i + 1]]. */
  bins(edges: readonly number[]): number[][] {
    this.#flush();
    const bins = Array.from(this.#inStep, () => new Array<number>(edges.length - 1).fill(0));
    const binOfStep = this.#binsOfSteps(edges);
    for (let entry = 0; entry < this.#entries; entry++) {
      const block = this.#blocks[Math.floor(entry / blockEntries)] as Uint32Array;
      const at = (entry % blockEntries) * entryWords;
      const counts = bins[block[at] as number] as number[];
      const bin = binOfStep[block[at + 1] as number] as number;
      counts[bin] = (counts[bin] as number) + (block[at + 2] as number);
    }
    return bins;
  }

  #binsOfSteps(edges: readonly number[]): number[] {
    let bin = 0;
    return this.#steps.map((step) => {
      while ((edges[bin + 1] as number) < step) bin++;
      return bin;
    });
  }

  #flush(): void {
    for (const thing of this.#touched) {
      if (this.#entries % blockEntries === 0) {
        this.#blocks.push(new Uint32Array(blockEntries * entryWords));
      }
      const block = this.#blocks.at(-1) as Uint32Array;
      const at = (this.#entries++ % blockEntries) * entryWords;
      block[at] = thing;
      block[at + 1] = this.#steps.length - 1;
      block[at + 2] = this.#inStep[thing] as number;
      this.#inStep[thing] = 0;
    }
    this.#touched.length = 0;
  }
}
