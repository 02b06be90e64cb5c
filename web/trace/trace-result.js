// What a trace found: the text with its spans, all spans as a table, and the contexts of one.

import { element } from '../element.js';
import { contextList } from '../exposures/contexts-panel.js';
import { countNoun, formatCount } from '../format-number.js';
import { spanTable } from './span-table.js';
import { ageScale, describeSpan, tracedText } from './traced-text.js';

/** @import { ViewState } from '../view-state.js' */
/** @import { Traced, TracedSpan } from './ask-trace.js' */

/** Contexts of a span that are shown first. */
const firstContexts = 3;
/** A span of more characters, as a URL has them, is too long for a question about its contexts. */
const maxAsked = 12_000;

/** Spans that the table lists. */
const maxRows = 1000;

/** @param {(next: Partial<ViewState>) => void} change */
export function traceResult(change) {
  const readout = element('p', { class: 'readout' });
  const body = element('div');
  const table = element('section', { class: 'found', 'aria-label': 'All spans' });
  const panel = element('section', {
    class: 'found',
    id: 'span-contexts',
    'aria-label': 'Contexts of the span',
  });
  const host = element('div', { hidden: true }, readout, body, panel, table);
  let shown = '';
  let reading = new AbortController();

  /** @param {ViewState} state @param {Traced} traced @param {{ first: number, last: number }} steps */
  function show({ text, span: selected }, { spans, snapshot }, steps) {
    const focused = focusedSpan();
    const choose = (/** @type {number} */ span) =>
      change({ span: span === selected ? null : span });
    const over = (/** @type {number | null} */ span) => {
      const found = spans[(span ?? selected ?? 0) - 1];
      const hint =
        spans.length === 0
          ? 'No span of four tokens or more stands in the corpus.'
          : 'Choose a span to see where it stands.';
      readout.textContent =
        found === undefined
          ? hint
          : `${countNoun(found.end - found.start, 'token')}, ${describeSpan(found)}`;
    };
    over(null);
    body.replaceChildren(
      ageScale(steps),
      tracedText(text, { spans, steps, selected, choose, over }),
    );
    if (focused !== null) focusSpan(body, focused);
    table.hidden = spans.length === 0;
    table.replaceChildren(
      element('div', { class: 'heading' }, element('h2', {}, titleOf(spans.length))),
      spanTable(spans.slice(0, maxRows), { selected, choose }),
    );
    const chosen = selected === null ? undefined : spans[selected - 1];
    const key = JSON.stringify([chosen?.text, snapshot]);
    panel.hidden = chosen === undefined;
    if (chosen === undefined || key === shown) return;
    shown = key;
    reading.abort();
    reading = new AbortController();
    void fillContexts(panel, chosen, {
      leave: () => change({ span: null }),
      signal: reading.signal,
    });
  }
  return { host, show };
}

/** The number of the span that has focus in the text. @returns {string | null} */
function focusedSpan() {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement ? (activeElement.dataset['span'] ?? null) : null;
}

/** @param {HTMLElement} host @param {TracedSpan} span @param {{ leave: () => void, signal: AbortSignal }} options */
async function fillContexts(host, { text, first, last, count }, { leave, signal }) {
  const close = element('button', { type: 'button', class: 'link', click: leave }, 'close');
  const place = element('div', { class: 'hits' });
  host.replaceChildren(
    element(
      'div',
      { class: 'heading' },
      element('h2', {}, 'First exposures of the span'),
      element('span', { class: 'hint' }, countNoun(count, 'exposure')),
      close,
    ),
    place,
  );
  if (first.rank === null) {
    place.append(
      element(
        'p',
        { class: 'why' },
        'This index knows the steps of exposures and not their records, so there are no contexts.',
      ),
    );
    return;
  }
  if (encodeURIComponent(text).length > maxAsked) {
    place.append(
      element(
        'p',
        { class: 'why' },
        `The span is too long to ask for its contexts. Its first exposure is in the record of rank ${formatCount(first.rank)}.`,
      ),
    );
    return;
  }
  const steps = { after: Math.max(0, first.step - 1), by: last.step };
  await contextList(place, { phrase: text, ...steps, limit: firstContexts }, signal);
}

/** @param {number} count */
function titleOf(count) {
  if (count > maxRows) return `The first ${formatCount(maxRows)} of ${formatCount(count)} spans`;
  return count === 1 ? 'The span' : `All ${formatCount(count)} spans`;
}

/** @param {HTMLElement} body @param {string} span */
function focusSpan(body, span) {
  const found = body.querySelector(`[data-span="${span}"]`);
  if (found instanceof HTMLElement) found.focus();
}
