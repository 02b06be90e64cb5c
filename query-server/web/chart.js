// The chart: uPlot for scales, lines and the cursor; chart-marks.js paints on top what makes it ours.
//
// Shows a plot and tells which bin the pointer is over or has chosen. The keyboard is in
// chart-keys.js, the same picture as SVG in chart-svg.js. Holds no state but what it was drawn with.

import uPlot from '/vendor/uplot.js';
import {
  font,
  labelRoom,
  paintBand,
  paintFirsts,
  paintLabels,
  paintMarkers,
} from './chart-marks.js';
import { formatCompact } from './format-number.js';
import { dashes, readColours, washOf } from './palette.js';
import { binAtPlace, binsOf, heightsOf, rangeOf } from './plot-data.js';
import { linearTicks, logTicks } from './ticks.js';

/** @import { Colours } from './palette.js' */
/** @import { Plot, Scaling } from './plot-data.js' */

/**
 * @typedef {object} ChartOptions
 * @property {Plot} plot
 * @property {Scaling} scaling
 * @property {boolean} [stair] a cumulative line stays level between two edges
 * @property {number | null} selected bin, from 1
 * @property {(bin: number | null) => void} over the pointer is over this bin, or gone
 * @property {(bin: number) => void} choose
 */

/**
 * Draws into `host`, as wide as it is, and again whenever its width changes. Returns what removes it.
 * @param {HTMLElement} host
 * @param {ChartOptions} options
 * @returns {() => void}
 */
export function keepChart(host, options) {
  let chart = drawChart(host, options);
  let width = host.clientWidth;
  const sizes = new ResizeObserver(() => {
    if (host.clientWidth === width || host.clientWidth === 0) return;
    width = host.clientWidth;
    chart.destroy();
    chart = drawChart(host, options);
  });
  sizes.observe(host);
  return () => {
    sizes.disconnect();
    chart.destroy();
  };
}

/** @param {HTMLElement} host @param {ChartOptions} options */
function drawChart(host, options) {
  const { plot, scaling } = options;
  const colours = readColours();
  const width = Math.floor(host.clientWidth);
  const labelled = scaling.y === 'cumulative' && width >= 640 && plot.curves.length > 1;
  /** @type {uPlot.Options} */
  const settings = {
    width,
    height: width < 520 ? 260 : 340,
    padding: [14, labelled ? labelRoom(plot) : 14, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: scalesOf(options),
    axes: axesOf(options, colours, width),
    series: [{}, ...plot.curves.map(({ style }) => lineOf(style, options, colours))],
    hooks: {
      drawClear: [(chart) => paintBand(chart, options, colours)],
      draw: [
        (chart) => {
          paintMarkers(chart, options, colours);
          if (options.stair !== true) paintFirsts(chart, plot, colours);
          if (labelled) paintLabels(chart, options, colours);
        },
      ],
      setCursor: [(chart) => options.over(binUnderCursor(chart, plot))],
    },
  };
  const values = plot.curves.map((curve) => heightsOf(curve, scaling));
  const chart = new uPlot(settings, [[...plot.places], ...values], host);
  chart.over.addEventListener('click', () => {
    const bin = binUnderCursor(chart, plot);
    if (bin !== null) options.choose(bin);
  });
  return chart;
}

/** @param {uPlot} chart @param {Plot} plot */
function binUnderCursor(chart, plot) {
  const { left } = chart.cursor;
  if (left === undefined || left === null || left < 0 || binsOf(plot) === 0) return null;
  return binAtPlace(plot, chart.posToVal(left, 'x'));
}

/** @param {ChartOptions} options @returns {uPlot.Scales} */
function scalesOf({ plot, scaling }) {
  const right = plot.places.at(-1) ?? 1;
  const range = rangeOf(plot, scaling);
  return {
    x: { time: false, range: () => [0, right] },
    y: { range: () => range, ...(scaling.scale === 'log' && { distr: 3, log: 10 }) },
  };
}

/** @param {ChartOptions} options @param {Colours} colours @param {number} width @returns {uPlot.Axis[]} */
function axesOf({ plot, scaling }, { muted, rule }, width) {
  const right = plot.places.at(-1) ?? 1;
  const [, top] = rangeOf(plot, scaling);
  const xTicks = linearTicks(right, Math.max(2, Math.floor(width / 110)));
  const yTicks = scaling.scale === 'log' ? logTicks(top) : linearTicks(top, 5);
  const line = { stroke: rule, width: 1 };
  const look = { stroke: muted, font, ticks: { ...line, size: 4 } };
  /** @param {uPlot} _ @param {number[]} ticks */
  const words = (_, ticks) => ticks.map(formatCompact);
  return [
    {
      ...look,
      size: 30,
      gap: 4,
      grid: { show: false },
      splits: () => xTicks,
      filter: (_, ticks) => ticks,
      values: words,
      border: { show: true, ...line, stroke: muted },
    },
    {
      ...look,
      size: 52,
      gap: 6,
      grid: line,
      splits: () => yTicks,
      filter: (_, ticks) => ticks,
      values: words,
      ticks: { show: false },
    },
  ];
}

/** @param {number} style @param {ChartOptions} options @param {Colours} colours @returns {uPlot.Series} */
function lineOf(style, { scaling: { y }, plot, stair: level = y === 'bin' }, colours) {
  const alone = plot.curves.length === 1;
  const stair = uPlot.paths.stepped?.({ align: 1 });
  const colour = colours.series[style] ?? '';
  return {
    stroke: colour,
    width: 1.75,
    dash: [...(dashes[style] ?? [])],
    points: { show: false },
    spanGaps: false,
    ...(level && stair !== undefined && { paths: stair }),
    ...(alone && { fill: washOf(colour) }),
  };
}
