// Logistic regression by maximum likelihood.

import { inverse, Matrix } from 'ml-matrix';

export interface LogisticFit {
  /** One for each column of x, in log odds a unit. */
  readonly estimates: readonly number[];
  /** Square roots of the diagonal of the inverse of the information matrix. */
  readonly standardErrors: readonly number[];
  readonly logLikelihood: number;
}

const maxIterations = 100;
/** The largest change of an estimate, in log odds, with which the fit has converged. */
const tolerance = 1e-12;
/** Estimates beyond this say that some column separates right from wrong: there is no maximum. */
const maxEstimate = 50;

/**
 * Fits P(y = 1) = 1 / (1 + exp(-x b)) to n rows x of k columns (one of them 1 for the intercept) by
 * Newton's method (iteratively reweighted least squares; P. McCullagh, J. A. Nelder, Generalized
 * Linear Models, 2nd ed. 1989, section 4.4). Undefined where there is no one maximum: y is all 0 or
 * all 1, columns depend on each other, or they separate the rows.
 */
export function fitLogistic(
  x: readonly (readonly number[])[],
  y: ArrayLike<number>,
): LogisticFit | undefined {
  const columns = x[0]?.length ?? 0;
  const sum = Array.from(y).reduce((total, value) => total + value, 0);
  if (columns === 0 || sum === 0 || sum === y.length) return undefined;
  let estimates = new Array<number>(columns).fill(0);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const { gradient, information } = derivatives(x, y, estimates);
    const covariance = invert(information);
    if (covariance === undefined) return undefined;
    const change = covariance.mmul(Matrix.columnVector(gradient)).to1DArray();
    const before = estimates;
    estimates = before.map((estimate, i) => estimate + (change[i] ?? 0));
    if (estimates.some((estimate) => !(Math.abs(estimate) < maxEstimate))) return undefined;
    const largest = Math.max(...change.map(Math.abs));
    if (largest > tolerance * Math.max(1, ...estimates.map(Math.abs))) continue;
    const standardErrors = covariance.diagonal().map(Math.sqrt);
    return { estimates, standardErrors, logLikelihood: sumLogLikelihood(x, y, estimates) };
  }
  return undefined;
}

function derivatives(
  x: readonly (readonly number[])[],
  y: ArrayLike<number>,
  estimates: readonly number[],
): { readonly gradient: number[]; readonly information: Matrix } {
  const columns = estimates.length;
  const gradient = new Array<number>(columns).fill(0);
  const information = Matrix.zeros(columns, columns);
  for (const [i, row] of x.entries()) {
    const share = 1 / (1 + Math.exp(-dot(row, estimates)));
    const weight = share * (1 - share);
    const residual = (y[i] ?? 0) - share;
    for (const [a, value] of row.entries()) {
      gradient[a] = (gradient[a] ?? 0) + value * residual;
      for (const [b, other] of row.entries()) {
        information.set(a, b, information.get(a, b) + weight * value * other);
      }
    }
  }
  return { gradient, information };
}

function invert(information: Matrix): Matrix | undefined {
  // Scaled to a diagonal of 1, so that "singular" does not depend on the columns' units.
  const scale = information.diagonal().map(Math.sqrt);
  if (scale.some((value) => !(value > 0))) return undefined;
  const scaled = Matrix.zeros(scale.length, scale.length);
  const each = (of: Matrix, to: Matrix) => {
    for (const [a, first] of scale.entries()) {
      for (const [b, second] of scale.entries()) to.set(a, b, of.get(a, b) / (first * second));
    }
    return to;
  };
  each(information, scaled);
  try {
    const inverted = inverse(scaled);
    if (inverted.diagonal().some((value) => !(value < 1e12 && value > 0))) return undefined;
    return each(inverted, Matrix.zeros(scale.length, scale.length));
  } catch {
    return undefined;
  }
}

function sumLogLikelihood(
  x: readonly (readonly number[])[],
  y: ArrayLike<number>,
  estimates: readonly number[],
): number {
  return x.reduce((sum, row, i) => {
    const odds = dot(row, estimates);
    // log(1 + exp(odds)) without overflow
    const log = Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds)));
    return sum + (y[i] ?? 0) * odds - log;
  }, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
