// Numbers of concepts against slow definitions and values made by hand.

import * as fc from 'fast-check';
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import t from 'tap';
import { auroc } from '../../../curves/concepts/auroc.ts';
import { conceptAuroc, conceptStates } from '../../../curves/concepts/concept-states.ts';
import { effectiveRank } from '../../../curves/concepts/effective-rank.ts';
import { RankSampler } from '../../../curves/concepts/rank-sampler.ts';
import { symmetricEigenvalues } from '../../../curves/concepts/symmetric-eigenvalues.ts';

const f64 = (...values: number[]) => Float64Array.from(values);
const scores = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 12 });

t.test('AUROC counts pairs, ties half', async (t) => {
  t.equal(auroc(f64(3, 2), f64(1, 0)), 1);
  t.equal(auroc(f64(0, 1), f64(2)), 0);
  t.equal(auroc(f64(1, 1, 1), f64(1, 1)), 0.5);
  t.equal(auroc(f64(1, 2, 3), f64(2)), 0.5);
  t.equal(auroc(f64(-0), f64(0)), 0.5);
  t.equal(auroc(f64(), f64(2)), null);
  t.equal(auroc(f64(2), f64()), null);
  await fc.assert(
    fc.property(scores, scores, (high, low) => {
      fc.pre(high.length > 0 && low.length > 0);
      const won = high.flatMap((a) => low.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
      const expected = won.reduce((sum: number, value) => sum + value, 0) / won.length;
      t.ok(Math.abs((auroc(f64(...high), f64(...low)) as number) - expected) < 1e-15);
    }),
  );
});

t.test('states are scored by the mean concept vector of proxy-train', async (t) => {
  // Two dimensions: the concept vectors are (2, 0), (0, 4) and (-1, -1).
  const good = { width: 2, values: f64(3, 0, 0, 5, 1, 1) };
  const states = conceptStates(good, { values: f64(1, 0, 0, 1, 2, 2) });
  t.strictSame([...states.concept], [2, 0, 0, 4, -1, -1]);
  const train = Int32Array.of(0, 1);
  // The mean is (1, 2): row 2 scores 3 good and 6 bad, row 0 scores 3 and 1, row 1
  // scores 10 and 2.
  t.equal(conceptAuroc(states, { train, validation: Int32Array.of(2) }), 0);
  t.equal(conceptAuroc(states, { train, validation: Int32Array.of(2, 0, 1) }), 7 / 9);
  const swapped = conceptAuroc(
    states,
    { train, validation: Int32Array.of(2) },
    Int8Array.of(-1, -1),
  );
  t.equal(swapped, 1);
  t.equal(conceptAuroc(states, { train: Int32Array.of(), validation: train }), null);
  t.equal(conceptAuroc(states, { train, validation: Int32Array.of() }), null);
});

t.test('effective rank of rows whose singular values are known', async (t) => {
  t.equal(effectiveRank(f64(1, 2, 3, 4), 2), 1, 'two rows lie on a line');
  t.equal(effectiveRank(f64(), 2), null);
  t.equal(effectiveRank(f64(1, 2), 2), null, 'one row');
  const third = 1 / 3;
  t.equal(effectiveRank(f64(third, 0.1, third, 0.1, third, 0.1), 2), null, 'the same row again');
  // Centred, orthogonal, of lengths 3 and 1 each way: p = 3/4 and 1/4.
  const cross = f64(3, 0, -3, 0, 0, 1, 0, -1);
  const expected = Math.exp(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)));
  t.ok(Math.abs((effectiveRank(cross, 2) as number) - expected) < 1e-14);
  const moved = cross.map((value, i) => value * 1e-30 + (i % 2 === 0 ? 1e-30 : -7e-30));
  t.ok(
    Math.abs((effectiveRank(moved, 2) as number) - expected) < 1e-13,
    'units and place do not matter',
  );
  // A simplex: n unit vectors have n - 1 equal singular values.
  for (const [n, width] of [
    [5, 5],
    [5, 9],
    [40, 40],
  ] as const) {
    const unit = new Float64Array(n * width);
    for (let i = 0; i < n; i++) unit[i * width + i] = 1;
    t.ok(Math.abs((effectiveRank(unit, width) as number) - (n - 1)) < 1e-10, `${n} of ${width}`);
  }
});

