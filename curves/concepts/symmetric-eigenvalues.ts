// All eigenvalues of a real symmetric matrix, without vectors: Householder's reduction to three
// diagonals and the QL algorithm with implicit shifts (Wilkinson and Reinsch 1971, II/2 and II/4;
// EISPACK tred1 and imtql1).
//
// ml-matrix, which the exact ranks use, computes the vectors too. Resampling asks for some hundred
// matrices of up to a thousand rows: without vectors 512 rows take 30 ms instead of 200, and 1,000
// a tenth of what they take with them.

/**
 * Rising, n values. `matrix` has n * n values in C order, of which the lower triangle is read; it is
 * destroyed. Errors are some n * 2^-53 times the largest eigenvalue.
 */
export function symmetricEigenvalues(matrix: Float64Array, n: number): Float64Array {
  const diagonal = new Float64Array(n);
  // Below the diagonal: offDiagonal[i] is of rows i and i + 1.
  const offDiagonal = new Float64Array(n);
  reduceToThreeDiagonals(matrix, diagonal, offDiagonal);
  runQl(diagonal, offDiagonal);
  return diagonal.sort();
}

function reduceToThreeDiagonals(
  matrix: Float64Array,
  diagonal: Float64Array,
  offDiagonal: Float64Array,
): void {
  const n = diagonal.length;
  const vector = new Float64Array(n);
  const product = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    const start = i * n;
    diagonal[i] = matrix[start + i] as number;
    const last = matrix[start + i - 1] as number;
    let scale = 0;
    for (let k = 0; k < i - 1; k++) {
      scale = Math.max(scale, Math.abs(matrix[start + k] as number));
    }
    if (scale === 0) {
      offDiagonal[i - 1] = last;
      continue;
    }
    scale = Math.max(scale, Math.abs(last));
    let norm = 0;
    for (let k = 0; k < i; k++) {
      const value = (matrix[start + k] as number) / scale;
      vector[k] = value;
      norm += value * value;
    }
    const edge = vector[i - 1] as number;
    const length = edge >= 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
    offDiagonal[i - 1] = scale * length;
    vector[i - 1] = edge - length;
    reflect({ matrix, n, size: i, vector, product, half: norm - edge * length });
  }
  diagonal[0] = matrix[0] ?? 0;
}

interface Reflection {
  readonly matrix: Float64Array;
  readonly n: number;
  /** Of the leading part that is reflected. */
  readonly size: number;
  readonly vector: Float64Array;
  /** Scratch. */
  readonly product: Float64Array;
  /** Half of the square of the vector's length. */
  readonly half: number;
}

/** A := P A P with P = I - v v' / half, on the lower triangle of the leading part. */
function reflect({ matrix, n, size, vector, product, half }: Reflection): void {
  product.fill(0, 0, size);
  multiply({ matrix, n, size, vector, product });
  let shift = 0;
  for (let k = 0; k < size; k++) {
    product[k] = (product[k] as number) / half;
    shift += (product[k] as number) * (vector[k] as number);
  }
  shift /= 2 * half;
  for (let k = 0; k < size; k++) {
    product[k] = (product[k] as number) - shift * (vector[k] as number);
  }
  for (let j = 0; j < size; j += 2) {
    const row = j * n;
    const next = row + n;
    const a = vector[j] as number;
    const b = product[j] as number;
    // Where the number of rows is odd, the last one is paired with the row that was reduced.
    const c = vector[j + 1] as number;
    const d = product[j + 1] as number;
    for (let k = 0; k <= j + 1; k++) {
      const p = product[k] as number;
      const v = vector[k] as number;
      matrix[row + k] = (matrix[row + k] as number) - a * p - b * v;
      matrix[next + k] = (matrix[next + k] as number) - c * p - d * v;
    }
  }
}

/** product += A vector, by the lower triangle; two rows at a time, so that sums are loaded once for both. */
function multiply({ matrix, n, size, vector, product }: Omit<Reflection, 'half'>): void {
  const even = size - (size % 2);
  for (let j = 0; j < even; j += 2) {
    const row = j * n;
    const next = row + n;
    const a = vector[j] as number;
    const b = vector[j + 1] as number;
    let sum = 0;
    let sumOfNext = 0;
    for (let k = 0; k < j; k++) {
      const x = matrix[row + k] as number;
      const y = matrix[next + k] as number;
      const v = vector[k] as number;
      sum += x * v;
      sumOfNext += y * v;
      product[k] = (product[k] as number) + x * a + y * b;
    }
    const between = matrix[next + j] as number;
    product[j] = (product[j] as number) + sum + (matrix[row + j] as number) * a + between * b;
    product[j + 1] =
      (product[j + 1] as number) + sumOfNext + between * a + (matrix[next + j + 1] as number) * b;
  }
  if (even === size) return;
  const row = even * n;
  const a = vector[even] as number;
  let sum = (matrix[row + even] as number) * a;
  for (let k = 0; k < even; k++) {
    const x = matrix[row + k] as number;
    sum += x * (vector[k] as number);
    product[k] = (product[k] as number) + x * a;
  }
  product[even] = (product[even] as number) + sum;
}

/** Leaves the eigenvalues in `d`; `e` is used up. */
function runQl(d: Float64Array, e: Float64Array): void {
  const n = d.length;
  for (let l = 0; l < n; l++) {
    for (;;) {
      const m = endOfBlock(d, e, l);
      if (m === l) break;
      sweep(d, e, { l, m });
    }
  }
}

/** The first row from `l` on that is not tied to the next. */
function endOfBlock(d: Float64Array, e: Float64Array, l: number): number {
  let m = l;
  for (; m < d.length - 1; m++) {
    const size = Math.abs(d[m] as number) + Math.abs(d[m + 1] as number);
    if (Math.abs(e[m] as number) <= Number.EPSILON * size) break;
  }
  return m;
}

function sweep(
  d: Float64Array,
  e: Float64Array,
  { l, m }: { readonly l: number; readonly m: number },
): void {
  const first = d[l] as number;
  const half = ((d[l + 1] as number) - first) / (2 * (e[l] as number));
  const root = Math.hypot(half, 1);
  let g = (d[m] as number) - first + (e[l] as number) / (half + (half >= 0 ? root : -root));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * (e[i] as number);
    const b = cosine * (e[i] as number);
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      // The block falls apart here; the next sweep takes its rest.
      d[i + 1] = (d[i + 1] as number) - shift;
      e[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = (d[i + 1] as number) - shift;
    const t = ((d[i] as number) - g) * sine + 2 * cosine * b;
    shift = sine * t;
    d[i + 1] = g + shift;
    g = cosine * t - b;
  }
  d[l] = (d[l] as number) - shift;
  e[l] = g;
  e[m] = 0;
}
