// The text around exposures: of a chosen bin, or the first ones where none is chosen.
//
// Asks for a phrase at a time, few contexts first and more on demand; a newer choice ends an older
// question.

import { swatch } from '../chart/palette.js';
import { countBins, countIn } from '../chart/plot-data.js';
import { shownPhrase } from '../chart/shown-phrase.js';
import { element } from '../element.js';
import { countNoun, formatCount, formatSteps, shorten } from '../format-number.js';
import { ApiProblem } from '../request.js';
import { stepLink } from '../step-link.js';
import { askContexts } from './ask-exposures.js';
import { binSteps } from './bin-text.js';
import { contextLines } from './context-line.js';

/** @import { Context } from '../../schemas/answer.ts' */
/** @import { Curve, Plot } from '../chart/plot-data.js' */

/** @typedef {{ after: number, by: number, limit: number }} Span */

const noRecords =
  'There are no contexts: this index knows the steps of exposures and not their records (--resolution step).';

/** The server's limit for one question. */
const maxContexts = 1000;

/**
 * Fills `host`; resolves when all is there, or the signal has ended it.
 * @param {HTMLElement} host
 * @param {{ plot: Plot, bin: number | null, hasRecords: boolean, leave: () => void }} shown bin from 1;
 * without records there are no contexts; `leave` gives the choice up
 * @param {AbortSignal} signal
 */
export async function showContexts(host, { plot, bin, hasRecords, leave }, signal) {
  const chosen = bin !== null && bin <= countBins(plot) ? bin : null;
  const title = writeTitle(plot, chosen);
  const said = element('span', { class: 'unseen', role: 'status' });
  const back = element(
    'button',
    { type: 'button', class: 'link', click: leave },
    'first exposures',
  );
  const curves = plot.curves.filter((curve) => countIn(curve, chosen) > 0);
  host.hidden = chosen === null && curves.length === 0;
  host.replaceChildren(
    element(
      'div',
      { class: 'heading' },
      element('h2', {}, title),
      chosen !== null &&
        element('span', {}, 'records of ', stepLink(firstOf(plot, chosen), 'step ')),
      chosen !== null && back,
    ),
    said,
  );
  if (curves.length === 0) host.append(element('p', { class: 'hint' }, 'No exposure in this bin.'));
  if (!hasRecords) {
    host.append(...curves.map((curve) => makeHeading(curve, chosen, plot.zoomed)));
    host.append(element('p', { class: 'why' }, noRecords));
    said.textContent = `${title}: no contexts`;
    return;
  }
  const places = curves.map((curve) => {
    const waiting = element('p', { class: 'hint' }, 'Reading…');
    const place = element('div', { class: 'hits', 'aria-busy': 'true' }, waiting);
    host.append(makeHeading(curve, chosen, plot.zoomed), place);
    return { curve, place };
  });
  for (const { curve, place } of places) {
    const span = chooseSpan(plot, chosen, curves.length);
    await contextList(place, { phrase: curve.phrase, ...span }, signal);
    if (signal.aborted) return;
  }
  said.textContent = `${title}: ${countNoun(host.querySelectorAll('li').length, 'context')}`;
}

/** The first step of a bin. @param {Plot} plot @param {number} bin */
function firstOf({ edges }, bin) {
  return (edges[bin - 1] ?? 0) + 1;
}

/** @param {Plot} plot @param {number | null} bin */
function writeTitle(plot, bin) {
  if (bin !== null) return `Exposures in ${binSteps(plot, bin)}`;
  if (!plot.zoomed) return 'First exposures';
  return `First exposures in ${formatSteps(plot.edges[0] ?? 0, plot.edges.at(-1) ?? 0)}`;
}

/** @param {Plot} plot @param {number | null} bin @param {number} curves @returns {Span} */
function chooseSpan({ edges }, bin, curves) {
  if (bin === null) {
    return { after: edges[0] ?? 0, by: edges.at(-1) ?? 0, limit: curves > 1 ? 1 : 3 };
  }
  return { after: edges[bin - 1] ?? 0, by: edges[bin] ?? 0, limit: 5 };
}

/** @param {Curve} curve @param {number | null} bin @param {boolean} zoomed */
function makeHeading(curve, bin, zoomed) {
  const { style, phrase } = curve;
  const words = `${countNoun(countIn(curve, bin), 'exposure')}${bin === null && !zoomed ? ' in all' : ''}`;
  return element(
    'h3',
    {},
    swatch(style),
    element('span', { class: 'phrase', dir: 'auto' }, shorten(shownPhrase(phrase), 120)),
    element('span', { class: 'hint' }, words),
  );
}

/**
 * Fills `place` with contexts of a phrase, and a button for more.
 * @param {HTMLElement} place
 * @param {Span & { phrase: string }} span
 * @param {AbortSignal} signal
 */
export async function contextList(place, span, signal) {
  try {
    const { contexts, truncated } = await askContexts(span, signal);
    const list = element('ol', { class: 'concordance' });
    const lines = contextLines(contexts, list);
    list.append(...contexts.map((context, i) => makeItem(context, lines[i])));
    place.replaceChildren(list);
    if (!truncated || span.limit >= maxContexts) return;
    const more = async () => {
      const wider = { ...span, limit: Math.min(maxContexts, span.limit * 4) };
      await contextList(place, wider, signal);
      const next = place.querySelectorAll('li')[contexts.length];
      next?.setAttribute('tabindex', '-1');
      next?.focus();
    };
    place.append(element('button', { type: 'button', class: 'quiet', click: more }, 'More'));
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof ApiProblem)) throw error;
    place.replaceChildren(element('p', { class: 'why', role: 'alert' }, error.message));
  } finally {
    place.removeAttribute('aria-busy');
  }
}

/** @param {Context} context @param {HTMLElement | undefined} line */
function makeItem({ step, rank, id, source, line: sourceLine }, line) {
  const where = element(
    'p',
    { class: 'where' },
    element('b', {}, stepLink(step, 'step ')),
    element('span', {}, `rank ${formatCount(rank)}`),
    id !== null && element('span', {}, id),
    element(
      'span',
      { class: 'source', title: source },
      `${source.split('/').at(-1)}:${sourceLine}`,
    ),
  );
  return element('li', {}, line, where);
}
