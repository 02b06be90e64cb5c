// Concepts over checkpoints as one SVG: for each set (and seed) a panel of AUROC and one of effective
// ranks. Bands are intervals; grey ones are baselines, where sides are given to examples at random.

import { escapeXml, formatStep, round, shorten } from '../../splits/output/svg-text.ts';
import type { SetConcepts } from '../concepts/describe-runs.ts';
import type { Interval } from '../stats/interval95.ts';
import { bodyTop, drawPage } from './svg-page.ts';

const panel = { left: 34, top: 34, plotWidth: 186, plotHeight: 96, width: 238, height: 166 };
const margin = 20;
const style = `.band { opacity: 0.18; } .a { --c: var(--a); } .b { --c: var(--b); }
.curve { stroke: var(--c); fill: none; stroke-width: 1.5; stroke-linejoin: round; } .b .curve { stroke-dasharray: 5 3; } .dot, .band { fill: var(--c); } text.key { fill: var(--c); font-size: 10px; } .chance { stroke: var(--faint); stroke-dasharray: 2 3; fill: none; }`;

interface Series {
  readonly name: string;
  readonly className: 'a' | 'b';
  readonly value: (point: SetConcepts) => number | null;
  readonly interval: (point: SetConcepts) => Interval | null;
  readonly baseline: (point: SetConcepts) => Interval | null;
}

const aurocSeries: readonly Series[] = [
  {
    ...{ name: 'AUROC', className: 'a' },
    value: ({ auroc }) => auroc,
    interval: ({ interval }) => interval.auroc,
    baseline: ({ null: baseline }) => baseline.auroc,
  },
];

const rankSeries: readonly Series[] = (['train', 'validation'] as const).map((side) => ({
  ...{ name: side, className: side === 'train' ? 'a' : 'b' },
  value: ({ effectiveRank }) => effectiveRank[side],
  interval: ({ interval }) => interval.effectiveRank[side],
  baseline: ({ null: baseline }) => baseline.effectiveRank[side],
}));

/** `points` in the order of sets, seeds and steps. */
export function drawConcepts(points: readonly SetConcepts[]): string {
  const runs = [...Map.groupBy(points, ({ set, seed }) => JSON.stringify([set, seed])).values()];
  const steps = points.map(({ step }) => step);
  const axis = { from: Math.min(...steps), to: Math.max(...steps) };
  const perLine = runs.length > 3 ? 2 : 1;
  const notes = [
    'left: AUROC of good against bad sentences of proxy-validation by the mean concept vector of proxy-train; dotted: 0.5',
    'right: effective rank of the concept vectors of proxy-train (line) and proxy-validation (dashed)',
    'bands: 95 % of bootstrap samples; grey: 95 % of random sides of the same sizes',
  ];
  const top = bodyTop(notes.length) + 8;
  const body = runs.map((run, i) => {
    const x = margin + (i % perLine) * 2 * panel.width;
    const y = top + Math.floor(i / perLine) * panel.height;
    return `<g transform="translate(${x} ${y})">${drawRun(run, axis)}</g>`;
  });
  return drawPage({
    width: margin + Math.max(perLine * 2 * panel.width, 600) + 8,
    height: top + Math.ceil(runs.length / perLine) * panel.height + 4,
    label: `Concept vectors of ${runs.length} sets of minimal pairs over checkpoints`,
    title: 'Concept vectors over checkpoints',
    ...{ notes, style, body: body.join('\n') },
  });
}

interface Axis {
  readonly from: number;
  readonly to: number;
}

function drawRun(run: readonly SetConcepts[], axis: Axis): string {
  const [first] = run;
  if (first === undefined) return '';
  const { set, seed } = first;
  const name = seed === null ? set : `${set}, seed ${seed}`;
  const ranks = run.flatMap((point) =>
    rankSeries.flatMap((series) => [series.value(point), series.interval(point)?.[1]]),
  );
  const largest = Math.max(1, ...ranks.map((value) => value ?? 0));
  return [
    `<text x="0" y="12">${escapeXml(shorten(name, 66))}</text>`,
    `<g>${drawPanel(run, aurocSeries, { axis, max: 1, ticks: [0, 0.5, 1] })}</g>`,
    `<g transform="translate(${panel.width} 0)">${drawPanel(run, rankSeries, {
      ...{ axis, max: niceAbove(largest), ticks: [0, niceAbove(largest)] },
    })}</g>`,
  ].join('');
}

