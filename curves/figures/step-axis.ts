// Steps along a picture's width.

import { formatStep } from '../../splits/output/svg-text.ts';

interface StepAxis {
  /** Pixels from the left edge. */
  readonly x: (step: number) => number;
  readonly ticks: readonly { readonly step: number; readonly label: string }[];
}

/** From the first checkpoint to the last; `log` gives each doubling of 1 + step the same width. */
export function stepAxis(
  steps: readonly number[],
  {
    width,
    log,
    maxTicks,
  }: { readonly width: number; readonly log: boolean; readonly maxTicks: number },
): StepAxis {
  const from = steps[0] ?? 0;
  const to = Math.max(from + 1, steps.at(-1) ?? 1);
  const scale = log ? (step: number) => Math.log2(1 + step) : (step: number) => step;
  const x = (step: number) => ((scale(step) - scale(from)) / (scale(to) - scale(from))) * width;
  const ticks = (log ? powers(from, to) : rounded(from, to, maxTicks)).map((step) => ({
    step,
    label: formatStep(step),
  }));
  return { x, ticks };
}

function powers(from: number, to: number): number[] {
  const ticks = from === 0 ? [0] : [];
  for (let power = 1; power <= to; power *= 10) if (power >= from) ticks.push(power);
  return ticks;
}

function rounded(from: number, to: number, max: number): number[] {
  const rough = (to - from) / max;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const unit = ([1, 2, 2.5, 5, 10].find((digit) => digit * power >= rough) ?? 10) * power;
  const apart = Math.max(1, Math.ceil(unit));
  const ticks: number[] = [];
  for (let step = Math.ceil(from / apart) * apart; step <= to; step += apart) ticks.push(step);
  return ticks;
}
