// Counts of things by step, kept until the last step is known and bins can be told apart.
//
// A log of three numbers for each thing and step in which it was counted, written when the step
// has passed: 12 bytes an entry, in blocks, so that nothing is copied when it grows. To read it, 4
// more put the entries of a thing together.

const blockEntries = 1 << 16;
const entryWords = 3;

export class StepCounts {
  #inStep: Uint32Array;
  #things: number;
  /** Things counted in this step, each once. */
  #touched: number[] = [];
  #step = 0;
  /** Distinct steps in which something was counted, rising; entries name them by their place. */
  #steps: number[] = [];
  #blocks: Uint32Array[] = [];
  #entries = 0;

  /** Things are numbered [0, things). */
  constructor(things: number) {
    this.#things = things;
    this.#inStep = new Uint32Array(things);
  }

  /** The number of one more thing. */
  addThing(): number {
    if (this.#things === this.#inStep.length) {
      const longer = new Uint32Array(Math.max(64, 2 * this.#things));
      longer.set(this.#inStep);
      this.#inStep = longer;
    }
    return this.#things++;
  }

  /** Counts from here on are of `step`; steps never fall. */
  begin(step: number): void {
    if (this.#step === step) return;
    this.#flush();
    this.#step = step;
  }

  count(thing: number): void {
    const before = this.#inStep[thing] as number;
    if (before === 0) this.#touched.push(thing);
    this.#inStep[thing] = before + 1;
  }

  /** Gives for a thing its counts in the steps (edges[i], edges[i + 1]]. Nothing is counted any more. */
  reader(edges: readonly number[]): (thing: number) => number[] {
    this.#flush();
    const binOfStep = this.#binsOfSteps(edges);
    const { starts, order } = this.#sort();
    return (thing) => {
      const counts = new Array<number>(edges.length - 1).fill(0);
      for (let i = starts[thing] as number; i < (starts[thing + 1] as number); i++) {
        const { block, at } = this.#entry(order[i] as number);
        const bin = binOfStep[block[at + 1] as number];
        if (bin === undefined) continue;
        counts[bin] = (counts[bin] as number) + (block[at + 2] as number);
      }
      return counts;
    };
  }

  /** The entries by thing: those of thing t are order[starts[t], starts[t + 1]). */
  #sort(): { starts: Uint32Array; order: Uint32Array } {
    const things = this.#things;
    const starts = new Uint32Array(things + 1);
    for (let entry = 0; entry < this.#entries; entry++) {
      const next = this.#thing(entry) + 1;
      starts[next] = (starts[next] as number) + 1;
    }
    for (let thing = 0; thing < things; thing++) {
      starts[thing + 1] = (starts[thing + 1] as number) + (starts[thing] as number);
    }
    const order = new Uint32Array(this.#entries);
    const free = starts.slice();
    for (let entry = 0; entry < this.#entries; entry++) {
      const thing = this.#thing(entry);
      const place = free[thing] as number;
      order[place] = entry;
      free[thing] = place + 1;
    }
    return { starts, order };
  }

  #entry(entry: number): { block: Uint32Array; at: number } {
    const block = this.#blocks[Math.floor(entry / blockEntries)] as Uint32Array;
    return { block, at: (entry % blockEntries) * entryWords };
  }

  #thing(entry: number): number {
    const { block, at } = this.#entry(entry);
    return block[at] as number;
  }

  /** The bin of each step; undefined where it is before the first edge or after the last. */
  #binsOfSteps(edges: readonly number[]): (number | undefined)[] {
    let bin = 0;
    return this.#steps.map((step) => {
      while (bin < edges.length - 1 && (edges[bin + 1] as number) < step) bin++;
      return bin < edges.length - 1 && step > (edges[bin] as number) ? bin : undefined;
    });
  }

  #flush(): void {
    if (this.#touched.length > 0) this.#steps.push(this.#step);
    for (const thing of this.#touched) {
      if (this.#entries % blockEntries === 0) {
        this.#blocks.push(new Uint32Array(blockEntries * entryWords));
      }
      const { block, at } = this.#entry(this.#entries++);
      block[at] = thing;
      block[at + 1] = this.#steps.length - 1;
      block[at + 2] = this.#inStep[thing] as number;
      this.#inStep[thing] = 0;
    }
    this.#touched.length = 0;
  }
}
