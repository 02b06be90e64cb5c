// What is painted over uPlot's lines: markers, first seen, names at the ends, the selected bin.
//
// Positions are canvas pixels; each function leaves the canvas' state as it was.

import { shorten } from '../format-number.js';
import { markers, washColour } from './palette.js';
import { countBins, pickHeights, placeOfStep, showsStep } from './plot-data.js';
import { shownPhrase } from './shown-phrase.js';

/** @import uPlot from '../vendor/uplot.js' */
/** @import { ChartOptions } from './chart.js' */
/** @import { Colours } from './palette.js' */
/** @import { Curve, Plot, Scaling } from './plot-data.js' */

/** A canvas knows no CSS variables; the page's sans. */
export const font =
  '12px -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Liberation Sans", Helvetica, Arial, sans-serif';

/** Characters of a name at the end of its line. */
const labelLength = 22;

/** The selected bin, behind everything. @param {uPlot} chart @param {ChartOptions} options @param {Colours} colours */
export function paintBand(chart, { plot, selected }, { band }) {
  const { ctx, bbox } = chart;
  if (selected === null || selected > countBins(plot)) return;
  const [from, to] = [plot.places[selected - 1] ?? 0, plot.places[selected] ?? 0];
  const left = chart.valToPos(from, 'x', true);
  ctx.save();
  ctx.fillStyle = band;
  const width = Math.max(2 * devicePixelRatio, chart.valToPos(to, 'x', true) - left);
  ctx.fillRect(left, bbox.top, width, bbox.height);
  ctx.restore();
}

/** The layers of a plot by facet, filled between their stairs. @param {uPlot} chart @param {ChartOptions} options @param {Colours} colours */
export function paintLayers(chart, { plot, scaling }, { series }) {
  if (scaling.scale === 'log') return;
  const { ctx } = chart;
  ctx.save();
  for (const curve of plot.curves) {
    const { below } = curve;
    if (below === undefined) continue;
    ctx.fillStyle = washColour(series[curve.style] ?? '');
    const bases = scaling.y === 'cumulative' ? below.soFar : below.perBin;
    for (const [i, height] of pickHeights(curve, scaling).slice(0, countBins(plot)).entries()) {
      if (height === null) continue;
      const [left, right] = [plot.places[i] ?? 0, plot.places[i + 1] ?? 0].map((place) =>
        chart.valToPos(place, 'x', true),
      );
      const [top, bottom] = [height, bases[i] ?? 0].map((value) =>
        chart.valToPos(value, 'y', true),
      );
      ctx.fillRect(left ?? 0, top ?? 0, (right ?? 0) - (left ?? 0), (bottom ?? 0) - (top ?? 0));
    }
  }
  ctx.restore();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{ style: number, x: number, y: number, scale?: number }} place in canvas pixels
 * @param {Colours} colours
 */
function paintMarker(ctx, { style, x, y, scale = 1 }, { series, paper }) {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(devicePixelRatio * scale, devicePixelRatio * scale);
  const path = new Path2D(markers[style]);
  ctx.lineWidth = 2.5;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = paper;
  ctx.stroke(path);
  ctx.fillStyle = series[style] ?? '';
  ctx.fill(path);
  ctx.restore();
}

/** A few markers along each line, not at the same places. @param {uPlot} chart @param {ChartOptions} options @param {Colours} colours */
export function paintMarkers(chart, { plot, scaling }, colours) {
  if (plot.curves.length < 2) return;
  const every = Math.max(1, Math.ceil(countBins(plot) / 7));
  for (const [c, curve] of plot.curves.entries()) {
    const heights = pickHeights(curve, scaling);
    const offset = Math.floor(((c + 1) * every) / (plot.curves.length + 1));
    for (let i = offset; i < countBins(plot); i += every) {
      const height = heights[i];
      if (height === null || height === undefined || isIdle(curve, i, scaling)) continue;
      const [left = 0, right = 0] = [plot.places[i], plot.places[i + 1]];
      const place = scaling.y === 'bin' ? (left + right) / 2 : left;
      const x = chart.valToPos(place, 'x', true);
      paintMarker(
        chart.ctx,
        { style: curve.style, x, y: chart.valToPos(height, 'y', true), scale: 0.8 },
        colours,
      );
    }
  }
}

/** Is there nothing to mark at this edge? @param {Curve} curve @param {number} i @param {Scaling} scaling */
function isIdle({ soFar, perBin }, i, { y }) {
  return (y === 'bin' ? perBin[i] : soFar[i]) === 0;
}

/** First seen: the marker on the axis, with a hair line above. @param {uPlot} chart @param {Plot} plot @param {Colours} colours */
export function paintFirsts(chart, plot, colours) {
  const { ctx, bbox } = chart;
  const bottom = bbox.top + bbox.height;
  for (const { style, firstStep } of plot.curves) {
    if (firstStep === null || !showsStep(plot, firstStep)) continue;
    const x = chart.valToPos(placeOfStep(plot, firstStep), 'x', true);
    ctx.save();
    ctx.strokeStyle = colours.series[style] ?? '';
    ctx.globalAlpha = 0.45;
    ctx.setLineDash([]);
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bottom);
    ctx.lineTo(x, bbox.top);
    ctx.stroke();
    ctx.restore();
    paintMarker(ctx, { style, x, y: bottom, scale: 1.15 }, colours);
  }
}

/** Pixels that the names at the ends of the lines take. @param {Plot} plot */
export function labelRoom({ curves }) {
  const longest = Math.max(
    ...curves.map(({ phrase }) => shorten(shownPhrase(phrase), labelLength).length),
  );
  return Math.min(170, 24 + longest * 6.6);
}

/** Names at the ends of the lines, moved apart. @param {uPlot} chart @param {ChartOptions} options @param {Colours} colours */
export function paintLabels(chart, { plot, scaling }, { series }) {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const bottom = bbox.top + bbox.height;
  const labels = plot.curves
    .filter(({ soFar }) => (soFar.at(-1) ?? 0) > 0)
    .map((curve) => ({
      text: shorten(shownPhrase(curve.phrase), labelLength),
      style: curve.style,
      y: chart.valToPos(pickHeights({ ...curve, perBin: [] }, scaling).at(-1) ?? 0, 'y', true),
    }))
    .map((label) => ({ ...label, y: Math.min(label.y, bottom) }))
    .sort((a, b) => a.y - b.y);
  const gap = 15 * ratio;
  for (const [i, label] of labels.entries()) {
    const above = labels[i - 1];
    if (above !== undefined) label.y = Math.max(label.y, above.y + gap);
  }
  for (let i = labels.length - 1; i >= 0; i--) {
    const [label, below] = [labels[i], labels[i + 1]];
    if (label) label.y = Math.min(label.y, below === undefined ? bottom : below.y - gap);
  }
  ctx.save();
  ctx.font = font.replace('12px', `${12 * ratio}px`);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const { text, style, y } of labels) {
    ctx.fillStyle = series[style] ?? '';
    ctx.fillText(text, bbox.left + bbox.width + 10 * ratio, y);
  }
  ctx.restore();
}
