// Contexts as lines: the hit marked in the middle, on both sides as many whole words as fit.
//
// An ellipsis stands where text was left out; it is a style (contexts.css), so that it is not copied
// with the text. Where the page is narrow the text flows and is not cut to fit.

import { element } from '../element.js';
import { cutEnd, cutStart, mendSides } from './context-cut.js';

/** @typedef {Pick<import('../../schemas/answer.ts').Context, 'before' | 'match' | 'after' | 'truncated'>} ContextText */
/** @typedef {{ host: HTMLElement, room: () => number | null, fit: (fits: Fits) => void }} ContextLine */
/** @typedef {(text: string, isCut: boolean) => boolean} Fits does a text fit, with an ellipsis if it is cut? */

/** Texts of more code units stand in no line. */
const longMatch = 60;

/** A line; `room` is the width of a side, null where the text flows. @param {ContextText} context @returns {ContextLine} */
function contextLine(context) {
  const { truncated } = context;
  const { before, after } = mendSides(context);
  const start = element('span');
  const left = element('span', { class: 'before' }, start);
  const right = element('span', { class: 'after' });
  const host = element(
    'p',
    { class: context.match.length > longMatch ? 'kwic long' : 'kwic', dir: 'auto' },
    left,
    element('mark', {}, context.match),
    right,
  );
  const room = () => (getComputedStyle(host).display === 'grid' ? right.clientWidth : null);
  /** @param {Fits} fits */
  const fit = (fits) => {
    start.textContent = longest(before, cutStart, (text, cut) =>
      fits(text, cut || truncated.before),
    );
    right.textContent = longest(after, cutEnd, (text, cut) => fits(text, cut || truncated.after));
    left.classList.toggle('cut', truncated.before || start.textContent !== before);
    right.classList.toggle('cut', truncated.after || right.textContent !== after);
  };
  fit(() => true);
  return { host, room, fit };
}

/**
 * The longest cut of a text that fits.
 * @param {string} text
 * @param {(text: string, most: number) => string} cut
 * @param {Fits} fits
 */
function longest(text, cut, fits) {
  if (fits(text, false)) return text;
  let [low, high] = [0, text.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(cut(text, middle), true)) low = middle;
    else high = middle - 1;
  }
  return cut(text, low);
}

/**
 * The lines of some contexts, which fit themselves to the width of `list` whenever that changes.
 * @param {readonly ContextText[]} contexts
 * @param {HTMLElement} list
 */
export function contextLines(contexts, list) {
  const lines = contexts.map(contextLine);
  const pen = document.createElement('canvas').getContext('2d');
  let width = 0;
  const sizes = new ResizeObserver(() => {
    const [first] = lines;
    if (first === undefined || pen === null || list.clientWidth === width) return;
    width = list.clientWidth;
    pen.font = getComputedStyle(first.host).font;
    // All are measured before any is changed, so that the page is laid out once.
    const rooms = lines.map((line) => line.room());
    for (const [i, line] of lines.entries()) {
      const room = rooms[i] ?? Number.POSITIVE_INFINITY;
      line.fit((text, isCut) => pen.measureText(isCut ? `${text}…` : text).width < room);
    }
  });
  sizes.observe(list);
  return lines.map(({ host }) => host);
}
