// Effective rank: how many dimensions vectors occupy. Roy and Vetterli 2007, "The effective rank: a
// measure of effective dimensionality".
//
//   erank = exp(-sum p_k ln p_k),  p_k = s_k / sum s_k,  s the singular values of the mean-centred rows
//
// It is 1 for vectors on a line and at most min(n - 1, width).

import { Matrix, SingularValueDecomposition } from 'ml-matrix';

/**
 * Of the n rows of `values`, `width` each. Null: not defined, as rows are all the same or fewer than two.
 * From the singular values themselves and not from the roots of eigenvalues, whose noise is 1e-8.
 */
export function effectiveRank(values: Float64Array, width: number): number | null {
  const n = values.length / width;
  if (n < 2) return null;
  const centred = centre(values, width);
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  let spread = 0;
  for (const value of centred) spread = Math.max(spread, Math.abs(value));
  // Below it there is only the rounding of the mean.
  if (spread <= n * Number.EPSILON * largest) return null;
  const scaled = centred.map((value) => value / spread);
  const { diagonal } = new SingularValueDecomposition(Matrix.from1DArray(n, width, scaled), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return measureRank(diagonal);
}

/** exp of the entropy of `singularValues`, whose sum is above 0, normalised. */
export function measureRank(singularValues: Iterable<number>): number {
  const values = [...singularValues];
  const sum = values.reduce((total, value) => total + value, 0);
  let entropy = 0;
  for (const value of values) {
    const share = value / sum;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.exp(entropy);
}

/** The rows minus their mean. */
export function centre(values: Float64Array, width: number): Float64Array {
  const n = values.length / width;
  const mean = new Float64Array(width);
  for (const [i, value] of values.entries()) {
    mean[i % width] = (mean[i % width] ?? 0) + value / n;
  }
  return values.map((value, i) => value - (mean[i % width] ?? 0));
}
