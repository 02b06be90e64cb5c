// The interval that holds 95 % of some samples' values.

export type Interval = readonly [low: number, high: number];

/**
 * The percentiles 2.5 and 97.5 of the values that are defined, interpolated between neighbours as
 * numpy.percentile does. Null: none is.
 */
export function interval95(values: readonly (number | null)[]): Interval | null {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort();
  if (sorted.length === 0) return null;
  const at = (share: number) => {
    const position = share * (sorted.length - 1);
    const below = Math.floor(position);
    const low = sorted[below] ?? 0;
    const high = sorted[below + 1] ?? low;
    return low + (high - low) * (position - below);
  };
  return [at(0.025), at(0.975)];
}

/** `interval95` of the values, moved so that their mean is `centre`: without the samples' bias. */
export function interval95Around(
  values: readonly (number | null)[],
  centre: number | null,
): Interval | null {
  const interval = interval95(values);
  if (interval === null || centre === null) return null;
  const defined = values.filter((value) => value !== null);
  const shift = centre - defined.reduce((sum, value) => sum + value, 0) / defined.length;
  return [interval[0] + shift, interval[1] + shift];
}
