// What can be taken away: the question as a curl command, the answers as CSV, JSON and SVG.
//
// The numbers are those on screen; nothing is asked again.

import { resolveAddress } from '../addresses.js';
import { chartSvg } from '../chart/chart-svg.js';
import { readColours } from '../chart/palette.js';
import { drawable } from '../chart/plot-data.js';
import { element } from '../element.js';
import { saveFile } from '../save-file.js';
import { readToken } from '../token.js';
import { listPhrases } from '../view-state.js';
import { exposuresBody } from './ask-exposures.js';

/** @import { Answers } from './ask-exposures.js' */
/** @import { Plot } from '../chart/plot-data.js' */
/** @import { ViewState } from '../view-state.js' */

/** @param {{ plot: Plot, state: ViewState, answers: Answers }} shown */
export function downloadButtons({ plot, state, answers }) {
  const said = element('span', { class: 'said', role: 'status' });
  const copy = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      click: () => copyText(writeCurl(state, resolveAddress('v1/exposures').href), said),
    },
    'Copy as curl',
  );
  const scaling = { y: state.y, scale: state.scale };
  /** @type {[string, string, string, () => string][]} */
  const files = [
    ['CSV', 'exposures.csv', 'text/csv', () => timelineCsv(plot)],
    ['JSON', 'exposures.json', 'application/json', () => `${JSON.stringify(answers, null, 1)}\n`],
    [
      'SVG',
      'exposures.svg',
      'image/svg+xml',
      () =>
        chartSvg(drawable(plot), scaling, {
          colours: readColours(),
          caption: `Exposures by step, snapshot ${answers.snapshot}`,
        }),
    ],
  ];
  const buttons = files.map(([title, name, type, make]) =>
    element(
      'button',
      { type: 'button', class: 'quiet', click: () => saveFile(name, new Blob([make()], { type })) },
      element('span', { class: 'unseen' }, 'Download '),
      title,
    ),
  );
  return element('div', { class: 'tools' }, ...buttons, copy, said);
}

/**
 * The command that gives the same answers.
 * @param {ViewState} state
 * @param {string} address of the route
 */
export function writeCurl(state, address) {
  const body = JSON.stringify(exposuresBody(listPhrases(state), state));
  const token = readToken() === null ? '' : ` -H "authorization: Bearer $FIRSTSEEN_TOKEN"`;
  const url = /^[\w:/.@%~+,-]+$/.test(address) ? address : shellQuoted(address);
  return `curl -s ${url} -H 'content-type: application/json'${token} -d ${shellQuoted(body)}`;
}

/** @param {string} text */
function shellQuoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A bin of a phrase, query or facet a row. @param {Plot} plot */
export function timelineCsv(plot) {
  const onTokens = plot.x === 'token';
  const isFaceted = plot.curves.some(({ below }) => below !== undefined);
  const rows = [
    [
      isFaceted ? 'facet' : plot.noun === 'record' ? 'query' : 'phrase',
      'after_step',
      'by_step',
      ...(onTokens ? ['tokens_by'] : []),
      `${plot.noun}s`,
      `${plot.noun}s_so_far`,
    ],
  ];
  for (const { phrase, perBin, soFar } of plot.curves) {
    for (const [i, count] of perBin.entries()) {
      const { edges, places } = plot;
      const tokens = onTokens ? [String(places[i + 1])] : [];
      rows.push([
        phrase,
        `${edges[i]}`,
        `${edges[i + 1]}`,
        ...tokens,
        `${count}`,
        `${soFar[i + 1]}`,
      ]);
    }
  }
  return `${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/** RFC 4180. @param {string} text */
function csvCell(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {string} text @param {HTMLElement} said where the outcome is told */
async function copyText(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = 'Copied';
  } catch {
    // Not a secure context, or refused: show it, to be copied by hand.
    said.replaceChildren(
      element('input', { readonly: true, value: text, 'aria-label': 'The command' }),
    );
    said.querySelector('input')?.select();
  }
}
