// The view of a trace: a text, and which spans of it the model was fed, and since when.
//
// A newer state ends an older one's question. A choice of a span asks for its contexts only.

import { element } from '../element.js';
import { countNoun } from '../format-number.js';
import { problemPanel } from '../problem-panel.js';
import { askTrace } from './ask-trace.js';
import { emptyTrace, traceForm } from './trace-form.js';
import { traceResult } from './trace-result.js';

/** @import { IndexDescription } from '../../schemas/index-description.ts' */
/** @import { ViewState } from '../view-state.js' */
/** @import { Traced } from './ask-trace.js' */

/** @typedef {(next: Partial<ViewState>) => void} Change */

/**
 * Builds the view into `host`. Returns what shows a state.
 * @param {HTMLElement} host
 * @param {{ change: Change, facts: () => IndexDescription | null }} options
 */
export function buildTraceView(host, { change, facts }) {
  /** @type {{ text: string, traced: Traced } | null} */
  let answered = null;
  let asking = new AbortController();
  let sent = false;
  const form = traceForm((text) => {
    answered = null;
    sent = true;
    change({ text, span: null });
  });
  const status = element('p', { class: 'status', role: 'status' });
  const trouble = element('div');
  const empty = element('div', { class: 'empty-search' }, ...emptyTrace());
  const result = traceResult(change);
  const sheet = element('div', { class: 'sheet' }, status, trouble, empty, result.host);
  host.append(
    element('h1', { class: 'unseen' }, 'Spans of a text in the corpus'),
    form.host,
    sheet,
  );

  /** Only one of them is seen. @param {HTMLElement} one */
  function leaveOne(one) {
    sheet.setAttribute('aria-busy', 'false');
    for (const part of [trouble, empty, result.host]) part.hidden = part !== one;
    if (one !== trouble) trouble.replaceChildren();
    status.textContent = '';
  }

  /** @param {ViewState} state */
  async function show(state) {
    const { text } = state;
    form.show(text);
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (text.trim() === '') return leaveOne(empty);
    try {
      if (answered?.text !== text) {
        sheet.setAttribute('aria-busy', 'true');
        status.textContent = 'Tracing…';
        answered = { text, traced: await askTrace(text, signal) };
        if (signal.aborted) return;
      }
      leaveOne(result.host);
      const { traced } = answered;
      status.replaceChildren(
        `${describeTrace(traced)} `,
        element('span', { class: 'snapshot' }, `snapshot ${traced.snapshot}`),
      );
      result.show(state, traced, stepsOf(facts(), traced));
      if (sent && matchMedia('(max-width: 860px)').matches) status.scrollIntoView();
      sent = false;
    } catch (error) {
      if (signal.aborted) return;
      leaveOne(trouble);
      trouble.replaceChildren(problemPanel(error, () => void show(state)));
    }
  }
  return { show };
}

/** The steps of the index; until they are known, those of the spans. @param {IndexDescription | null} facts @param {Traced} traced */
function stepsOf(facts, { spans }) {
  if (facts !== null) return { first: facts.first_step, last: facts.steps };
  const steps = spans.map(({ first }) => first.step);
  return { first: Math.min(...steps, 1), last: Math.max(...steps, 1) };
}

/** @param {Traced} traced */
function describeTrace({ tokens, spans }) {
  let covered = 0;
  let end = 0;
  for (const span of spans) {
    covered += span.end - Math.max(span.start, end);
    end = span.end;
  }
  const share = Math.round((100 * covered) / Math.max(1, tokens));
  const part = spans.length === 0 ? '' : `, which hold ${share} % of them`;
  return `${countNoun(tokens, 'token')}, ${countNoun(spans.length, 'span')} of the corpus${part}`;
}
