// p values adjusted for the number of tests.

/**
 * q values in the order of `p`: q of the k-th smallest p is the minimum of p(j) m / j over j >= k.
 * Rejecting where q <= a keeps the false discovery rate at a or below, for independent tests.
 *
 * Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, JRSS B 57 (1995), 289-300.
 */
export function adjustedByBenjaminiHochberg(p: readonly number[]): number[] {
  const falling = p.map((value, i) => ({ value, i })).sort((a, b) => b.value - a.value);
  const q = new Array<number>(p.length);
  let min = 1;
  for (const [fromLargest, { value, i }] of falling.entries()) {
    min = Math.min(min, (value * p.length) / (p.length - fromLargest));
    q[i] = min;
  }
  return q;
}
