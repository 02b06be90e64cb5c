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

export class FollowedList {
  host = element('section', { 'aria-label': 'Watch list', hidden: true });
  #heading = element('h2');
  #figure = element('div', { class: 'seen-curve' });
  #rows = element('tbody');
  #table = eventTable(this.#rows);
  #none = element('p', { class: 'hint' }, 'Nothing of this list was seen yet.');
  /** @type {Followed} */
  #followed = { epoch: '', steps: [], last: [] };
  /** @type {{ summary: WatchSummary, end: IndexEnd | null, firstStep: number } | null} */
  #known = null;
  #isDrawing = false;

  constructor() {
    const caption = element('p', { class: 'hint' }, 'Items seen, by step');
    const title = element('h3', {}, 'Last events');
    this.host.append(this.#heading, caption, this.#figure, title, this.#none, this.#table);
    new ResizeObserver(() => this.#drawSoon()).observe(this.#figure);
  }

  /** Of the events that have come; empty: none has. */
  get epoch() {
    return this.#followed.epoch;
  }

  /** Items that were seen, by the events that have come. */
  get seen() {
    return this.#followed.steps.length;
  }

  /** Another list is followed from now on. */
  clear() {
    this.#followed = { epoch: '', steps: [], last: [] };
    this.#known = null;
    this.host.hidden = true;
    this.#rows.replaceChildren();
  }

  /** @param {readonly WatchEvent[]} events */
  add(events) {
    for (const event of events) {
      const epoch = event.id.split('-')[0] ?? '';
      // A list that was replaced begins again.
      if (epoch !== this.#followed.epoch) this.#followed = { epoch, steps: [], last: [] };
      const { first } = event.data;
      if (first !== undefined) this.#followed.steps.push(first.step);
      this.#followed.last.unshift(event);
    }
    const { last } = this.#followed;
    last.length = Math.min(last.length, shownEvents);
    this.#drawSoon();
  }

  /** @param {{ summary: WatchSummary, end: IndexEnd | null, firstStep: number }} known */
  learn(known) {
    this.#known = known;
    this.#drawSoon();
  }

  /** Many events at once are drawn together. */
  #drawSoon() {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    setTimeout(() => {
      this.#isDrawing = false;
      this.#draw();
    }, 100);
  }

  #draw() {
    if (this.#known === null) return;
    const { summary, end, firstStep } = this.#known;
    const { name, items, unaskable } = summary;
    const { steps, last } = this.#followed;
    const share = Math.floor((1000 * steps.length) / Math.max(1, items)) / 10;
    const asked = unaskable > 0 ? `, ${formatCount(unaskable)} cannot be asked` : '';
    const seen = `${formatCount(steps.length)} of ${formatCount(items)} seen`;
    this.#heading.textContent = `${name}: ${seen} (${share} %)${asked}`;
    this.host.hidden = false;
    this.#none.hidden = last.length > 0;
    this.#table.hidden = last.length === 0;
    const lastStep = Math.max(end?.step ?? 0, steps.at(-1) ?? 0, firstStep);
    drawCurve(this.#figure, steps, { firstStep, lastStep, items });
    drawRows(this.#rows, last);
  }
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
