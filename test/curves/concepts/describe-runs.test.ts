// States in files and a split -> a point for each set, seed and step, and their figure.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findArrays } from '../../../curves/arrays/find-arrays.ts';
import {
  type ConceptOptions,
  describeRuns,
  type SetConcepts,
} from '../../../curves/concepts/describe-runs.ts';
import { drawConcepts } from '../../../curves/figures/draw-concepts.ts';
import type { SplitExamples } from '../../../curves/split/split-examples.ts';
import { npy } from '../arrays/array-bytes.ts';
import { type SmallSet, splitOf } from '../small-split.ts';

const set: SmallSet = {
  ...{ set: 's', pairs: 7, rows: [0, 1, 2, 4, 5, 6], isTrain: [1, 1, 0, 0, 1, 0] },
  exposedStep: [5, 20, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 40, 90],
};
const split = splitOf([set]);

/** Pseudo-random but plain: no row is like another. */
const value = (at: number) => Math.round(Math.sin(at * 12.9898) * 1000) / 8;

function put(folder: string, name: string, { width = 3, from = 1 } = {}): void {
  mkdirSync(folder, { recursive: true });
  const values = Array.from({ length: 7 * width }, (_, at) => value(at + from));
  for (let j = 0; j < width; j++) values[3 * width + j] = Number.NaN;
  writeFileSync(join(folder, name), npy({ shape: [7, width], values }, { descr: '<f8' }));
}

async function describe(
  folder: string,
  options: Partial<ConceptOptions> = {},
  of: SplitExamples = split,
) {
  const sets = new Set(of.sets.keys());
  const found = await findArrays(folder, { sets, parts: ['good', 'bad'], option: '--states' });
  const points: SetConcepts[] = [];
  const asked = { sides: 'fixed', seed: 0, resamples: 20, rankResamples: 5, ...options } as const;
  for await (const point of describeRuns(of, found.checkpoints, asked)) points.push(point);
  return points;
}

function twoSteps(folder: string): void {
  for (const step of [10, 50]) {
    put(folder, `s.step${step}.good.npy`, { from: step });
    put(folder, `s.step${step}.bad.npy`, { from: step + 1000 });
  }
}

t.test('rows are joined by their number, those of dropped pairs not looked at', async (t) => {
  const folder = t.testdir();
  twoSteps(folder);
  const points = await describe(folder);
  t.strictSame(
    points.map(({ step, examples }) => [step, examples]),
    [
      [10, { train: 3, validation: 3 }],
      [50, { train: 3, validation: 3 }],
    ],
  );
  // By hand: rows 0, 1 and 5 are proxy-train, rows 2, 4 and 6 validation.
  const state = (row: number, from: number) => [0, 1, 2].map((j) => value(row * 3 + j + from));
  const concept = (row: number) =>
    state(row, 10).map((x, j) => x - (state(row, 1010)[j] as number));
  const mean = [0, 1, 2].map(
    (j) => [0, 1, 5].reduce((sum, row) => sum + (concept(row)[j] as number), 0) / 3,
  );
  const score = (row: number, from: number) =>
    state(row, from).reduce((sum, x, j) => sum + x * (mean[j] as number), 0);
  const validation = [2, 4, 6];
  const won = validation.flatMap((a) =>
    validation.map((b) => Number(score(a, 10) > score(b, 1010))),
  );
  t.equal(points[0]?.auroc, won.reduce((a, b) => a + b, 0) / 9);
});

t.test('sides as of a checkpoint are those of the exposures by then', async (t) => {
  const folder = t.testdir();
  twoSteps(folder);
  const points = await describe(folder, { sides: 'as-of' });
  t.strictSame(
    points.map(({ examples }) => examples),
    [
      { train: 1, validation: 5 },
      { train: 3, validation: 3 },
    ],
  );
  const rows = splitOf([{ ...set, knownUntil: 20 }]);
  await t.rejects(describe(folder, { sides: 'as-of' }, rows), {
    code: 'bad_argument',
    message:
      /--sides as-of: the split knows the sides of s up to step 20, expected step 50 too; make the split with --checkpoints/,
  });
  const counted = splitOf([{ ...set, knownUntil: null }]);
  await t.rejects(describe(folder, { sides: 'as-of' }, counted), {
    message: /as of no step but its own/,
  });
});

t.test('states of both sentences have the same dimensions', async (t) => {
  const folder = t.testdir();
  put(folder, 's.step1.good.npy');
  put(folder, 's.step1.bad.npy', { width: 4 });
  await t.rejects(describe(folder), {
    code: 'results_invalid',
    message: /s\.step1\.bad\.npy: found 4 dimensions, expected 3 as .*s\.step1\.good\.npy has/,
  });
});

t.test('the figure has both panels, whatever is not defined', async (t) => {
  const folder = t.testdir();
  twoSteps(folder);
  const points = await describe(folder);
  const svg = drawConcepts(points);
  t.match(svg, `>AUROC ${points[1]?.auroc?.toFixed(3)}<`);
  t.match(svg, `>train ${points[1]?.effectiveRank.train?.toFixed(1)}<`);
  t.equal(svg.match(/class="curve"/g)?.length, 3);
  t.equal(svg.match(/class="band"/g)?.length, 3);
  t.notMatch(svg, /NaN|Infinity|undefined/);
  const empty = splitOf([{ ...set, set: 's', isTrain: [0, 0, 0, 0, 0, 0] }]);
  const none = drawConcepts((await describe(folder, {}, empty)).slice(0, 1));
  t.match(none, />AUROC not defined<.*>train not defined</);
  t.notMatch(none, /NaN|Infinity|undefined/);
});

const training = '../shared/data/training-run/states';
const skip = existsSync(training) ? false : 'the states of the training run are absent';

t.test('states of a real run: sides given at random', { skip }, async (t) => {
  const rows = Array.from({ length: 1000 }, (_, i) => i);
  const name = 'determiner_noun_agreement_1';
  const real = splitOf([{ set: name, pairs: 1000, rows, isTrain: rows.map((i) => i % 2) }]);
  const pattern = `${training}/{seed}.{set}.step{step}.{side}.npy`;
  const [first, last] = await describe(pattern, { resamples: 0, rankResamples: 0 }, real);
  t.match(first, { set: name, seed: 1, step: 100, examples: { train: 500, validation: 500 } });
  // NumPy and scikit-learn say the same of these arrays (scripts/interop/check_numbers.py).
  t.ok((last?.auroc ?? 0) > (first?.auroc ?? 1) && (last?.auroc ?? 0) > 0.7);
  t.ok((last?.effectiveRank.all ?? 0) > (first?.effectiveRank.all ?? 1e9));
});
