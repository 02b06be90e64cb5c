// Where an axis has its marks: round numbers, few of them. Pure.

/**
 * Whole multiples of 1, 2 or 5 times a power of ten in [from, to], about `wanted` of them; never
 * fractions, since all axes count something.
 * @param {number} from
 * @param {number} to
 * @param {number} wanted
 */
export function ticksBetween(from, to, wanted) {
  const length = to - from;
  const rough = Math.max(1, length / Math.max(1, wanted));
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [1, 2, 5, 10].map((factor) => factor * power).filter((step) => step <= length);
  const step = steps.find((one) => one >= rough) ?? steps.at(-1) ?? 1;
  const ticks = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick);
  return ticks;
}

/** The same from 0 on. @param {number} top @param {number} wanted */
export function linearTicks(top, wanted) {
  return ticksBetween(0, top, wanted);
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
