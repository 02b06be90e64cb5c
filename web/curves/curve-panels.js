// One set large: a panel for each kind of split, with a threshold that can be dragged in it.
//
// A panel's frame and its handle stay while the drawing in it is replaced, so that a drag goes on.

import { element } from '../element.js';
import { formatCount, formatStep } from '../format-number.js';
import { drawPanel, lowestOf } from '../modules/curves/figures/curve-panel.js';
import { panelData } from '../modules/curves/figures/set-figure.js';
import { maxThreshold, minThreshold } from '../view-state.js';
import { drawnNodes, svgElement } from './curve-svg.js';
import { formatP } from './curves-answer.js';

/** @import { SetSummary } from '../../curves/sets/over-sets.ts' */
/** @import { ShownCurves } from './curves-result.js' */

const room = { left: 30, right: 44, top: 12, bottom: 24 };
const plotHeight = 230;
const gripHeight = 32;

const titles = {
  fixed: 'sides of the split, at every checkpoint',
  as_of: 'sides as of each checkpoint',
};

/**
 * @typedef {object} Dragging
 * @property {(threshold: number) => void} dragged while the pointer is down
 * @property {(threshold: number) => void} dropped when it is let go
 */

/** @param {Dragging} dragging */
export function buildPanels(dragging) {
  const panels = [buildPanel(dragging), buildPanel(dragging)];
  const host = element('div', { class: 'panels' }, ...panels.map((panel) => panel.host));
  const all = element('div', {}, key(), host);
  /** @type {(() => void) | null} */
  let redraw = null;
  const observer = new ResizeObserver(() => redraw?.());
  for (const panel of panels) observer.observe(panel.frame);
  /** @param {readonly SetSummary[]} curves of one set @param {ShownCurves} shown */
  function draw(curves, shown) {
    redraw = () => {
      for (const [i, panel] of panels.entries()) {
        const curve = curves[i];
        panel.host.hidden = curve === undefined;
        if (curve !== undefined) panel.draw(curve, curves, shown);
      }
    };
    redraw();
  }
  return { host: all, draw };
}

/** The elements of a panel; what is drawn in them follows later. */
function buildFrame() {
  const title = element('b', {});
  const sizes = element('span', { class: 'hint' });
  const drawing = svgElement('g', {});
  // Not of the drawing: browsers ask elements of a page whether a touch on them scrolls it.
  const grip = element('div', { class: 'grip' });
  const handle = svgElement('g', { class: 'handle' });
  const label = svgElement('text', { x: 8, y: 4 });
  handle.append(svgElement('path', { d: 'M0 0L5-6H42V6H5Z' }), label);
  const svg = svgElement('svg', { class: 'curve-figure', role: 'img' });
  svg.append(drawing, handle);
  const frame = element('div', { class: 'frame' });
  frame.append(svg, grip);
  const readings = element('dl', { class: 'readings' });
  const caption = element('figcaption', {}, title, ' ', sizes);
  const host = element('figure', { class: 'panel' }, caption, frame, readings);
  return { host, frame, svg, drawing, handle, label, grip, title, sizes, readings };
}

/** @param {Dragging} dragging */
function buildPanel({ dragged, dropped }) {
  const parts = buildFrame();
  const { host, frame, svg, drawing, handle, label, grip, title, sizes, readings } = parts;
  let lowest = 0;
  wireDrag(svg, grip, {
    dragged,
    dropped,
    thresholdAt: (y) => {
      const share = 1 - ((y - room.top) / plotHeight) * (1 - lowest);
      return Math.min(maxThreshold, Math.max(minThreshold, Math.round(100 * share)));
    },
  });

  /** @param {SetSummary} curve @param {readonly SetSummary[]} curves @param {ShownCurves} shown */
  function draw(curve, curves, shown) {
    const { threshold, state } = shown;
    const width = Math.max(200, frame.clientWidth - room.left - room.right);
    lowest = lowestOf([curve.train, curve.validation]);
    const log = state.steps_axis === 'log';
    const data = panelData(curve, { thresholds: [threshold], threshold, log }, curves);
    const size = { width, height: plotHeight, log, small: false };
    drawing.replaceChildren(...drawnNodes(drawPanel(data, size)));
    const [full, high] = [width + room.left + room.right, plotHeight + room.top + room.bottom];
    svg.setAttribute('width', String(full));
    svg.setAttribute('height', String(high));
    svg.setAttribute('viewBox', `${-room.left} ${-room.top} ${full} ${high}`);
    svg.setAttribute('aria-label', describePanel(curve, threshold));
    const y = ((1 - threshold / 100) / (1 - lowest)) * plotHeight;
    handle.setAttribute('transform', `translate(${width} ${y})`);
    label.textContent = `${threshold} %`;
    grip.style.top = `${room.top + y - gripHeight / 2}px`;
    title.textContent = titles[curve.split];
    const [train, validation] = [curve.train.examples.at(-1), curve.validation.examples.at(-1)];
    sizes.textContent = `n = ${formatCount(train ?? 0)} and ${formatCount(validation ?? 0)}`;
    readings.replaceChildren(...listReadings(curve, shown));
  }
  return { host, frame, draw };
}

