// Where an axis has its marks: round numbers, few of them. Pure.

/**
 * Whole multiples of 1, 2 or 5 times a power of ten in [0, top], about `wanted` of them; never
 * fractions, since all axes count something.
 * @param {number} top
 * @param {number} wanted
 */
export function linearTicks(top, wanted) {
  const rough = Math.max(1, top / Math.max(1, wanted));
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [1, 2, 5, 10].map((factor) => factor * power).filter((step) => step <= top);
  const step = steps.find((one) => one >= rough) ?? steps.at(-1) ?? 1;
  const ticks = [];
  for (let tick = 0; tick <= top; tick += step) ticks.push(tick);
  return ticks;
}

/**
 * Powers of ten in [1, top]; twos and fives too where that would be fewer than four.
 * @param {number} top
 */
export function logTicks(top) {
  const factors = top < 1000 ? [1, 2, 5] : [1];
  const ticks = [];
  for (let power = 1; power <= top; power *= 10) {
    for (const factor of factors) if (factor * power <= top) ticks.push(factor * power);
  }
  return ticks;
}
