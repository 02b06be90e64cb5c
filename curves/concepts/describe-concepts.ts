// One set at one checkpoint: AUROC and effective ranks with intervals and baselines.
//
// - interval: examples of each side drawn again with replacement (bootstrap). A sample has only 63 %
//   of the vectors, so its rank is too small by far more than the ranks of samples differ: intervals
//   of ranks are moved so that the samples' mean is the rank.
// - null: sides given to the examples at random, as many of each. Says which values come of the sizes
//   of the sides alone, whichever examples were exposed.
// - null.auroc_labels: good and bad of each proxy-train pair swapped or not, at random. Says which
//   AUROC comes of a direction that has nothing to do with good and bad.

import { type Interval, interval95, interval95Around } from '../stats/interval95.ts';
import { randomBelow } from '../stats/random-below.ts';
import { bootstrap, seedRandom, shuffle } from '../stats/random-samples.ts';
import { type ConceptStates, conceptAuroc, type Sides } from './concept-states.ts';
import { effectiveRank as rankOfAll } from './effective-rank.ts';
import { RankSampler } from './rank-sampler.ts';

interface BySide<Value> {
  readonly train: Value;
  readonly validation: Value;
}

/** Null: not defined, or no sample was asked for. */
export interface ConceptPoint {
  readonly examples: BySide<number>;
  readonly auroc: number | null;
  readonly effectiveRank: BySide<number | null> & { readonly all: number | null };
  readonly interval: {
    readonly auroc: Interval | null;
    readonly effectiveRank: BySide<Interval | null> & { readonly all: Interval | null };
  };
  readonly null: {
    readonly auroc: Interval | null;
    readonly aurocLabels: Interval | null;
    readonly effectiveRank: BySide<Interval | null>;
  };
}

export interface Sampling {
  readonly seed: number;
  /** Names the samples: the set, and the seed of the run. Checkpoints of one share their samples. */
  readonly key: readonly (string | number | null)[];
  readonly resamples: number;
  /** At most `resamples`; a rank costs some hundred times an AUROC. */
  readonly rankResamples: number;
  /** Called after each sample; with ranks it takes some 40 times as long. */
  readonly onSample?: (sample: { readonly hasRanks: boolean }) => void;
}

/** `isTrain` has n values, 1 for proxy-train. */
export function describeConcepts(
  states: ConceptStates,
  isTrain: Uint8Array,
  sampling: Sampling,
): ConceptPoint {
  const all = Int32Array.from(isTrain.keys());
  const sides: Sides = {
    train: all.filter((i) => isTrain[i] === 1),
    validation: all.filter((i) => isTrain[i] !== 1),
  };
  const rank = (positions: Int32Array) =>
    rankOfAll(gatherRows(states.concept, positions, states.width), states.width);
  const ranks = new RankSampler(states.concept, states.width);
  const { train, validation } = sides;
  const effectiveRank = { train: rank(train), validation: rank(validation), all: rank(all) };
  return {
    examples: { train: train.length, validation: validation.length },
    auroc: conceptAuroc(states, sides),
    effectiveRank,
    interval: sampleExamples(states, { ...sides, all }, { ...sampling, ranks, effectiveRank }),
    null: sampleSides(states, { ...sides, all }, { ...sampling, ranks }),
  };
}

interface Asked extends Sampling {
  readonly ranks: RankSampler;
}

interface AskedOfRanks extends Asked {
  readonly effectiveRank: ConceptPoint['effectiveRank'];
}

interface Positions extends Sides {
  readonly all: Int32Array;
}

type Samples = (number | null)[];

/** The bootstrap. */
function sampleExamples(
  states: ConceptStates,
  { train, validation, all }: Positions,
  { seed, key, resamples, rankResamples, ranks, onSample, effectiveRank }: AskedOfRanks,
): ConceptPoint['interval'] {
  const random = seedRandom(seed, [...key, 'bootstrap']);
  const randomOfAll = seedRandom(seed, [...key, 'bootstrap of all']);
  const aurocs: Samples = [];
  const samples: Record<keyof Positions, Samples> = { train: [], validation: [], all: [] };
  for (let i = 0; i < resamples; i++) {
    const sample = { train: bootstrap(train, random), validation: bootstrap(validation, random) };
    aurocs.push(conceptAuroc(states, sample));
    if (i < rankResamples) {
      samples.train.push(ranks.rank(sample.train));
      samples.validation.push(ranks.rank(sample.validation));
      samples.all.push(ranks.rank(bootstrap(all, randomOfAll)));
    }
    onSample?.({ hasRanks: i < rankResamples });
  }
  const around = (side: keyof Positions) => interval95Around(samples[side], effectiveRank[side]);
  return {
    auroc: interval95(aurocs),
    effectiveRank: { train: around('train'), validation: around('validation'), all: around('all') },
  };
}

/** The baselines. */
function sampleSides(
  states: ConceptStates,
  { train, validation, all }: Positions,
  { seed, key, resamples, rankResamples, ranks, onSample }: Asked,
): ConceptPoint['null'] {
  const random = seedRandom(seed, [...key, 'sides']);
  const coin = seedRandom(seed, [...key, 'labels']);
  const aurocs: Samples = [];
  const aurocLabels: Samples = [];
  const ofTrain: Samples = [];
  const ofValidation: Samples = [];
  for (let i = 0; i < resamples; i++) {
    const order = shuffle(all, random);
    const sample = {
      train: order.slice(0, train.length),
      validation: order.slice(train.length),
    };
    aurocs.push(conceptAuroc(states, sample));
    const signs = Int8Array.from(train, () => 2 * randomBelow(coin, 2) - 1);
    aurocLabels.push(conceptAuroc(states, { train, validation }, signs));
    if (i < rankResamples) {
      ofTrain.push(ranks.rank(sample.train));
      ofValidation.push(ranks.rank(sample.validation));
    }
    onSample?.({ hasRanks: i < rankResamples });
  }
  return {
    auroc: interval95(aurocs),
    aurocLabels: interval95(aurocLabels),
    effectiveRank: { train: interval95(ofTrain), validation: interval95(ofValidation) },
  };
}

function gatherRows(values: Float64Array, positions: Int32Array, width: number): Float64Array {
  const rows = new Float64Array(positions.length * width);
  for (const [i, position] of positions.entries()) {
    rows.set(values.subarray(position * width, (position + 1) * width), i * width);
  }
  return rows;
}