const matrices = fc
  .record({
    n: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 1, max: 12 }),
    rank: fc.integer({ min: 1, max: 12 }),
  })
  .chain(({ n, width, rank }) => {
    const numbers = (length: number) =>
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length });
    return fc
      .tuple(numbers(n * rank), numbers(rank * width))
      .map(([left, right]) => ({ n, width, rank, left, right }));
  })
  // A product of thin matrices: ranks below the full one are common.
  .map(({ n, width, rank, left, right }) => {
    const product = new Matrix(n, rank);
    for (let i = 0; i < n * rank; i++)
      product.set(Math.floor(i / rank), i % rank, left[i] as number);
    const other = new Matrix(rank, width);
    for (let i = 0; i < rank * width; i++)
      other.set(Math.floor(i / width), i % width, right[i] as number);
    return { n, width, values: Float64Array.from(product.mmul(other).to1DArray()) };
  });

t.test('effective rank is that of the definition, for full and deficient matrices', async () => {
  await fc.assert(
    fc.property(matrices, ({ n, width, values }) => {
      const rows = Array.from({ length: n }, (_, i) =>
        Array.from(values.slice(i * width, (i + 1) * width)),
      );
      const matrix = new Matrix(rows).center('column');
      const singular = new SingularValueDecomposition(matrix, { autoTranspose: true }).diagonal;
      const sum = singular.reduce((a, b) => a + b, 0);
      const found = effectiveRank(values, width);
      if (sum < 1e-9) return found === null;
      const entropy = singular
        .map((s) => s / sum)
        .reduce((h, p) => (p > 0 ? h - p * Math.log(p) : h), 0);
      return found !== null && Math.abs(found - Math.exp(entropy)) < 1e-9;
    }),
  );
});

t.test('eigenvalues are those of ml-matrix', async (t) => {
  await fc.assert(
    fc.property(matrices, ({ n, width, values }) => {
      const matrix = new Matrix(n, width);
      for (let i = 0; i < values.length; i++)
        matrix.set(Math.floor(i / width), i % width, values[i] as number);
      const symmetric = matrix.mmul(matrix.transpose());
      const expected = Float64Array.from(
        new EigenvalueDecomposition(symmetric, { assumeSymmetric: true }).realEigenvalues,
      ).sort();
      const found = symmetricEigenvalues(Float64Array.from(symmetric.to1DArray()), n);
      const largest = Math.max(1, expected.at(-1) as number);
      return found.every((value, i) => Math.abs(value - (expected[i] as number)) < 1e-12 * largest);
    }),
  );
  const diagonal = f64(2, 0, 0, 0, -1, 0, 0, 0, 5);
  t.strictSame([...symmetricEigenvalues(diagonal, 3)], [-1, 2, 5]);
  // Eigenvalues of the second difference are 2 - 2 cos(k pi / (n + 1)).
  const n = 101;
  const second = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    second[i * n + i] = 2;
    if (i > 0) second[i * n + i - 1] = -1;
  }
  const known = Array.from(
    { length: n },
    (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)),
  );
  const worst = symmetricEigenvalues(second, n).map((value, k) =>
    Math.abs(value - (known[k] as number)),
  );
  t.ok(Math.max(...worst) < 1e-14);
});

t.test('the rank of a sample is that of its rows, however often they are in it', async () => {
  await fc.assert(
    fc.property(matrices, fc.array(fc.nat(), { maxLength: 20 }), ({ n, width, values }, picks) => {
      const positions = Int32Array.from(picks, (pick) => pick % n);
      const rows = Float64Array.from(
        [...positions].flatMap((i) => [...values.slice(i * width, (i + 1) * width)]),
      );
      const expected = effectiveRank(rows, width);
      const found = new RankSampler(values, width).rank(positions);
      if (expected === null || found === null) return expected === found;
      return Math.abs(found - expected) < 1e-5 * expected;
    }),
    { numRuns: 300 },
  );
});