interface Scale {
  readonly axis: Axis;
  readonly max: number;
  readonly ticks: readonly number[];
}

function drawPanel(
  run: readonly SetConcepts[],
  allSeries: readonly Series[],
  { axis, max, ticks }: Scale,
): string {
  const { left, top, plotWidth, plotHeight } = panel;
  const bottom = top + plotHeight;
  const right = left + plotWidth;
  const x = ({ step }: SetConcepts) =>
    round(left + ((step - axis.from) / Math.max(1, axis.to - axis.from)) * plotWidth);
  const y = (value: number) => round(bottom - (value / max) * plotHeight);
  const last = run.at(-1);
  const keys = allSeries.map((series, i) => {
    const value = last === undefined ? null : series.value(last);
    const digits = max === 1 ? 3 : 1;
    const text = `${series.name} ${value === null ? 'not defined' : value.toFixed(digits)}`;
    return `<g class="${series.className}"><text class="key" x="${left + i * 96}" y="${top - 6}">${text}</text></g>`;
  });
  return [
    `<path class="grid" d="${ticks.map((tick) => `M${left} ${y(tick)}H${right}`).join('')}"/>`,
    max === 1 ? `<path class="chance" d="M${left} ${y(0.5)}H${right}"/>` : '',
    ...ticks.map(
      (tick) => `<text class="faint end" x="${left - 4}" y="${y(tick) + 3.5}">${tick}</text>`,
    ),
    `<text class="faint" x="${left}" y="${bottom + 13}">${formatStep(axis.from)}</text>`,
    axis.to > axis.from
      ? `<text class="faint end" x="${right}" y="${bottom + 13}">${formatStep(axis.to)}</text>`
      : '',
    ...keys,
    ...allSeries.map((series) => drawSeries(run, series, { x, y })),
  ].join('');
}

interface Places {
  readonly x: (point: SetConcepts) => number;
  readonly y: (value: number) => number;
}

function drawSeries(run: readonly SetConcepts[], series: Series, { x, y }: Places): string {
  const values = run.flatMap((point) => {
    const value = series.value(point);
    return value === null ? [] : [{ x: x(point), y: y(value) }];
  });
  const band = (intervalOf: Series['interval'], className: string) => {
    const edges = run.flatMap((point) => {
      const interval = intervalOf(point);
      return interval === null ? [] : [{ x: x(point), low: y(interval[0]), high: y(interval[1]) }];
    });
    if (edges.length === 0) return '';
    // One checkpoint has no width.
    const [only] = edges;
    const around =
      edges.length > 1 || only === undefined
        ? edges
        : [
            { ...only, x: only.x - 4 },
            { ...only, x: only.x + 4 },
          ];
    const upper = around.map((edge) => `${edge.x} ${edge.high}`);
    const lower = around.toReversed().map((edge) => `${edge.x} ${edge.low}`);
    return `<path class="${className}" d="M${[...upper, ...lower].join('L')}Z"/>`;
  };
  return [
    `<g class="${series.className}">`,
    band(series.baseline, 'null'),
    band(series.interval, 'band'),
    values.length > 1
      ? `<path class="curve" d="M${values.map((at) => `${at.x} ${at.y}`).join('L')}"/>`
      : '',
    ...values.map((at) => `<circle class="dot" cx="${at.x}" cy="${at.y}" r="2"/>`),
    '</g>',
  ].join('');
}

/** One or two digits, at or above `value`. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 1.2, 1.6, 2, 2.5, 3, 4, 5, 6, 8].find((digit) => digit * power >= value);
  return (factor ?? 10) * power;
}
