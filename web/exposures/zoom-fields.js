// The steps that the chart shows, as two fields; a button goes back to all steps.
//
// For keyboard and touch what drawing over the chart is for the mouse. Made once, so that focus
// stays where it is.

import { element } from '../element.js';
import { formatStep } from '../format-number.js';
import { shownSteps } from './zoom.js';

/** @import { Plot } from '../chart/plot-data.js' */
/** @import { StepRange } from '../view-state.js' */

/** @param {(steps: StepRange | null) => void} zoom null: all steps */
export function zoomFields(zoom) {
  /** @type {Plot | null} */
  let shown = null;
  const from = stepField('First step of the chart');
  const to = stepField('Last step of the chart');
  const all = element(
    'button',
    { type: 'button', class: 'link', hidden: true, click: () => zoom(null) },
    'All steps',
  );
  const wrong = element('span', { class: 'error', role: 'alert' });
  const host = element(
    'form',
    { class: 'zoom', novalidate: true },
    element('span', { 'aria-hidden': 'true' }, 'Steps'),
    from,
    element('span', { 'aria-hidden': 'true' }, 'to'),
    to,
    element('button', { type: 'submit', class: 'quiet' }, 'Zoom'),
    all,
    wrong,
  );
  host.addEventListener('submit', (event) => {
    event.preventDefault();
    const steps = readRange(from.value, to.value);
    wrong.textContent = typeof steps === 'string' ? steps : '';
    if (typeof steps !== 'string' && !isShown(shown, steps)) zoom(steps);
  });
  /** @param {Plot} plot with a bin at least */
  function show(plot) {
    shown = plot;
    const steps = shownSteps(plot);
    from.value = String(steps.from);
    to.value = String(steps.to);
    all.hidden = !plot.zoomed;
    wrong.textContent = '';
  }
  return { host, show };
}

/** @param {string} label */
function stepField(label) {
  return element('input', {
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'off',
    size: 7,
    'aria-label': label,
  });
}

/** Two steps, or what is wrong with them. @param {string} first @param {string} last @returns {StepRange | string} */
function readRange(first, last) {
  const [from, to] = [first, last].map((text) => {
    const digits = text.replace(/[\s,]/g, '');
    return /^[1-9][0-9]{0,14}$/.test(digits) ? Number(digits) : null;
  });
  if (!from || !to) {
    return `Expected two steps, whole numbers from 1; found “${first}” and “${last}”.`;
  }
  if (from > to) return `Step ${formatStep(from)} is after step ${formatStep(to)}.`;
  return { from, to };
}

/** @param {Plot | null} plot @param {StepRange} steps */
function isShown(plot, { from, to }) {
  if (plot === null) return false;
  const shown = shownSteps(plot);
  return shown.from === from && shown.to === to;
}
