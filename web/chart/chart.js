// The chart: uPlot for scales, lines and the cursor; chart-marks.js paints on top what makes it ours.
//
// Shows a plot and tells which bin the pointer is over or has chosen. The keyboard is in
// chart-keys.js, the same picture as SVG in chart-svg.js. Holds no state but what it was drawn with.

import { formatCompact, tickLabels } from '../format-number.js';
import uPlot from '../vendor/uplot.js';
import {
  font,
  labelRoom,
  paintBand,
  paintFirsts,
  paintLabels,
  paintLayers,
  paintMarkers,
} from './chart-marks.js';
import { dashes, readColours, washColour } from './palette.js';
import { binAtPlace, countBins, findRange, findSpan, pickHeights } from './plot-data.js';
import { linearTicks, logTicks, ticksBetween } from './ticks.js';

/** @import { Colours } from './palette.js' */
/** @import { Plot, Scaling } from './plot-data.js' */

/**
 * @typedef {object} ChartOptions
 * @property {Plot} plot
 * @property {Scaling} scaling
 * @property {boolean} [firsts] marks where each curve begins (default)
 * @property {number | null} selected bin, from 1
 * @property {(bin: number | null) => void} over the pointer is over this bin, or gone
 * @property {(bin: number) => void} choose
 * @property {(from: number, to: number) => void} [zoom] the pointer was drawn over these bins
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
    cursor: { y: false, drag: planDrag(options), points: { show: false } },
    scales: makeScales(options),
    axes: makeAxes(options, colours, width),
    series: [{}, ...plot.curves.map(({ style }) => makeLine(style, options, colours))],
    hooks: {
      drawClear: [
        (chart) => {
          paintBand(chart, options, colours);
          paintLayers(chart, options, colours);
        },
      ],
      draw: [
        (chart) => {
          paintMarkers(chart, options, colours);
          if (options.firsts !== false) paintFirsts(chart, plot, colours);
          if (labelled) paintLabels(chart, options, colours);
        },
      ],
      setCursor: [(chart) => options.over(binUnderCursor(chart, plot))],
      setSelect: [(chart) => takeSelection(chart, options)],
    },
  };
  const values = plot.curves.map((curve) => pickHeights(curve, scaling));
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
  if (left === undefined || left === null || left < 0 || countBins(plot) === 0) return null;
  return binAtPlace(plot, chart.posToVal(left, 'x'));
}

/** Pixels that the pointer moves before it draws a range: a hand is not still when it clicks. */
const minDrag = 6;

/** @param {ChartOptions} options @returns {uPlot.Cursor.Drag} */
function planDrag({ zoom }) {
  return {
    x: zoom !== undefined,
    y: false,
    setScale: false,
    dist: minDrag,
    click: (chart, event) => {
      if (chart.select.width > 0) event.stopImmediatePropagation();
    },
  };
}

/** The bins that the pointer was drawn over. @param {uPlot} chart @param {ChartOptions} options */
function takeSelection(chart, { plot, zoom }) {
  const { left, width } = chart.select;
  if (zoom === undefined || width === 0) return;
  const [from, to] = [left, left + width].map((x) => binAtPlace(plot, chart.posToVal(x, 'x')));
  zoom(from ?? 1, to ?? 1);
}

/** @param {ChartOptions} options @returns {uPlot.Scales} */
function makeScales({ plot, scaling }) {
  const span = findSpan(plot);
  const range = findRange(plot, scaling);
  return {
    x: { time: false, range: () => span },
    y: { range: () => range, ...(scaling.scale === 'log' && { distr: 3, log: 10 }) },
  };
}

/** @param {ChartOptions} options @param {Colours} colours @param {number} width @returns {uPlot.Axis[]} */
function makeAxes({ plot, scaling }, { muted, rule }, width) {
  const [left, right] = findSpan(plot);
  const [, top] = findRange(plot, scaling);
  const xTicks = ticksBetween(left, right, Math.max(2, Math.floor(width / 110)));
  const yTicks = scaling.scale === 'log' ? logTicks(top) : linearTicks(top, 5);
  const line = { stroke: rule, width: 1 };
  const look = { stroke: muted, font, ticks: { ...line, size: 4 } };
  return [
    {
      ...look,
      size: 30,
      gap: 4,
      grid: { show: false },
      splits: () => xTicks,
      filter: (_, ticks) => ticks,
      values: (_, ticks) => tickLabels(ticks, plot.x),
      border: { show: true, ...line, stroke: muted },
    },
    {
      ...look,
      size: 52,
      gap: 6,
      grid: line,
      splits: () => yTicks,
      filter: (_, ticks) => ticks,
      values: (_, ticks) => ticks.map(formatCompact),
      ticks: { show: false },
    },
  ];
}

/** @param {number} style @param {ChartOptions} options @param {Colours} colours @returns {uPlot.Series} */
function makeLine(style, { plot }, colours) {
  const alone = plot.curves.length === 1 && plot.curves[0]?.below === undefined;
  const stair = uPlot.paths.stepped?.({ align: 1 });
  const colour = colours.series[style] ?? '';
  return {
    stroke: colour,
    width: 1.75,
    dash: [...(dashes[style] ?? [])],
    points: { show: false },
    spanGaps: false,
    ...(stair !== undefined && { paths: stair }),
    ...(alone && { fill: washColour(colour) }),
  };
}
