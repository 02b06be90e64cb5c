// How much of a list was seen by step, as a stair that grows: SVG at the width that there is.

import { linearTicks, ticksBetween } from '../chart/ticks.js';
import { formatCount, tickLabels } from '../format-number.js';

/** @typedef {{ firstStep: number, lastStep: number, items: number }} CurveRange */

const height = 220;
const margin = { top: 12, right: 16, bottom: 26, left: 52 };

/**
 * The path of a stair through the steps of items, in their order: each rises by one. Pure.
 * @param {readonly number[]} steps rising
 * @param {CurveRange} range
 * @param {{ x: (step: number) => number, y: (seen: number) => number }} place
 */
export function stairPath(steps, { firstStep, lastStep }, { x, y }) {
  let path = `M${round(x(firstStep - 1))} ${round(y(0))}`;
  for (let i = 0; i < steps.length; ) {
    const step = /** @type {number} */ (steps[i]);
    while (steps[i] === step) i++;
    path += `H${round(x(step))}V${round(y(i))}`;
  }
  return `${path}H${round(x(lastStep))}`;
}

/**
 * Draws into `host` in place of what it has.
 * @param {HTMLElement} host
 * @param {readonly number[]} steps
 * @param {CurveRange} range
 */
export function drawCurve(host, steps, range) {
  const width = Math.max(280, host.clientWidth);
  const { firstStep, lastStep, items } = range;
  const [from, to] = [firstStep - 1, Math.max(lastStep, firstStep)];
  const inner = { right: width - margin.right, bottom: height - margin.bottom };
  const x = (/** @type {number} */ step) =>
    margin.left + ((inner.right - margin.left) * (step - from)) / (to - from);
  const y = (/** @type {number} */ seen) =>
    inner.bottom - ((inner.bottom - margin.top) * seen) / Math.max(1, items);
  const svg = node('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' });
  const words = `${formatCount(steps.length)} of ${formatCount(items)} items seen by step ${formatCount(to)}`;
  svg.setAttribute('aria-label', words);
  for (const seen of seenTicks(items)) {
    svg.append(
      node('line', { class: 'grid', x1: margin.left, x2: inner.right, y1: y(seen), y2: y(seen) }),
      label(formatCount(seen), { x: margin.left - 8, y: y(seen) + 4, 'text-anchor': 'end' }),
    );
  }
  const ticks = ticksBetween(from, to, width < 500 ? 3 : 6);
  const texts = tickLabels(ticks, 'step');
  for (const [i, tick] of ticks.entries()) {
    const anchor = tick === to ? 'end' : 'middle';
    svg.append(label(texts[i] ?? '', { x: x(tick), y: height - 8, 'text-anchor': anchor }));
  }
  const path = stairPath(steps, range, { x, y });
  svg.append(
    node('path', { class: 'area', d: `${path}V${y(0)}Z` }),
    node('path', { class: 'stair', d: path }),
  );
  host.replaceChildren(svg);
}

/** Round numbers, and the whole list where it stands well above them. @param {number} items */
function seenTicks(items) {
  const ticks = linearTicks(items, 4);
  const last = ticks.at(-1) ?? 0;
  return items - last > items / 6 ? [...ticks, items] : ticks;
}

/** @param {string} tag @param {Record<string, string | number>} attributes */
function node(tag, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** @param {string} text @param {Record<string, string | number>} attributes */
function label(text, attributes) {
  const made = node('text', attributes);
  made.textContent = text;
  return made;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
