// Area under the ROC curve: the probability that a positive scores higher than a negative, ties
// counted half. It is the Mann-Whitney statistic U / (positives * negatives); Hanley and McNeil 1982.

/**
 * U = (sum of the positives' ranks) - p (p + 1) / 2, with ranks from 1 on and mean ranks for ties.
 * Null: one of the two has no score, and there is nothing to compare.
 */
export function auroc(positives: Float64Array, negatives: Float64Array): number | null {
  if (positives.length === 0 || negatives.length === 0) return null;
  // Sorted apart and merged: two typed arrays sort faster than one array of pairs.
  const high = positives.slice().sort();
  const low = negatives.slice().sort();
  // Twice the count, so that it is a whole number.
  let doubled = 0;
  let below = 0;
  let upTo = 0;
  for (const score of high) {
    while (below < low.length && (low[below] as number) < score) below++;
    while (upTo < low.length && (low[upTo] as number) <= score) upTo++;
    doubled += below + upTo;
  }
  return doubled / (2 * high.length * low.length);
}
