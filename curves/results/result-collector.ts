// Rows of results, in any order -> Results. Whatever is missing, doubled or foreign is an error: an
// accuracy over half of the examples would look like any other.

import { IndexError } from '../../errors.ts';
import type { SetExamples, SplitExamples } from '../split/split-examples.ts';
import { compareSeeds, type Results, type Seed, type SetResults } from './results.ts';

const missing = 255;

/** Where in `right` a row of the pair file stands; -1: not an example. */
interface Layout {
  readonly examples: SetExamples;
  readonly positionOf: Int32Array;
}

/** The rows of one set, seed and checkpoint. */
export class ResultBlock {
  readonly examples: SetExamples;
  readonly right: Uint8Array;
  droppedRows = 0;
  #sources: string[] = [];
  #positionOf: Int32Array;

  constructor({ examples, positionOf }: Layout) {
    this.examples = examples;
    this.#positionOf = positionOf;
    this.right = new Uint8Array(examples.rows.length).fill(missing);
  }

  /** Files that rows came from, in the order of reading. */
  get sources(): readonly string[] {
    return this.#sources;
  }

  /** Rows come from this file from now on. */
  beginSource(file: string): void {
    if (!this.#sources.includes(file)) this.#sources.push(file);
  }

  /**
   * Takes a row's judgement. Returns what is wrong with it, for the reader to say where:
   * a row that the set does not have, or one that was there before.
   */
  put(row: number, isRight: boolean): string | undefined {
    const { pairs } = this.examples;
    if (!Number.isInteger(row) || row < 0 || row >= pairs) {
      return `row ${row}, expected one from 0 to ${pairs - 1}, as the set has ${pairs} pairs`;
    }
    const position = this.#positionOf[row] ?? -1;
    if (position < 0) {
      this.droppedRows++;
      return undefined;
    }
    if (this.right[position] !== missing) return `row ${row} a second time${this.#elsewhere()}`;
    this.right[position] = Number(isRight);
    return undefined;
  }

  #elsewhere(): string {
    const others = this.#sources.slice(0, -1);
    if (others.length === 0) return '';
    return `; ${others.length > 1 ? 'one of ' : ''}${others.join(', ')} has it too`;
  }
}

interface Run {
  readonly set: string;
  readonly seed: Seed;
  readonly blocks: Map<number, ResultBlock>;
}

export class ResultCollector {
  #layouts = new Map<string, Layout>();
  #runs = new Map<string, Run>();
  #unknown = new Set<string>();
  #prefix: string;

  /** `taskPrefix` is what an evaluator puts before the name of a set, such as `blimp_`. */
  constructor({ sets }: SplitExamples, { taskPrefix }: { readonly taskPrefix: string }) {
    this.#prefix = taskPrefix;
    for (const [set, examples] of sets) {
      const positionOf = new Int32Array(examples.pairs).fill(-1);
      for (const [position, row] of examples.rows.entries()) positionOf[row] = position;
      this.#layouts.set(set, { examples, positionOf });
    }
  }

  /** Whether the split has the set; if not, it is reported. */
  knows(set: string): boolean {
    return this.#find(set) !== undefined;
  }

  /**
   * The block that rows of a set, seed and checkpoint are put into; the same one each time, as the
   * rows of one may be spread over files. Undefined: the split does not have the set, and its rows
   * are left out and reported.
   */
  block(set: string, seed: Seed, step: number): ResultBlock | undefined {
    const layout = this.#find(set);
    if (layout === undefined) return undefined;
    const name = layout.examples.set;
    const key = JSON.stringify([name, seed]);
    const run = this.#runs.get(key) ?? { set: name, seed, blocks: new Map() };
    this.#runs.set(key, run);
    const block = run.blocks.get(step) ?? new ResultBlock(layout);
    run.blocks.set(step, block);
    return block;
  }

  /** Throws `results_invalid` where an example has no result, or no set of the split has any. */
  finish(): Results {
    const order = new Map([...this.#layouts.keys()].map((set, i) => [set, i]));
    const runs = [...this.#runs.values()].sort(
      (a, b) => (order.get(a.set) ?? 0) - (order.get(b.set) ?? 0) || compareSeeds(a.seed, b.seed),
    );
    let droppedRows = 0;
    for (const { blocks } of runs) {
      for (const block of blocks.values()) droppedRows += block.droppedRows;
    }
    if (runs.length === 0) throw this.#nothing();
    return { runs: runs.map(finishRun), unknownSets: [...this.#unknown], droppedRows };
  }

  #find(set: string): Layout | undefined {
    const own = set.startsWith(this.#prefix) ? set.slice(this.#prefix.length) : set;
    const layout = this.#layouts.get(set) ?? this.#layouts.get(own);
    if (layout === undefined) this.#unknown.add(set);
    return layout;
  }

  #nothing(): IndexError {
    const found = [...this.#unknown].slice(0, 3).join(', ') || 'none';
    const expected = [...this.#layouts.keys()].slice(0, 3).join(', ');
    return new IndexError(
      'results_invalid',
      `the results have no set of the split: found ${found}, expected sets such as ${expected}. Name what is put before them with --task-prefix.`,
    );
  }
}

function finishRun({ set, seed, blocks }: Run): SetResults {
  const rising = [...blocks].sort(([a], [b]) => a - b);
  for (const [step, block] of rising) requireWhole(block, { seed, step });
  return {
    ...{ set, seed, steps: Float64Array.from(rising, ([step]) => step) },
    right: rising.map(([, { right }]) => right),
  };
}

function requireWhole(
  { examples, right, sources }: ResultBlock,
  { seed, step }: { readonly seed: Seed; readonly step: number },
): void {
  const first = right.indexOf(missing);
  if (first < 0) return;
  const count = right.reduce((sum, value) => sum + Number(value === missing), 0);
  const ofSeed = seed === null ? '' : `, seed ${seed}`;
  throw new IndexError(
    'results_invalid',
    `${examples.set}, step ${step}${ofSeed}: ${count} of ${right.length} examples of the split ${count === 1 ? 'has no result: row' : 'have no result, the first of them row'} ${examples.rows[first]} (read: ${listed(sources)}). Expected a result for each; evaluate the missing rows too.`,
    { set: examples.set, step, missing: count },
  );
}

function listed(files: readonly string[]): string {
  const more = files.length > 3 ? ` and ${files.length - 3} more` : '';
  return files.slice(0, 3).join(', ') + more;
}
