// The chart as an SVG of its own, for papers and slides: same scales, dashes and markers.
//
// Text in, text out: no document. Colours are handed in, so that the picture is the one on screen.

import { formatCompact, formatCount, formatStep, shorten, tickLabels } from '../format-number.js';
import { dashes, markers } from './palette.js';
import { findRange, findSpan, pickHeights, placeOfStep, showsStep } from './plot-data.js';
import { shownPhrase } from './shown-phrase.js';
import { linearTicks, logTicks, ticksBetween } from './ticks.js';

/** @import { Colours } from './palette.js' */
/** @import { Curve, Plot, Scaling } from './plot-data.js' */

const frame = { left: 64, right: 760, top: 24, height: 340 };

/** @typedef {{ x: (place: number) => number, y: (value: number) => number }} Scales */

/**
 * @param {Plot} plot
 * @param {Scaling} scaling
 * @param {{ colours: Colours, caption: string }} look
 * @returns {string} a whole SVG document
 */
export function chartSvg(plot, scaling, { colours, caption }) {
  const scales = makeScales(plot, scaling);
  const bottom = frame.top + frame.height;
  const height = bottom + 62 + plot.curves.length * 20;
  const body = [
    `<rect width="100%" height="100%" fill="${colours.paper}"/>`,
    axes(plot, { scaling, scales, colours }),
    ...plot.curves.map((curve) => line(plot, curve, { scaling, scales, colours })),
    ...plot.curves.map((curve) => firstSeen(plot, curve, { scales, colours })),
    ...plot.curves.map((curve, i) => legend(plot, curve, { y: bottom + 62 + i * 20, colours })),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="${height}" viewBox="0 0 800 ${height}" font-family="Helvetica, Arial, sans-serif" font-size="12">`,
    `<title>${escapeXml(caption)}</title>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

/** @param {Plot} plot @param {Scaling} scaling @returns {Scales} */
function makeScales(plot, scaling) {
  const [left, right] = findSpan(plot);
  const range = findRange(plot, scaling);
  /** @param {number} value */
  const warp = (value) => (scaling.scale === 'log' ? Math.log10(value) : value);
  const [low, high] = [warp(range[0]), warp(range[1])];
  return {
    x: (place) =>
      round(frame.left + ((place - left) / (right - left)) * (frame.right - frame.left)),
    y: (value) => round(frame.top + (1 - (warp(value) - low) / (high - low)) * frame.height),
  };
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100;
}

/** @param {Plot} plot @param {{ scaling: Scaling, scales: Scales, colours: Colours }} look */
function axes(plot, { scaling, scales, colours }) {
  const { muted, rule, ink } = colours;
  const bottom = frame.top + frame.height;
  const [, top] = findRange(plot, scaling);
  const yTicks = scaling.scale === 'log' ? logTicks(top) : linearTicks(top, 5);
  const parts = yTicks.map(
    (tick) =>
      `<path d="M${frame.left} ${scales.y(tick)}H${frame.right}" stroke="${rule}"/>` +
      `<text x="${frame.left - 8}" y="${scales.y(tick) + 4}" text-anchor="end" fill="${muted}">${formatCompact(tick)}</text>`,
  );
  const [left, right] = findSpan(plot);
  const xTicks = ticksBetween(left, right, 7);
  const labels = tickLabels(xTicks, plot.x);
  for (const [i, tick] of xTicks.entries()) {
    parts.push(
      `<path d="M${scales.x(tick)} ${bottom}v4" stroke="${muted}"/>` +
        `<text x="${scales.x(tick)}" y="${bottom + 18}" text-anchor="middle" fill="${muted}">${labels[i]}</text>`,
    );
  }
  const unit = plot.x === 'token' ? 'tokens consumed' : 'step';
  const what = `${plot.noun}s ${scaling.y === 'cumulative' ? 'so far' : 'per bin'}`;
  parts.push(
    `<path d="M${frame.left} ${bottom}H${frame.right}" stroke="${muted}"/>`,
    `<text x="${frame.right}" y="${bottom + 36}" text-anchor="end" fill="${ink}">${unit}</text>`,
    `<text x="${frame.left}" y="${frame.top - 8}" fill="${ink}">${what}</text>`,
  );
  return parts.join('\n');
}

/** @param {Plot} plot @param {Curve} curve @param {{ scaling: Scaling, scales: Scales, colours: Colours }} look */
function line(plot, curve, { scaling, scales, colours }) {
  let path = '';
  let drawing = false;
  for (const [i, value] of pickHeights(curve, scaling).entries()) {
    if (value === null) {
      drawing = false;
      continue;
    }
    const x = scales.x(plot.places[i] ?? 0);
    path += drawing ? `H${x}V${scales.y(value)}` : `M${x} ${scales.y(value)}`;
    drawing = true;
  }
  const dash = dashes[curve.style]?.join(' ');
  return `<path d="${path}" fill="none" stroke="${colours.series[curve.style]}" stroke-width="1.75"${dash ? ` stroke-dasharray="${dash}"` : ''}/>`;
}

/** @param {Plot} plot @param {Curve} curve @param {{ scales: Scales, colours: Colours }} look */
function firstSeen(plot, { style, firstStep }, { scales, colours: { series, paper } }) {
  if (firstStep === null || !showsStep(plot, firstStep)) return '';
  const place = `translate(${scales.x(placeOfStep(plot, firstStep))} ${frame.top + frame.height})`;
  return `<path d="${markers[style]}" transform="${place}" fill="${series[style]}" stroke="${paper}"/>`;
}

/** @param {Plot} plot @param {Curve} curve @param {{ y: number, colours: Colours }} look */
function legend({ edges, zoomed }, { phrase, style, firstStep, soFar }, { y, colours }) {
  const { series, ink, muted } = colours;
  const dash = dashes[style]?.join(' ');
  const seen = firstStep === null ? 'never seen' : `first seen at step ${formatStep(firstStep)}`;
  const by = zoomed ? ` by step ${formatStep(edges.at(-1) ?? 0)}` : '';
  return [
    `<path d="M${frame.left} ${y - 4}h30" stroke="${series[style]}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''}/>`,
    `<path d="${markers[style]}" transform="translate(${frame.left + 15} ${y - 4})" fill="${series[style]}"/>`,
    `<text x="${frame.left + 40}" y="${y}" fill="${ink}">${escapeXml(shorten(shownPhrase(phrase), 60))} <tspan fill="${muted}">${seen}, count ${formatCount(soFar.at(-1) ?? 0)}${by}</tspan></text>`,
  ].join('');
}

/** Text as XML, without the characters that XML cannot hold. @param {string} text */
function escapeXml(text) {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
