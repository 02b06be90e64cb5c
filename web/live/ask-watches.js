// Questions about watch lists: which there are, a new one, and how far the index has come.

import { ask, askJson, postOptions } from '../request.js';

/** @import { WatchSummary } from '../../schemas/watches.ts' */

/** @typedef {{ step: number, records: number }} IndexEnd the last step, and all records */

/** @param {AbortSignal} signal @returns {Promise<readonly WatchSummary[]>} */
export async function askWatches(signal) {
  const { watches } = await askJson('v1/watches', signal);
  return watches;
}

/**
 * Creates or replaces a list of phrases.
 * @param {string} name
 * @param {readonly string[]} phrases
 * @param {AbortSignal} signal
 * @returns {Promise<WatchSummary>}
 */
export function putWatch(name, phrases, signal) {
  const body = { phrases, shares: [0.25, 0.5, 0.75, 1] };
  const options = postOptions(body, { accept: 'application/json', signal });
  const path = `v1/watches/${encodeURIComponent(name)}`;
  return ask(path, { ...options, method: 'PUT' }, (response) => response.json());
}

/** @param {AbortSignal} signal @returns {Promise<IndexEnd>} */
export async function askIndexEnd(signal) {
  const { edges, records } = await askJson('v1/axis?bins=1', signal);
  return { step: edges.at(-1) ?? 0, records: records.at(-1) ?? 0 };
}
