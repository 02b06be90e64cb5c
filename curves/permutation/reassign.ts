// Random re-assignments of examples to sides: what the permutation test compares a split with.
//
// Units are assigned whole: single examples, or groups of examples that share their critical phrases
// and so are not independent. Within each stratum (a range of word frequency, or all examples) as
// many examples are proxy-train at each checkpoint as in the split. Units come in random order, each
// to train if it still fits. Of a split as of each checkpoint the order decides which units are
// exposed first, and what is exposed stays so.

import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Sides } from '../sets/sides.ts';
import { countWords, setBit } from '../stats/bits.ts';
import { randomBelow } from '../stats/random-below.ts';

export interface Units {
  /** Unit of each example, in [0, units), and stratum of each unit, in [0, strata). */
  readonly unitOf: Int32Array;
  readonly stratumOf: Int32Array;
  readonly strata: number;
}

/** Each example a unit of its own, or each group one. */
export function makeUnits(
  unitOf: Int32Array | undefined,
  { examples, rarestCount }: { readonly examples: number; readonly rarestCount?: Float64Array },
): Units {
  const own = unitOf ?? Int32Array.from({ length: examples }, (_, i) => i);
  const stratumOf = new Int32Array(own.reduce((max, unit) => Math.max(max, unit + 1), 0));
  if (rarestCount === undefined) return { unitOf: own, stratumOf, strata: 1 };
  const numbers = new Map<number, number>();
  for (const [i, unit] of own.entries()) {
    // Ranges that double: 0, 1-2, 3-6, 7-14, ... The examples of a group share their phrases.
    const range = Math.floor(Math.log2((rarestCount[i] ?? 0) + 1));
    const known = numbers.get(range) ?? numbers.size;
    numbers.set(range, known);
    stratumOf[unit] = known;
  }
  return { unitOf: own, stratumOf, strata: Math.max(1, numbers.size) };
}

/** A checkpoint from which on more examples are proxy-train, and how many of each stratum then. */
interface Level {
  readonly checkpoint: number;
  readonly targets: Int32Array;
}

/** Units of a stratum in their random order, of which only as much is drawn as is needed. */
interface Stratum {
  readonly units: Int32Array;
  /** Those taken, then those passed over, then those not drawn. */
  readonly order: Int32Array;
  /** Examples of its smallest unit. */
  readonly smallest: number;
  drawn: number;
  taken: number;
  /** Examples that are train. */
  filled: number;
}

export class Reassigner {
  /** The train side of the last re-assignment at the last checkpoint of `growTo`, as bits. */
  readonly train: Uint32Array;
  #seeds: RandomGenerator;
  #random: RandomGenerator;
  #levels: readonly Level[];
  #strata: readonly Stratum[];
  #members: readonly Int32Array[];
  #level = 0;
  #size = 0;

  constructor({ unitOf, stratumOf, strata }: Units, sides: Sides, seeds: RandomGenerator) {
    this.#seeds = seeds;
    this.#random = seeds;
    this.train = new Uint32Array(countWords(unitOf.length));
    this.#levels = planLevels({ unitOf, stratumOf, strata }, sides);
    this.#members = listMembers(unitOf, stratumOf.length);
    this.#strata = Array.from({ length: strata }, (_, s) => {
      const units = [...stratumOf.keys()].filter((unit) => stratumOf[unit] === s);
      const sizes = units.map((unit) => this.#members[unit]?.length ?? 0);
      return {
        units: Int32Array.from(units),
        order: new Int32Array(units.length),
        smallest: sizes.reduce((min, size) => Math.min(min, size), Number.POSITIVE_INFINITY),
        ...{ drawn: 0, taken: 0, filled: 0 },
      };
    });
  }

  /** Examples on the train side. */
  get size(): number {
    return this.#size;
  }

  /** Begins a new re-assignment, of which no checkpoint has been asked yet. */
  draw(): void {
    // Numbers of its own, so that it is the same however far the one before was followed.
    const state = Array.from({ length: 4 }, () => this.#seeds.next());
    this.#random = xoroshiro128plusFromState(state);
    for (const stratum of this.#strata) {
      stratum.order.set(stratum.units);
      stratum.drawn = 0;
      stratum.taken = 0;
      stratum.filled = 0;
    }
    this.train.fill(0);
    this.#level = 0;
    this.#size = 0;
  }

  /** The train side at checkpoint c; c rises from one call to the next. */
  growTo(c: number): void {
    for (;;) {
      const level = this.#levels[this.#level];
      if (level === undefined || level.checkpoint > c) return;
      for (const [s, stratum] of this.#strata.entries()) {
        this.#fill(stratum, level.targets[s] ?? 0);
      }
      this.#level++;
    }
  }

  /** Takes units in their order, each that still fits, until the stratum has `target` examples. */
  #fill(stratum: Stratum, target: number): void {
    const { order, smallest } = stratum;
    let room = target - stratum.filled;
    for (let at = stratum.taken; at < order.length && room >= smallest && room > 0; at++) {
      if (at >= stratum.drawn) this.#drawNext(stratum);
      const unit = order[at] as number;
      const members = this.#members[unit] as Int32Array;
      if (members.length > room) continue;
      // Those passed over keep their order, behind the unit taken.
      if (at > stratum.taken) order.copyWithin(stratum.taken + 1, stratum.taken, at);
      order[stratum.taken++] = unit;
      room -= members.length;
      for (let i = 0; i < members.length; i++) setBit(this.train, members[i] as number);
    }
    this.#size += target - room - stratum.filled;
    stratum.filled = target - room;
  }

  /** Any of the units not drawn yet comes next (Fisher and Yates, one step). */
  #drawNext(stratum: Stratum): void {
    const { order, drawn } = stratum;
    const chosen = drawn + randomBelow(this.#random, order.length - drawn);
    const unit = order[chosen] as number;
    order[chosen] = order[drawn] as number;
    order[drawn] = unit;
    stratum.drawn++;
  }
}

function planLevels(
  { unitOf, stratumOf, strata }: Units,
  { trainFrom, checkpoints }: Sides,
): Level[] {
  const levels: Level[] = [];
  const counts = Array.from({ length: checkpoints }, () => new Int32Array(strata));
  for (const [i, from] of trainFrom.entries()) {
    const stratum = stratumOf[unitOf[i] ?? 0] ?? 0;
    const count = counts[from];
    if (count !== undefined) count[stratum] = (count[stratum] ?? 0) + 1;
  }
  let targets = new Int32Array(strata);
  for (const [checkpoint, added] of counts.entries()) {
    if (added.every((count) => count === 0)) continue;
    targets = targets.map((target, s) => target + (added[s] ?? 0));
    levels.push({ checkpoint, targets });
  }
  return levels;
}

function listMembers(unitOf: Int32Array, units: number): Int32Array[] {
  const members: number[][] = Array.from({ length: units }, () => []);
  for (const [example, unit] of unitOf.entries()) members[unit]?.push(example);
  return members.map((list) => Int32Array.from(list));
}
