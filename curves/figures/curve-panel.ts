// One panel: accuracy of both sides over checkpoints with their intervals, thresholds, the lag, and
// the share of examples exposed by each step.

import { escapeXml, formatCount, round } from '../../splits/output/svg-text.ts';
import type { SideCurve } from '../sets/accuracy.ts';
import { stepAxis } from './step-axis.ts';

export interface PanelData {
  readonly steps: readonly number[];
  readonly train: SideCurve;
  readonly validation: SideCurve;
  /** Whole per cents that are drawn as lines. */
  readonly thresholds: readonly number[];
  /** At one of the thresholds; null where a side does not reach it. */
  readonly lag: {
    readonly threshold: number;
    readonly train: number | null;
    readonly validation: number | null;
  };
  /** Share of the examples exposed by each checkpoint, in [0, 1]; undefined where it is not known. */
  readonly exposed?: readonly number[];
}

interface PanelShape {
  readonly width: number;
  readonly height: number;
  readonly log: boolean;
  /** Small panels leave out what cannot be read in them. */
  readonly small: boolean;
}

/** Of the plot's own area; the caller puts it in place and leaves room for labels around it. */
export function drawPanel(data: PanelData, shape: PanelShape): string {
  const { width, height, log, small } = shape;
  const { steps, train, validation } = data;
  const axis = stepAxis(steps, { width, log, maxTicks: small ? 3 : 6 });
  const lowest = lowestOf([train, validation]);
  const y = (share: number) => ((1 - share) / (1 - lowest)) * height;
  const x = axis.x;
  const side = (curve: SideCurve, name: string) => [
    `<path class="band ${name}" d="${bandPath(curve, steps, { x, y })}"/>`,
    `<path class="curve ${name}" d="${linePath(curve.accuracy, steps, { x, y })}"/>`,
  ];
  return [
    drawGrid(data, { ...shape, lowest, y }),
    ...drawTicks(axis.ticks, { x, height }),
    ...(data.exposed === undefined ? [] : [drawExposed(data.exposed, steps, { x, height, width })]),
    ...side(validation, 'validation'),
    ...side(train, 'train'),
    drawLag(data.lag, { x, y, width, height }),
  ].join('');
}

interface Scale {
  readonly x: (step: number) => number;
  readonly y: (share: number) => number;
}

/** The axis begins at a tenth below everything that is drawn, and never above 40 %. */
export function lowestOf(curves: readonly SideCurve[]): number {
  const lows = curves.flatMap(({ low }) => low.filter((value) => value !== null));
  return Math.max(0, Math.floor(Math.min(0.45, ...lows) * 10 - 1e-9) / 10);
}

function drawGrid(
  { thresholds, lag }: PanelData,
  { width, lowest, y, small }: PanelShape & { readonly lowest: number; readonly y: Scale['y'] },
): string {
  const shares = small ? [lowest, 1] : [lowest, 0.5, 1].filter((share) => share >= lowest);
  const grid = [...new Set(shares)].map((share) => `M0 ${round(y(share))}H${width}`).join('');
  const lines = thresholds
    .filter((threshold) => threshold / 100 > lowest && threshold !== lag.threshold)
    .map((threshold) => `M0 ${round(y(threshold / 100))}H${width}`)
    .join('');
  const main = `M0 ${round(y(lag.threshold / 100))}H${width}`;
  const labels = [
    ...new Set([...shares, lag.threshold / 100, ...(small ? [] : thresholds.map((t) => t / 100))]),
  ]
    .filter((share) => share >= lowest)
    .map(
      (share) =>
        `<text class="faint" x="-4" y="${round(y(share) + 3.5)}" text-anchor="end">${Math.round(share * 100)}</text>`,
    );
  return `<path class="grid" d="${grid}"/>${small ? '' : `<path class="threshold" d="${lines}"/>`}<path class="threshold main" d="${main}"/>${labels.join('')}`;
}

function drawTicks(
  ticks: readonly { readonly step: number; readonly label: string }[],
  { x, height }: { readonly x: Scale['x']; readonly height: number },
): string[] {
  return ticks.map(({ step, label }) => {
    const at = round(x(step));
    return `<path class="grid" d="M${at} ${height}v4"/><text class="faint" x="${at}" y="${height + 14}" text-anchor="middle">${escapeXml(label)}</text>`;
  });
}

/** A stair on a scale of its own: nothing is exposed before its step. */
function drawExposed(
  exposed: readonly number[],
  steps: readonly number[],
  { x, height, width }: { readonly x: Scale['x']; readonly height: number; readonly width: number },
): string {
  const stair = steps.map((step, c) => {
    const [right, top] = [round(x(step)), round(height * (1 - (exposed[c] ?? 0)))];
    return c === 0 ? `M${right} ${top}` : `H${right}V${top}`;
  });
  return `<path class="exposed" d="${stair.join('')}H${round(width)}"/>`;
}

function linePath(
  values: readonly (number | null)[],
  steps: readonly number[],
  { x, y }: Scale,
): string {
  let isOpen = false;
  return values
    .map((value, c) => {
      if (value === null) {
        isOpen = false;
        return '';
      }
      const command = isOpen ? 'L' : 'M';
      isOpen = true;
      return `${command}${round(x(steps[c] ?? 0))} ${round(y(value))}`;
    })
    .join('');
}

function bandPath({ low, high }: SideCurve, steps: readonly number[], { x, y }: Scale): string {
  const known = steps.flatMap((step, c) => {
    const [from = null, to = null] = [low[c], high[c]];
    return from === null || to === null ? [] : [{ step, from, to }];
  });
  if (known.length === 0) return '';
  const points = [
    ...known.map(({ step, to }) => `${round(x(step))} ${round(y(to))}`),
    ...known.reverse().map(({ step, from }) => `${round(x(step))} ${round(y(from))}`),
  ];
  return `M${points.join('L')}Z`;
}

function drawLag(
  { threshold, train, validation }: PanelData['lag'],
  { x, y, width, height }: Scale & { readonly width: number; readonly height: number },
): string {
  const at = round(y(threshold / 100));
  const mark = (step: number | null, name: string) =>
    step === null
      ? ''
      : `<path class="drop ${name}" d="M${round(x(step))} ${at}V${height}"/><circle class="dot ${name}" cx="${round(x(step))}" cy="${at}" r="3"/>`;
  const marks = mark(train, 'train') + mark(validation, 'validation');
  if (train === null || validation === null) return marks;
  const lag = validation - train;
  const [from, to] = [x(Math.min(train, validation)), x(Math.max(train, validation))];
  const middle = Math.min(Math.max((from + to) / 2, 30), width - 30);
  const label = `${lag < 0 ? '−' : '+'}${formatCount(Math.abs(lag))}`;
  return `${marks}<path class="lag" d="M${round(from)} ${at}H${round(to)}"/><text class="lag-label" x="${round(middle)}" y="${round(at + 14)}" text-anchor="middle">${label}</text>`;
}
