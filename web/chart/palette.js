// How a series looks: colour, dash and marker, so that none of the three has to be told alone.
//
// Colours are CSS variables (theme.css), light and dark; they keep apart for the common kinds of
// colour blindness and from the page by 4.5:1 or more. Dashes and markers are the same everywhere:
// chart, swatch and SVG.

/** How many series a chart can hold apart. */
export const seriesLimit = 8;

/** Stroke dashes, in pixels. @type {readonly (readonly number[])[]} */
export const dashes = [
  [],
  [7, 3],
  [2, 2.5],
  [10, 3, 2, 3],
  [4, 2],
  [12, 4],
  [2, 2, 6, 2],
  [1, 3.5],
];

/** Outlines of the markers around 0,0, some 8 px wide, as SVG paths. @type {readonly string[]} */
export const markers = [
  'M-4 0A4 4 0 1 1 4 0A4 4 0 1 1-4 0Z',
  'M-3.5-3.5H3.5V3.5H-3.5Z',
  'M0-4.6L4.4 3.4H-4.4Z',
  'M0-5L5 0L0 5L-5 0Z',
  'M0 4.6L4.4-3.4H-4.4Z',
  'M-1.4-4.6H1.4V-1.4H4.6V1.4H1.4V4.6H-1.4V1.4H-4.6V-1.4H-1.4Z',
  'M-2-4.5H2L4.5-2V2L2 4.5H-2L-4.5 2V-2Z',
  'M0-5L1.4-1.7L5-1.5L2.2.8L3.1 4.3L0 2.3L-3.1 4.3L-2.2.8L-5-1.5L-1.4-1.7Z',
];

/**
 * @typedef {object} Colours the colours in effect, for who paints
 * @property {readonly string[]} series
 * @property {string} paper
 * @property {string} ink
 * @property {string} muted
 * @property {string} rule
 * @property {string} band behind the selected bin
 */

/** @returns {Colours} */
export function readColours() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    series: markers.map((_, i) => read(`series-${i + 1}`)),
    paper: read('paper'),
    ink: read('ink'),
    muted: read('muted'),
    rule: read('rule'),
    band: read('band'),
  };
}

/** What fills the room below a line that is alone: its colour (#rrggbb), faint. @param {string} colour */
export function washColour(colour) {
  return `${colour}1f`;
}

/** A piece of the series' line with its marker, for tables. @param {number} style */
export function swatch(style) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', `swatch series-${style + 1}`);
  svg.setAttribute('viewBox', '-15 -7 30 14');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', 'M-15 0H15');
  line.setAttribute('fill', 'none');
  line.setAttribute('stroke', 'currentColor');
  line.setAttribute('stroke-width', '2');
  line.setAttribute('stroke-dasharray', (dashes[style] ?? []).join(' '));
  const marker = document.createElementNS(space, 'path');
  marker.setAttribute('d', markers[style] ?? '');
  marker.setAttribute('fill', 'currentColor');
  svg.append(line, marker);
  return svg;
}
