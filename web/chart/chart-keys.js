// The chart for keyboard and screen reader: a slider over the bins.
//
// Arrow keys move by a bin, page keys by ten, Home and End to the ends, Enter or Space chooses,
// plus and minus zoom, 0 shows all steps. What the chart shows there is the slider's text.

/**
 * @typedef {object} SliderOptions
 * @property {number} bins at least 1
 * @property {number} start the bin at which it stands first
 * @property {(bin: number) => string} textOf
 * @property {(bin: number | null) => void} over
 * @property {(bin: number) => void} choose
 * @property {(way: Zoom, bin: number) => void} zoom
 */

/** @typedef {'in' | 'out' | 'all'} Zoom */

/** Plus without Shift too. @type {Readonly<Record<string, Zoom>>} */
const zooms = { '+': 'in', '=': 'in', '-': 'out', '\u2212': 'out', 0: 'all' };

/**
 * Makes `target` (focusable) a slider. Returns what undoes it.
 * @param {HTMLElement} target
 * @param {SliderOptions} options
 */
export function makeBinSlider(target, { bins, start, textOf, over, choose, zoom }) {
  const listening = new AbortController();
  let bin = start;
  const show = () => {
    target.setAttribute('aria-valuenow', String(bin));
    target.setAttribute('aria-valuetext', textOf(bin));
  };
  target.setAttribute('aria-valuemin', '1');
  target.setAttribute('aria-valuemax', String(bins));
  show();
  target.addEventListener(
    'keydown',
    (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const way = zooms[event.key];
      if (event.key === 'Enter' || event.key === ' ') choose(bin);
      else if (way !== undefined) zoom(way, bin);
      else {
        const next = moved(bin, event.key, bins);
        if (next === null) return;
        bin = next;
        show();
        over(bin);
      }
      event.preventDefault();
    },
    { signal: listening.signal },
  );
  target.addEventListener('blur', () => over(null), { signal: listening.signal });
  return () => listening.abort();
}

/**
 * The bin that a key moves to; null for another key.
 * @param {number} bin
 * @param {string} key
 * @param {number} bins
 * @returns {number | null}
 */
export function moved(bin, key, bins) {
  /** @type {Record<string, number>} */
  const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
  if (key === 'Home') return 1;
  if (key === 'End') return bins;
  const step = by[key];
  return step === undefined ? null : Math.min(bins, Math.max(1, bin + step));
}
