// Effective ranks of many samples of the same vectors, fast: singular values as the roots of the
// eigenvalues of the smaller Gram matrix, without vectors.
//
// Roots of eigenvalues below the noise count as zero, which changes a rank by some 1e-6 of it. The
// exact one is effective-rank.ts; an interval of samples needs no more digits than this.

import { centre, measureRank } from './effective-rank.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';

export class RankSampler {
  #values: Float64Array;
  #width: number;
  /** Dot products of all rows, made when first needed. */
  #products: Float64Array | undefined;

  /** Rows of `width` values. */
  constructor(values: Float64Array, width: number) {
    // A shift of all rows changes no rank, and small numbers have small errors.
    this.#values = centre(values, width);
    this.#width = width;
  }

  /** Of the rows at `positions`, which may be there several times; null: not defined. */
  rank(positions: Int32Array): number | null {
    const times = new Map<number, number>();
    for (const row of positions) times.set(row, (times.get(row) ?? 0) + 1);
    if (times.size < 2) return null;
    const rising = [...times].sort(([a], [b]) => a - b);
    const sample = {
      rows: Int32Array.from(rising, ([row]) => row),
      times: Float64Array.from(rising, ([, count]) => count),
    };
    const { matrix, scale } =
      times.size <= this.#width ? this.#byRows(sample) : this.#byColumns(sample);
    const size = Math.sqrt(matrix.length);
    const eigenvalues = symmetricEigenvalues(matrix, size);
    const max = Math.max(scale, eigenvalues.at(-1) ?? 0);
    const noise = (size + this.#width) * Number.EPSILON * max;
    const roots = eigenvalues.filter((value) => value > noise).map(Math.sqrt);
    return roots.length === 0 ? null : measureRank(roots);
  }

  /** Dot products of the sample's distinct rows, centred and weighted by the roots of their times. */
  #byRows({ rows, times }: Sample): Weighted {
    const n = this.#values.length / this.#width;
    this.#products ??= multiplyRows(this.#values, this.#width);
    const products = this.#products;
    const u = rows.length;
    const total = times.reduce((sum, count) => sum + count, 0);
    const means = new Float64Array(u);
    let scale = 0;
    for (const [i, row] of rows.entries()) {
      const start = row * n;
      let sum = 0;
      for (let j = 0; j < u; j++) {
        sum += (times[j] as number) * (products[start + (rows[j] as number)] as number);
      }
      means[i] = sum / total;
      scale = Math.max(scale, products[start + row] ?? 0);
    }
    const mean = means.reduce((sum, value, i) => sum + value * (times[i] ?? 0), 0) / total;
    const roots = times.map(Math.sqrt);
    const matrix = new Float64Array(u * u);
    for (const [i, row] of rows.entries()) {
      const start = row * n;
      const shift = mean - (means[i] ?? 0);
      const root = roots[i] ?? 0;
      for (let j = 0; j <= i; j++) {
        const product = products[start + (rows[j] as number)] as number;
        matrix[i * u + j] = (product + shift - (means[j] as number)) * root * (roots[j] as number);
      }
    }
    return { matrix, scale };
  }

  /** Dot products of the columns of the sample, centred. */
  #byColumns({ rows, times }: Sample): Weighted {
    const width = this.#width;
    const u = rows.length;
    const total = times.reduce((sum, count) => sum + count, 0);
    const columns = new Float64Array(width * u);
    let scale = 0;
    for (let j = 0; j < width; j++) {
      let mean = 0;
      let square = 0;
      for (let i = 0; i < u; i++) {
        const value = this.#values[(rows[i] as number) * width + j] as number;
        const count = times[i] as number;
        columns[j * u + i] = value;
        mean += (value * count) / total;
        square += value * value * count;
      }
      scale = Math.max(scale, square);
      for (let i = 0; i < u; i++) {
        const at = j * u + i;
        columns[at] = ((columns[at] as number) - mean) * Math.sqrt(times[i] as number);
      }
    }
    return { matrix: multiplyRows(columns, u), scale };
  }
}

interface Sample {
  /** Distinct. */
  readonly rows: Int32Array;
  readonly times: Float64Array;
}

interface Weighted {
  /** Its lower triangle. */
  readonly matrix: Float64Array;
  /** The largest value on the diagonal before the sample was centred: what is far below it is noise. */
  readonly scale: number;
}

/** Dot products of all rows with each other, both triangles. */
function multiplyRows(values: Float64Array, width: number): Float64Array {
  const n = values.length / width;
  const products = new Float64Array(n * n);
  const even = n - (n % 2);
  for (let i = 0; i < even; i += 2) {
    for (let j = 0; j <= i; j += 2) multiplyTwoByTwo({ values, width, products, n }, i, j);
  }
  for (let j = 0; even < n && j < n; j++) {
    let sum = 0;
    for (let k = 0; k < width; k++) {
      sum += (values[even * width + k] as number) * (values[j * width + k] as number);
    }
    products[even * n + j] = sum;
    products[j * n + even] = sum;
  }
  return products;
}

interface Product {
  readonly values: Float64Array;
  readonly width: number;
  readonly products: Float64Array;
  readonly n: number;
}

/** Rows i and i + 1 with rows j and j + 1: each number that is loaded is used twice. */
function multiplyTwoByTwo({ values, width, products, n }: Product, i: number, j: number): void {
  const first = i * width;
  const second = first + width;
  const other = j * width;
  const next = other + width;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let k = 0; k < width; k++) {
    const x = values[first + k] as number;
    const y = values[second + k] as number;
    const u = values[other + k] as number;
    const v = values[next + k] as number;
    a += x * u;
    b += x * v;
    c += y * u;
    d += y * v;
  }
  products[i * n + j] = a;
  products[i * n + j + 1] = b;
  products[(i + 1) * n + j] = c;
  products[(i + 1) * n + j + 1] = d;
  products[j * n + i] = a;
  products[(j + 1) * n + i] = b;
  products[j * n + i + 1] = c;
  products[(j + 1) * n + i + 1] = d;
}
