// The median of some numbers.

/** The mean of the two in the middle where there is an even number of them; null of none. */
export function median(values: readonly number[]): number | null {
  const rising = [...values].sort((a, b) => a - b);
  const [low, high] = [rising[(rising.length - 1) >> 1], rising[rising.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
