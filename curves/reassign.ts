// Random re-assignments of examples to sides: what the permutation test compares a split with.
//
// Units are assigned whole: single examples, or groups of examples that share their critical phrases
// and so are not independent. Within each stratum (a range of word frequency, or all examples) as
// many examples are proxy-train at each checkpoint as in the split. Units come in random order, each
// to train if it still fits. Of a split as of each checkpoint the order decides which units are
// exposed first, and what is exposed stays so.

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Sides } from './sides.ts';
import { setBit, wordsOf } from './stats/bits.ts';

export interface Units {
  /** Unit of each example, in [0, units), and stratum of each unit, in [0, strata). */
  readonly unitOf: Int32Array;
  readonly stratumOf: Int32Array;
  readonly strata: number;
}

/** Each example a unit of its own, or each group one. */
export function unitsOf(
  unitOf: Int32Array | undefined,
  { examples, rarestCount }: { readonly examples: number; readonly rarestCount?: Float64Array },
): Units {
  const own = unitOf ?? Int32Array.from({ length: examples }, (_, i) => i);
  const units = own.reduce((most, unit) => Math.max(most, unit + 1), 0);
  const stratumOf = new Int32Array(units);
  if (rarestCount === undefined) return { unitOf: own, stratumOf, strata: 1 };
  const numbers = new Map<number, number>();
  for (let i = 0; i < examples; i++) {
    // Ranges that double: 0, 1-2, 3-6, 7-14, ... The examples of a group share their phrases.
    const range = Math.floor(Math.log2((rarestCount[i] as number) + 1));
    const known = numbers.get(range) ?? numbers.size;
    numbers.set(range, known);
    stratumOf[own[i] as number] = known;
  }
  return { unitOf: own, stratumOf, strata: Math.max(1, numbers.size) };
}

/** A checkpoint from which on more examples are proxy-train, and how many of each stratum then. */
interface Level {
  readonly checkpoint: number;
  readonly targets: Int32Array;
}

export class Reassigner {
  /** The train side of the last re-assignment at the last checkpoint of `growTo`, as bits. */
  readonly train: Uint32Array;
  #random: RandomGenerator;
  #levels: readonly Level[];
  #strata: readonly Int32Array[];
  #members: readonly Int32Array[];
  /** Of each stratum: examples that are train, and its queue of units from a start on. */
  #filled: Int32Array;
  #queues: readonly Int32Array[];
  #queueStart: Int32Array;
  #level = 0;
  #size = 0;

  constructor({ unitOf, stratumOf, strata }: Units, sides: Sides, random: RandomGenerator) {
    this.#random = random;
    this.train = new Uint32Array(wordsOf(unitOf.length));
    this.#levels = levelsOf({ unitOf, stratumOf, strata }, sides);
    this.#strata = Array.from({ length: strata }, (_, s) =>
      Int32Array.from([...stratumOf.keys()].filter((unit) => stratumOf[unit] === s)),
    );
    this.#members = membersOf(unitOf, stratumOf.length);
    this.#filled = new Int32Array(strata);
    this.#queues = this.#strata.map((units) => units.slice());
    this.#queueStart = new Int32Array(strata);
  }

  /** Examples on the train side. */
  get size(): number {
    return this.#size;
  }

  /** Draws a new re-assignment, of which no checkpoint has been asked yet. */
  draw(): void {
    for (const [s, order] of this.#strata.entries()) {
      for (let i = order.length - 1; i > 0; i--) {
        const j = uniformInt(this.#random, 0, i);
        const unit = order[i] as number;
        order[i] = order[j] as number;
        order[j] = unit;
      }
      this.#queues[s]?.set(order);
    }
    this.#filled.fill(0);
    this.#queueStart.fill(0);
    this.train.fill(0);
    this.#level = 0;
    this.#size = 0;
  }

  /** The train side at checkpoint c; c rises from one call to the next. */
  growTo(c: number): void {
    while (this.#level < this.#levels.length) {
      const level = this.#levels[this.#level] as Level;
      if (level.checkpoint > c) return;
      for (let s = 0; s < level.targets.length; s++) this.#fill(s, level.targets[s] as number);
      this.#level++;
    }
  }

  /** Takes units of a stratum in their order, each that still fits, until it has `target` examples. */
  #fill(s: number, target: number): void {
    const queue = this.#queues[s] as Int32Array;
    const start = this.#queueStart[s] as number;
    let room = target - (this.#filled[s] as number);
    let at = start;
    let passed = 0;
    for (; at < queue.length && room > 0; at++) {
      const unit = queue[at] as number;
      const members = this.#members[unit] as Int32Array;
      if (members.length > room) {
        queue[start + passed++] = unit;
        continue;
      }
      room -= members.length;
      for (const example of members) setBit(this.train, example);
    }
    // Those passed over stay in front of those not looked at.
    queue.copyWithin(at - passed, start, start + passed);
    this.#queueStart[s] = at - passed;
    this.#size += target - room - (this.#filled[s] as number);
    this.#filled[s] = target - room;
  }
}

function levelsOf(
  { unitOf, stratumOf, strata }: Units,
  { trainFrom, checkpoints }: Sides,
): Level[] {
  const levels: Level[] = [];
  const counts = Array.from({ length: checkpoints }, () => new Int32Array(strata));
  for (const [i, from] of trainFrom.entries()) {
    const stratum = stratumOf[unitOf[i] as number] as number;
    const count = counts[from];
    if (count !== undefined) count[stratum] = (count[stratum] as number) + 1;
  }
  const targets = new Int32Array(strata);
  for (const [checkpoint, added] of counts.entries()) {
    if (added.every((count) => count === 0)) continue;
    for (const [s, count] of added.entries()) targets[s] = (targets[s] as number) + count;
    levels.push({ checkpoint, targets: targets.slice() });
  }
  return levels;
}

function membersOf(unitOf: Int32Array, units: number): Int32Array[] {
  const members: number[][] = Array.from({ length: units }, () => []);
  for (const [example, unit] of unitOf.entries()) members[unit]?.push(example);
  return members.map((list) => Int32Array.from(list));
}
