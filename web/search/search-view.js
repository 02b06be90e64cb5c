// The view of a search: its query is asked, and what came is shown.
//
// View switches ask nothing again; sending the form does. A newer state ends an older one's question.

import { element } from '../element.js';
import { countNoun } from '../format-number.js';
import { problemPanel } from '../problem-panel.js';
import { askSearch } from './ask-search.js';
import { queryError } from './query-error.js';
import { searchForm } from './search-form.js';
import { searchResult } from './search-result.js';

/** @import { IndexDescription } from '../../schemas/index-description.ts' */
/** @import { ViewState } from '../view-state.js' */
/** @import { Searched } from './ask-search.js' */

/**
 * Builds the view into `host`. Returns what shows a state.
 * @param {HTMLElement} host
 * @param {{ change: (next: Partial<ViewState>) => void, facts: () => IndexDescription | null }} options
 */
export function buildSearchView(host, { change, facts }) {
  /** @type {{ key: string, searched: Searched } | null} */
  let answered = null;
  let asking = new AbortController();
  let sent = false;
  const form = searchForm({
    ask: (query) => {
      answered = null;
      sent = true;
      change({ query, bin: null });
    },
    refused: () => {},
  });
  const status = element('p', { class: 'status', role: 'status' });
  const trouble = element('div');
  const empty = element('div', { class: 'empty-search' }, ...emptySearch());
  const result = searchResult(change, facts);
  const sheet = element('div', { class: 'sheet' }, status, trouble, empty, result.host);
  host.append(element('h1', { class: 'unseen' }, 'Search for records'), form.host, sheet);

  /** Only one of them is seen. @param {HTMLElement} one @param {string} said */
  function leaveOne(one, said) {
    sheet.setAttribute('aria-busy', 'false');
    for (const part of [trouble, empty, result.host]) part.hidden = part !== one;
    if (one !== trouble) trouble.replaceChildren();
    if (one !== result.host) result.clear();
    status.textContent = said;
  }

  /** @param {ViewState} state */
  async function show(state) {
    const { query, bins, steps } = state;
    form.show(query);
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (query === '') return leaveOne(empty, '');
    const key = JSON.stringify([query, bins, steps]);
    try {
      if (answered?.key !== key) {
        sheet.setAttribute('aria-busy', 'true');
        status.textContent = 'Searching…';
        answered = { key, searched: await askSearch(state, signal) };
        if (signal.aborted) return;
      }
      showAnswer(state, answered.searched);
      if (sent && matchMedia('(max-width: 860px)').matches) status.scrollIntoView();
      sent = false;
    } catch (error) {
      if (signal.aborted) return;
      leaveOne(trouble, '');
      trouble.replaceChildren(problemPanel(error, () => void show(state)));
    }
  }

  /** @param {ViewState} state @param {Searched} searched */
  function showAnswer(state, searched) {
    const { answer, snapshot } = searched;
    if ('error' in answer) {
      leaveOne(trouble, '');
      trouble.replaceChildren(queryError(answer));
      return;
    }
    leaveOne(result.host, '');
    status.replaceChildren(
      `${answer.records === 0 ? 'No record' : countNoun(answer.records, 'record')} `,
      element('span', { class: 'snapshot' }, `snapshot ${snapshot}`),
    );
    result.show(state, answer, searched);
  }
  return { show };
}

function emptySearch() {
  const examples = ['color NEAR/5 red', '"(this|these) day" NOT night'];
  const links = examples.flatMap((query, i) => [
    i > 0 && ' or ',
    element(
      'a',
      { href: `#${new URLSearchParams({ view: 'search', query })}` },
      element('code', {}, query),
    ),
  ]);
  return [
    element('h2', { class: 'question' }, 'Which records hold it, and since when?'),
    element(
      'p',
      { class: 'lead' },
      'A query combines words and phrases, also by distance, pattern and edits. The numbers are of records, exact, and by step.',
    ),
    element('p', { class: 'examples' }, 'For example ', ...links, '.'),
  ];
}
