// Questions to the server about exposures: counts, axes and contexts.

import { ask, askJson, postOptions } from '../request.js';

/** @import { Answer, Unanswerable } from '../../schemas/answer.ts' */
/** @import { Axis } from '../../schemas/axis.ts' */
/** @import { Contexts } from '../../schemas/contexts.ts' */
/** @import { Remark } from '../../schemas/remark.ts' */
/** @import { ViewState } from '../view-state.js' */

/** @typedef {{ snapshot: string, answers: (Answer | Unanswerable)[], remarks?: Remark[] }} Answers */

/** @typedef {Pick<ViewState, 'bins' | 'steps'> & { by?: ViewState['by'] }} Timeline bins, the steps that they are of, and whether facets are asked too */

/**
 * The body of the exposures' question. Of some steps, `at` asks for the exposures before them.
 * @param {readonly string[]} phrases
 * @param {Timeline} timeline
 */
export function exposuresBody(phrases, { bins, steps, by }) {
  const range = steps && { at: [steps.from - 1], from_step: steps.from, to_step: steps.to };
  const facets = by === 'facet' && phrases.length === 1 && { by_facet: true };
  return { phrases, bins, ...range, ...facets };
}

/**
 * @param {readonly string[]} phrases
 * @param {Timeline} timeline
 * @param {AbortSignal} signal
 * @returns {Promise<Answers>}
 */
export function askExposures(phrases, timeline, signal) {
  const body = exposuresBody(phrases, timeline);
  const options = postOptions(body, { accept: 'application/json', signal });
  return ask('v1/exposures', options, (response) => response.json());
}

/**
 * What had been consumed by the edges of a timeline.
 * @param {Timeline} timeline
 * @param {AbortSignal} signal
 * @returns {Promise<Axis>}
 */
export function askAxis({ bins, steps }, signal) {
  const range = steps === null ? '' : `&from_step=${steps.from}&to_step=${steps.to}`;
  return askJson(`v1/axis?bins=${bins}${range}`, signal);
}

/**
 * What had been consumed by the end of each of some steps, at least one.
 * @param {readonly number[]} steps
 * @param {AbortSignal} signal
 * @returns {Promise<Axis>}
 */
export function askAxisAt(steps, signal) {
  return askJson(`v1/axis?at=${steps.join()}`, signal);
}

/**
 * Contexts of a phrase's first exposures with step in (after, by].
 * @param {{ phrase: string, after: number, by: number, limit: number }} question
 * @param {AbortSignal} signal
 * @returns {Promise<Contexts>}
 */
export function askContexts({ phrase, after, by, limit }, signal) {
  const query = new URLSearchParams({
    phrase,
    from_step: `${after + 1}`,
    to_step: `${by}`,
    limit: `${limit}`,
  });
  return askJson(`v1/contexts?${query}`, signal);
}