/**
 * @param {SVGSVGElement} svg
 * @param {HTMLElement} grip
 * @param {Dragging & { thresholdAt: (y: number) => number }} options `y` in pixels from the top
 */
function wireDrag(svg, grip, { dragged, dropped, thresholdAt }) {
  /** @type {number | null} */
  let last = null;
  /** @param {PointerEvent} event */
  const follow = (event) => {
    const next = thresholdAt(event.clientY - svg.getBoundingClientRect().top);
    if (next !== last) dragged(next);
    last = next;
  };
  grip.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    svg.classList.add('dragging');
    follow(event);
  });
  grip.addEventListener('pointermove', (event) => {
    if (last !== null) follow(event);
  });
  const end = () => {
    svg.classList.remove('dragging');
    if (last !== null) dropped(last);
    last = null;
  };
  grip.addEventListener('pointerup', end);
  grip.addEventListener('pointercancel', end);
}

/** @param {SetSummary} curve @param {ShownCurves} shown */
function listReadings({ lag, tTrain, tValidation, p, q, overSeeds }, { threshold, state }) {
  const { test } = state;
  /** @type {[string, string][]} */
  const readings = [
    ['lag', lagWords(lag[0] ?? null)],
    [`train at ${threshold} %`, stepWords(tTrain[0] ?? null)],
    [`validation at ${threshold} %`, stepWords(tValidation[0] ?? null)],
    ['p', formatP(p[test][0])],
    ['q', formatP(q[test][0])],
  ];
  if (overSeeds !== null) {
    const [median] = overSeeds.lag;
    const words = `${lagWords(median ?? null)}, p ${formatP(overSeeds.p[test][0])}, q ${formatP(overSeeds.q[test][0])}`;
    readings.push([`median of ${overSeeds.defined[0]} of ${overSeeds.seeds.length} seeds`, words]);
  }
  return readings.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
}

/** @param {number | null} lag */
export function lagWords(lag) {
  if (lag === null) return 'undefined';
  return `${lag < 0 ? '−' : ''}${formatStep(Math.abs(lag))} steps`;
}

/** @param {number | null} step */
function stepWords(step) {
  return step === null ? 'never' : `step ${formatStep(step)}`;
}

/** The panel in words, for those who do not see it. @param {SetSummary} curve @param {number} threshold */
function describePanel({ split, steps, train, validation, lag }, threshold) {
  const last = `${train.accuracy.at(-1) === null ? 'unknown' : percent(train.accuracy.at(-1))} and ${percent(validation.accuracy.at(-1))}`;
  return `Accuracy of proxy-train and proxy-validation, ${titles[split]}: ${last} at step ${formatStep(steps.at(-1) ?? 0)}; lag at ${threshold} %: ${lagWords(lag[0] ?? null)}`;
}

/** @param {number | null | undefined} share */
function percent(share) {
  return share === null || share === undefined ? '–' : `${(100 * share).toFixed(1)} %`;
}

/** What the lines are. */
function key() {
  const entries = /** @type {const} */ ([
    ['curve train', 'proxy-train (exposed)'],
    ['curve validation', 'proxy-validation (not exposed)'],
    ['exposed', 'share of examples exposed, 0 to 100 %'],
  ]);
  const items = entries.map(([look, words]) => {
    const svg = svgElement('svg', {
      class: 'curve-figure',
      width: 26,
      height: 10,
      'aria-hidden': 'true',
    });
    svg.append(svgElement('path', { class: look, d: 'M1 5H25' }));
    const item = element('li', {}, words);
    item.prepend(svg);
    return item;
  });
  return element('ul', { class: 'curve-key', role: 'list', 'aria-label': 'Lines' }, ...items);
}
