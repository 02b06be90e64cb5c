// The Wilson score interval of a proportion.

/** The 0.975 quantile of the standard normal distribution: two-sided 95 %. */
export const z95 = 1.959963984540054;

/**
 * The interval of the share `right` / `count`, both bounds in [0, 1]; null where `count` is 0.
 *
 *   (p + z²/2n ± z sqrt(p (1 - p) / n + z²/4n²)) / (1 + z²/n),  p = right / count, n = count
 *
 * E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22
 * (1927), 209-212.
 */
export function wilsonInterval(
  right: number,
  count: number,
  z = z95,
): readonly [low: number, high: number] | null {
  if (count === 0) return null;
  const share = right / count;
  const square = (z * z) / count;
  const middle = share + square / 2;
  const half = z * Math.sqrt((share * (1 - share)) / count + square / (4 * count));
  // At the ends the bound is 0 or 1; rounding may miss it by a bit.
  const low = right === 0 ? 0 : (middle - half) / (1 + square);
  const high = right === count ? 1 : (middle + half) / (1 + square);
  return [low, high];
}
