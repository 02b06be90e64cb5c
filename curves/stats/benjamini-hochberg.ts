// p values adjusted for the number of tests.

/**
 * q values in the order of `p`: q of the k-th smallest p is the minimum of p(j) m / j over j >= k.
 * Rejecting where q <= a keeps the false discovery rate at a or below, for independent tests.
 *
 * Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, JRSS B 57 (1995), 289-300.
 */
export function adjustedByBenjaminiHochberg(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => (p[b] as number) - (p[a] as number));
  const q = new Array<number>(p.length);
  let least = 1;
  for (const [fromLargest, i] of order.entries()) {
    const rank = p.length - fromLargest;
    least = Math.min(least, ((p[i] as number) * p.length) / rank);
    q[i] = least;
  }
  return q;
}
