// Sets that say little about a lag: the paper's filters (arXiv 2606.00230), each with its reason.

export interface Filters {
  /** Excluded if all examples together are above this accuracy at the first checkpoint, in per cent. */
  readonly maxStart: number | null;
  /** Excluded if they never reach this accuracy, in per cent. */
  readonly minBest: number | null;
  /** Excluded with fewer proxy-train examples at the last checkpoint. */
  readonly minExposed: number | null;
}

export const paperFilters: Filters = { maxStart: 70, minBest: 80, minExposed: 100 };
export const noFilters: Filters = { maxStart: null, minBest: null, minExposed: null };

/**
 * The reasons for which a set is left out of the summary over sets; null: none. `right` are the right
 * answers of all examples at each checkpoint, of `examples` each.
 */
export function explainExclusion(
  { right, examples, exposed }: { right: readonly number[]; examples: number; exposed: number },
  { maxStart, minBest, minExposed }: Filters,
): string | null {
  const reasons: string[] = [];
  const percent = (count: number) => `${((100 * count) / examples).toFixed(1)} %`;
  const first = right[0] ?? 0;
  const best = Math.max(0, ...right);
  if (maxStart !== null && 100 * first > maxStart * examples) {
    reasons.push(`above ${maxStart} % at the first checkpoint (${percent(first)})`);
  }
  if (minBest !== null && 100 * best < minBest * examples) {
    reasons.push(`never ${minBest} % (at most ${percent(best)})`);
  }
  if (minExposed !== null && exposed < minExposed) {
    reasons.push(`fewer than ${minExposed} exposed examples (${exposed})`);
  }
  return reasons.length === 0 ? null : reasons.join('; ');
}
