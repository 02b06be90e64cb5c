// Questions to the server about the records that satisfy a query.

import { ask, postOptions } from '../request.js';

/** @import { Remark } from '../../schemas/remark.ts' */
/** @import { Seen } from '../../schemas/answer.ts' */
/** @import { ViewState } from '../view-state.js' */

/**
 * @typedef {object} SearchAnswer numbers are of records
 * @property {string} query
 * @property {number} records
 * @property {Seen | null} first
 * @property {Seen | null} last
 * @property {Record<string, number>} [at]
 * @property {{ edges: number[], records: number[] }} [timeline]
 */

/** @typedef {{ query: string, error: { code: string, message: string, offset?: number } }} Unsearchable */

/** @typedef {import('../../schemas/search-answer.ts').SearchContext} SearchContext */

/** @typedef {{ snapshot: string, answer: SearchAnswer | Unsearchable, remarks: Remark[] }} Searched */

/**
 * The body of the question. Of some steps, `at` asks for the records before them.
 * @param {Pick<ViewState, 'query' | 'bins' | 'steps'>} question
 */
export function searchBody({ query, bins, steps }) {
  const range = steps && { at: [steps.from - 1], from_step: steps.from, to_step: steps.to };
  return { queries: [query], bins, ...range };
}

/**
 * @param {Pick<ViewState, 'query' | 'bins' | 'steps'>} question
 * @param {AbortSignal} signal
 * @returns {Promise<Searched>}
 */
export function askSearch(question, signal) {
  const options = postOptions(searchBody(question), { accept: 'application/json', signal });
  return ask('v1/search', options, async (response) => {
    const { snapshot, answers, remarks = [] } = await response.json();
    return { snapshot, answer: answers[0], remarks };
  });
}

/**
 * The passages of the first records that satisfy a query, with step in (after, by].
 * @param {{ query: string, after: number, by: number, limit: number }} question
 * @param {AbortSignal} signal
 * @returns {Promise<readonly SearchContext[]>}
 */
export function askPassages({ query, after, by, limit }, signal) {
  const steps = { bins: 1, from_step: after + 1, to_step: by };
  const body = { queries: [query], ...steps, contexts: limit };
  const options = postOptions(body, { accept: 'application/json', signal });
  return ask('v1/search', options, async (response) => {
    const { answers } = await response.json();
    return answers[0].contexts ?? [];
  });
}
