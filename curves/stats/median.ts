// The median of some numbers.

/** The mean of the two in the middle where there is an even number of them; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const rising = [...values].sort((a, b) => a - b);
  const middle = rising.length >> 1;
  const high = rising[middle] as number;
  return rising.length % 2 === 1 ? high : ((rising[middle - 1] as number) + high) / 2;
}
