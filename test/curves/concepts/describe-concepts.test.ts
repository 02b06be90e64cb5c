// Intervals and baselines of sets that are made so that one knows where they lie.

import t from 'tap';
import { conceptAuroc, conceptStates } from '../../../curves/concepts/concept-states.ts';
import { describeConcepts } from '../../../curves/concepts/describe-concepts.ts';
import { effectiveRank } from '../../../curves/concepts/effective-rank.ts';
import { seedRandom } from '../../../curves/stats/random-samples.ts';

const width = 12;
const random = seedRandom(5, ['states']);
/** About normal, by the sum of uniform numbers. */
const noise = () => {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += (random.next() >>> 0) / 2 ** 32;
  return sum;
};

/** Good and bad differ by `along` in the first dimension; the rest is noise. */
function madeStates(n: number, along: (i: number) => number) {
  const good = new Float64Array(n * width);
  const bad = new Float64Array(n * width);
  for (let i = 0; i < good.length; i++) {
    const first = i % width === 0;
    good[i] = noise() + (first ? along(Math.floor(i / width)) / 2 : 0);
    bad[i] = noise() - (first ? along(Math.floor(i / width)) / 2 : 0);
  }
  return conceptStates({ width, values: good }, { values: bad });
}

const isTrain = Uint8Array.from({ length: 120 }, (_, i) => Number(i < 50));
const sampling = { seed: 0, key: ['s', null], resamples: 200, rankResamples: 60 };

t.test('a concept that both sides have lies inside of its interval and baseline', async (t) => {
  const states = madeStates(120, () => 1.5);
  const point = describeConcepts(states, isTrain, sampling);
  const sides = {
    train: Int32Array.from({ length: 50 }, (_, i) => i),
    validation: Int32Array.from({ length: 70 }, (_, i) => i + 50),
  };
  t.strictSame(point.examples, { train: 50, validation: 70 });
  t.equal(point.auroc, conceptAuroc(states, sides));
  t.equal(point.effectiveRank.train, effectiveRank(states.concept.slice(0, 50 * width), width));
  t.equal(point.effectiveRank.all, effectiveRank(states.concept, width));
  const within = (value: number | null, interval: readonly [number, number] | null) =>
    value !== null && interval !== null && interval[0] < value && value < interval[1];
  t.ok(within(point.auroc, point.interval.auroc));
  t.ok(within(point.auroc, point.null.auroc));
  t.ok(within(0.5, point.null.aurocLabels));
  for (const side of ['train', 'validation', 'all'] as const) {
    t.ok(within(point.effectiveRank[side], point.interval.effectiveRank[side]), side);
  }
  t.ok(within(point.effectiveRank.train, point.null.effectiveRank.train));
  t.ok(within(point.effectiveRank.validation, point.null.effectiveRank.validation));
  t.strictSame(describeConcepts(states, isTrain, sampling), point, 'again, the same');
  const other = describeConcepts(states, isTrain, { ...sampling, seed: 1 });
  t.notSame(other.interval, point.interval);
  t.strictSame(other.effectiveRank, point.effectiveRank);
});

t.test('a concept of proxy-train alone lies below the baseline of mixed sides', async (t) => {
  const states = madeStates(120, (i) => (i < 50 ? 4 : 0));
  const point = describeConcepts(states, isTrain, sampling);
  t.ok((point.auroc ?? 1) < (point.null.auroc?.[0] ?? 0), `${point.auroc} ${point.null.auroc}`);
});

t.test('values that are not defined are null, and so is what was not asked for', async (t) => {
  const states = madeStates(4, () => 1);
  const none = describeConcepts(states, Uint8Array.of(0, 0, 0, 0), sampling);
  t.match(none, {
    examples: { train: 0, validation: 4 },
    auroc: null,
    effectiveRank: { train: null },
    interval: { auroc: null, effectiveRank: { train: null } },
    null: { auroc: null, aurocLabels: null, effectiveRank: { train: null } },
  });
  t.equal(typeof none.effectiveRank.validation, 'number');
  t.ok(none.null.effectiveRank.validation !== null);
  const one = describeConcepts(states, Uint8Array.of(1, 0, 0, 0), sampling);
  t.equal(one.effectiveRank.train, null, 'one example');
  t.equal(typeof one.auroc, 'number');
  const all = describeConcepts(states, Uint8Array.of(1, 1, 1, 1), sampling);
  t.equal(all.auroc, null);
  let samples = 0;
  const quick = describeConcepts(states, Uint8Array.of(1, 0, 1, 0), {
    ...{ ...sampling, resamples: 0, rankResamples: 0 },
    onSample: () => {
      samples++;
    },
  });
  t.equal(samples, 0);
  t.match(quick, { interval: { auroc: null }, null: { auroc: null, aurocLabels: null } });
  t.equal(typeof quick.auroc, 'number');
});

t.test('samples of an AUROC do not depend on how many ranks are sampled', async (t) => {
  const states = madeStates(30, () => 1);
  const sides = isTrain.slice(35, 65);
  const few = describeConcepts(states, sides, { ...sampling, rankResamples: 0 });
  const many = describeConcepts(states, sides, sampling);
  t.strictSame(few.interval.auroc, many.interval.auroc);
  t.strictSame(few.null.auroc, many.null.auroc);
});
