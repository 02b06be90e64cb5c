// One watch list as it is followed: how much was seen, the curve of that, and the last events.

import { element } from '../element.js';
import { formatCount, formatStep, shorten } from '../format-number.js';
import { stepLink } from '../step-link.js';
import { drawCurve } from './seen-curve.js';

/** @import { WatchSummary } from '../../schemas/watches.ts' */
/** @import { WatchEvent } from './event-stream.js' */
/** @import { IndexEnd } from './ask-watches.js' */

/** Events that are shown. */
const shownEvents = 50;

/** @typedef {{ epoch: string, steps: number[], last: WatchEvent[] }} Followed */

export function followedList() {
  const heading = element('h2');
  const figure = element('div', { class: 'seen-curve' });
  const caption = element('p', { class: 'hint' }, 'Items seen, by step');
  const rows = element('tbody');
  const table = eventTable(rows);
  const host = element('section', { 'aria-label': 'Watch list', hidden: true });
  const none = element('p', { class: 'hint' }, 'Nothing of this list was seen yet.');
  host.append(heading, caption, figure, element('h3', {}, 'Last events'), none, table);
  /** @type {Followed} */
  let followed = { epoch: '', steps: [], last: [] };
  /** @type {WatchSummary | null} */
  let summary = null;
  /** @type {IndexEnd | null} */
  let end = null;
  let firstStep = 1;
  let isDrawing = false;

  /** Many events at once are drawn together. */
  function drawSoon() {
    if (isDrawing) return;
    isDrawing = true;
    setTimeout(() => {
      isDrawing = false;
      draw();
    }, 100);
  }

  function draw() {
    if (summary === null) return;
    const { items, unaskable } = summary;
    const seen = followed.steps.length;
    const share = Math.floor((1000 * seen) / Math.max(1, items)) / 10;
    const asked = unaskable > 0 ? `, ${formatCount(unaskable)} cannot be asked` : '';
    heading.textContent = `${summary.name}: ${formatCount(seen)} of ${formatCount(items)} seen (${share} %)${asked}`;
    host.hidden = false;
    none.hidden = followed.last.length > 0;
    table.hidden = followed.last.length === 0;
    const lastStep = Math.max(end?.step ?? 0, followed.steps.at(-1) ?? 0, firstStep);
    drawCurve(figure, followed.steps, { firstStep, lastStep, items });
    drawRows(rows, followed.last);
  }
  new ResizeObserver(drawSoon).observe(figure);

  /** Another list. */
  function clear() {
    followed = { epoch: '', steps: [], last: [] };
    summary = null;
    host.hidden = true;
    rows.replaceChildren();
  }

  /** @param {readonly WatchEvent[]} events */
  function add(events) {
    for (const event of events) {
      const epoch = event.id.split('-')[0] ?? '';
      // A list that was replaced begins again.
      if (epoch !== followed.epoch) followed = { epoch, steps: [], last: [] };
      const { first } = event.data;
      if (first !== undefined) followed.steps.push(first.step);
      followed.last.unshift(event);
    }
    followed.last.length = Math.min(followed.last.length, shownEvents);
    drawSoon();
  }

  /** @param {{ summary: WatchSummary, end: IndexEnd | null, firstStep: number }} known */
  function learn(known) {
    ({ summary, end, firstStep } = known);
    drawSoon();
  }
  return { host, clear, add, learn };
}

/** @param {HTMLTableSectionElement} rows */
function eventTable(rows) {
  const titles = element(
    'tr',
    {},
    element('th', { scope: 'col' }, 'item'),
    element('th', { scope: 'col', class: 'number' }, 'first step'),
    element('th', { scope: 'col' }, 'record'),
  );
  const table = element(
    'table',
    { class: 'numbers events' },
    element('caption', { class: 'unseen' }, 'The last events, the newest first'),
    element('thead', {}, titles),
    rows,
  );
  const look = { class: 'scroller', role: 'region', tabindex: 0, 'aria-label': 'Last events' };
  return element('div', look, table);
}

/** Rows that are there stay; new ones come above them. @param {HTMLTableSectionElement} rows @param {readonly WatchEvent[]} events */
function drawRows(rows, events) {
  const known = new Map(Array.from(rows.rows, (row) => [row.dataset['id'] ?? '', row]));
  const isFresh = known.size > 0;
  rows.replaceChildren(...events.map((event) => known.get(event.id) ?? eventRow(event, isFresh)));
}

/** @param {WatchEvent} event @param {boolean} isFresh */
function eventRow({ id, type, data }, isFresh) {
  const attributes = { 'data-id': id, class: isFresh ? 'fresh' : null };
  if (type === 'share') {
    const share = `${Number((100 * (data.share ?? 0)).toFixed(4))} % of the list was seen`;
    const amounts = `${formatCount(data.seen ?? 0)} of ${formatCount(data.of ?? 0)}`;
    const step = element('td', { class: 'number' }, formatStep(data.step ?? 0));
    return element(
      'tr',
      attributes,
      element('th', { scope: 'row', class: 'milestone' }, share),
      step,
      element('td', {}, amounts),
    );
  }
  const text = shorten(data.phrase ?? data.name ?? data.query ?? '', 160);
  const { step = 0, rank = null, id: record = null } = data.first ?? {};
  const where = [record, rank === null ? null : `rank ${formatCount(rank)}`];
  return element(
    'tr',
    attributes,
    element('th', { scope: 'row', dir: 'auto' }, text),
    element('td', { class: 'number' }, stepLink(step)),
    element('td', {}, where.filter((part) => part !== null).join(', ')),
  );
}
