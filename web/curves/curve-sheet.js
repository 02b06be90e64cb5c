// All sets small, each a button that shows it large; those that the filters exclude below, with reasons.

import { breakable, element } from '../element.js';
import { drawPanel } from '../modules/curves/figures/curve-panel.js';
import { panelData } from '../modules/curves/figures/set-figure.js';
import { lagWords } from './curve-panels.js';
import { drawnNodes, svgElement } from './curve-svg.js';
import { formatP } from './curves-answer.js';

/** @import { SetSummary } from '../../curves/sets/over-sets.ts' */
/** @import { ShownCurves } from './curves-result.js' */

const cell = { width: 196, height: 92, left: 24, right: 8, top: 6, bottom: 18 };

/** Cells out of sight are drawn so many at a time, once nothing has changed for so long. */
const atOnce = 6;
const restMs = 150;

/** @typedef {ReturnType<typeof buildCell>} Cell */

/** @param {{ choose: (set: string) => void }} options */
export function buildSheet({ choose }) {
  const kept = element('div', { class: 'sets-grid' });
  const excluded = element('div', { class: 'sets-grid' });
  const head = element('h2', { class: 'above' });
  const below = element('h2', { class: 'above' });
  const host = element('section', { 'aria-label': 'All sets' }, head, kept, below, excluded);
  const { cells, keep } = keepCells(choose);
  /** @param {ShownCurves} shown */
  function drawNow(shown) {
    keep(shown.sets);
    for (const [name, curves] of shown.sets) cells.get(name)?.draw(curves, shown);
    const isKept = (/** @type {string} */ name) => shown.sets.get(name)?.[0]?.excluded === null;
    const { inside = [], outside = [] } = Object.groupBy(shown.sets.keys(), (name) =>
      isKept(name) ? 'inside' : 'outside',
    );
    place(kept, inside, cells);
    place(excluded, outside, cells);
    head.textContent = `All sets, by the fixed split: ${kept.childElementCount}`;
    below.textContent = `Excluded by the filters: ${excluded.childElementCount}`;
    below.hidden = excluded.childElementCount === 0;
  }
  return { host, draw: drawInTurns(drawNow, cells) };
}

/** The cells of the sets that are shown; each knows whether it is in sight. @param {(set: string) => void} choose */
function keepCells(choose) {
  /** @type {Map<string, Cell>} */
  const cells = new Map();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        for (const cell of cells.values()) if (cell.host === target) cell.see(isIntersecting);
      }
    },
    { rootMargin: '200px' },
  );
  /** @param {ReadonlyMap<string, unknown>} sets */
  function keep(sets) {
    for (const [name, { host }] of cells) {
      if (sets.has(name)) continue;
      observer.unobserve(host);
      cells.delete(name);
    }
    for (const name of sets.keys()) {
      if (cells.has(name)) continue;
      const cell = buildCell(name, choose);
      cells.set(name, cell);
      observer.observe(cell.host);
    }
  }
  return { cells, keep };
}

/**
 * Draws at most once a frame, as a threshold may be dragged: cells in sight at once, the others in
 * some pieces afterwards.
 * @param {(shown: ShownCurves) => void} drawNow
 * @param {ReadonlyMap<string, Cell>} cells
 */
function drawInTurns(drawNow, cells) {
  /** @type {number | undefined} */
  let frame;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;
  function drawRest() {
    const waiting = [...cells.values()].filter((cell) => cell.isWaiting());
    for (const cell of waiting.slice(0, atOnce)) cell.drawPending();
    rest = waiting.length > atOnce ? setTimeout(drawRest) : undefined;
  }
  /** @param {ShownCurves} shown */
  return (shown) => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(rest);
    frame = requestAnimationFrame(() => {
      drawNow(shown);
      rest = setTimeout(drawRest, restMs);
    });
  };
}

/** Moves nothing that is in place, so that focus stays. @param {HTMLElement} grid @param {readonly string[]} names @param {ReadonlyMap<string, Cell>} cells */
function place(grid, names, cells) {
  const hosts = names.flatMap((name) => cells.get(name)?.host ?? []);
  const isSame =
    hosts.length === grid.childElementCount && hosts.every((host, i) => grid.children[i] === host);
  if (!isSame) grid.replaceChildren(...hosts);
}

/** @param {string} name @param {(set: string) => void} choose */
function buildCell(name, choose) {
  const [width, height] = [
    cell.width + cell.left + cell.right,
    cell.height + cell.top + cell.bottom,
  ];
  const svg = svgElement('svg', {
    class: 'curve-figure',
    viewBox: `${-cell.left} ${-cell.top} ${width} ${height}`,
    'aria-hidden': 'true',
  });
  const note = element('span', { class: 'note' });
  const host = element('button', { type: 'button', class: 'set-cell', click: () => choose(name) });
  host.append(element('span', { class: 'name' }, breakable(name)), svg, note);
  let isSeen = false;
  /** @type {(() => void) | null} */
  let pending = null;
  const drawPending = () => {
    pending?.();
    pending = null;
  };
  /** @param {readonly SetSummary[]} curves @param {ShownCurves} shown */
  function draw(curves, { threshold, set, state }) {
    const [curve] = curves;
    if (curve === undefined) return;
    note.textContent = writeNote(curve, state.test);
    host.setAttribute('aria-pressed', String(name === set));
    pending = () => {
      const log = state.steps_axis === 'log';
      const data = panelData(curve, { thresholds: [threshold], threshold, log }, curves);
      svg.replaceChildren(...drawnNodes(drawPanel(data, { ...cell, log, small: true })));
    };
    if (isSeen) drawPending();
  }
  /** @param {boolean} isNow in sight */
  function see(isNow) {
    isSeen = isNow;
    if (isSeen) drawPending();
  }
  return { host, draw, see, drawPending, isWaiting: () => pending !== null };
}

/** @param {SetSummary} curve @param {'groups' | 'examples' | 'frequency' | 'frequency_groups'} test */
function writeNote({ lag, p, q, excluded }, test) {
  if (excluded !== null) return excluded;
  const [found = null] = lag;
  if (found === null) return 'lag undefined';
  return `lag ${lagWords(found)}, p ${formatP(p[test][0])}, q ${formatP(q[test][0])}`;
}
