// The view of a step: the records that it consumed, and the ways to its neighbours.
//
// A newer state ends an older one's question. Knows no URL: it is told a state and reports changes.

import { element } from '../element.js';
import { countNoun, formatCount, formatStep } from '../format-number.js';
import { problemPanel } from '../problem-panel.js';
import { remarkLines } from '../remark-lines.js';
import { stepAddress } from '../step-link.js';
import { askRecords } from './ask-records.js';
import { recordList } from './record-list.js';

/** @import { IndexDescription } from '../../schemas/index-description.ts' */
/** @import { ViewState } from '../view-state.js' */
/** @import { StepRecords } from './ask-records.js' */

/** Records that are shown first. */
const firstRecords = 20;

/**
 * Builds the view into `host`. Returns what shows a state.
 * @param {HTMLElement} host
 * @param {{ change: (next: Partial<ViewState>) => void }} options
 */
export function buildStepsView(host, { change }) {
  const form = stepForm((step) => change({ step }));
  const status = element('p', { class: 'status', role: 'status' });
  const place = element('div', { class: 'step-records' });
  const sheet = element('div', { class: 'sheet' }, status, place);
  const title = element('h1', { class: 'unseen' }, 'The records of a step');
  host.append(title, form.host, sheet);
  let asking = new AbortController();
  let shown = '';
  /** @type {IndexDescription | null} */
  let facts = null;

  /** @param {ViewState} state */
  async function show(state) {
    const step = state.step ?? facts?.first_step ?? null;
    if (step === null) return;
    form.show(step);
    const key = `${step}`;
    if (shown === key) return;
    shown = key;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    sheet.setAttribute('aria-busy', 'true');
    status.textContent = 'Reading…';
    try {
      const found = await askRecords(step, firstRecords, signal);
      if (signal.aborted) return;
      status.replaceChildren(
        `${describeStep(step, found)} `,
        element('span', { class: 'snapshot' }, `snapshot ${found.snapshot}`),
      );
      place.replaceChildren(neighbours(step, facts), ...showRecords(step, found, signal));
    } catch (error) {
      if (signal.aborted) return;
      shown = '';
      status.textContent = '';
      const retry = () => void show(state);
      place.replaceChildren(neighbours(step, facts), problemPanel(error, retry));
    } finally {
      if (!signal.aborted) sheet.setAttribute('aria-busy', 'false');
    }
  }

  /** @param {IndexDescription} learned */
  function learn(learned) {
    facts = learned;
    form.learn(learned);
  }
  return { show, learn };
}

/** @param {(step: number) => void} asked */
function stepForm(asked) {
  const field = element('input', {
    ...{ type: 'number', id: 'step', name: 'step', min: 0, step: 1, required: true },
    'aria-describedby': 'step-hint',
  });
  const hint = element('p', { class: 'hint', id: 'step-hint' });
  const host = element(
    'form',
    {
      ...{ class: 'rail', 'aria-label': 'Step' },
      submit: (event) => {
        event.preventDefault();
        asked(field.valueAsNumber);
      },
    },
    element('label', { for: 'step' }, 'Step'),
    field,
    hint,
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'submit', class: 'primary' }, 'Show its records'),
    ),
  );
  /** @param {number} step */
  const show = (step) => {
    if (document.activeElement !== field || field.value === '') field.value = String(step);
  };
  /** @param {IndexDescription} facts */
  const learn = ({ first_step: first, steps: last }) => {
    field.min = String(first);
    field.max = String(last);
    hint.textContent = `${formatStep(first)} to ${formatStep(last)}`;
  };
  return { host, show, learn };
}

/** The steps before and after; at an end of the index there is none. @param {number} step @param {IndexDescription | null} facts */
function neighbours(step, facts) {
  const [first, last] = [facts?.first_step ?? 1, facts?.steps ?? Number.POSITIVE_INFINITY];
  return element(
    'nav',
    { class: 'neighbours', 'aria-label': 'Steps' },
    element('h2', {}, `Step ${formatStep(step)}`),
    step > first && element('a', { rel: 'prev', href: stepAddress(step - 1) }, 'previous step'),
    step < last && element('a', { rel: 'next', href: stepAddress(step + 1) }, 'next step'),
  );
}

/** @param {number} step @param {StepRecords} found */
function describeStep(step, { records: [first], count }) {
  if (first === undefined) return `Step ${formatStep(step)} consumed no record.`;
  const ranks =
    count === 1
      ? `rank ${formatCount(first.rank)}`
      : `ranks ${formatCount(first.rank)} to ${formatCount(first.rank + count - 1)}`;
  return `${countNoun(count, 'record')}, ${ranks}`;
}

/** @param {number} step @param {StepRecords} found @param {AbortSignal} signal */
function showRecords(step, { records, count, remarks }, signal) {
  const lines = remarkLines(remarks);
  const read = async (/** @type {number} */ limit) =>
    (await askRecords(step, limit, signal)).records;
  const list = recordList({ ...{ records, count, withSteps: false }, read, signal });
  return [...(lines === null ? [] : [lines]), ...list];
}
